"""A memory of a few bits."""

import torch

from rnnbook.data import flip_flops


def test_every_label_spells_the_last_pulses():
    x, y = flip_flops(50, 30, bits=3, chance=0.2, seed=0)
    for sequence, labels in zip(x.tolist(), y.tolist(), strict=True):
        bits = [0, 0, 0]
        for pulses, label in zip(sequence, labels, strict=True):
            bits = [int(p > 0) if p else bit for p, bit in zip(pulses, bits, strict=True)]
            assert label == 4 * bits[0] + 2 * bits[1] + bits[2]


def test_all_channels_start_with_a_pulse_and_then_pulse_by_chance():
    x, _ = flip_flops(400, 50, bits=2, chance=0.3, seed=0)
    assert (x[:, 0] != 0).all()
    later = (x[:, 1:] != 0).float()
    assert abs(later.mean().item() - 0.3) < 5 * (0.21 / later.numel()) ** 0.5
    assert set(x.unique().tolist()) == {-1, 0, 1}
    torch.testing.assert_close(x, flip_flops(400, 50, bits=2, chance=0.3, seed=0)[0])
