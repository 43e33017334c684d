"""Linear probes on targets that are linear, and on ones that are not."""

import numpy as np
import pytest
import torch

from rnnbook.probing import (
    linear_probe,
    probe_with_controls,
)


def test_a_probe_reads_what_is_linear_and_not_what_is_not():
    rows = np.random.default_rng(0).normal(size=(400, 6, 4))
    assert linear_probe(rows, rows @ [1.0, -2.0, 0.0, 3.0] + 5) > 0.99
    assert abs(linear_probe(rows, np.random.default_rng(1).normal(size=(400, 6)))) < 0.05
    product = (rows[..., 0] * rows[..., 1] > 0).astype(int)
    assert abs(linear_probe(rows, product) - 0.5) < 0.05
    assert linear_probe(rows, (rows[..., 2] > 0.3).astype(int)) > 0.97


def test_held_out_means_held_out():
    """Where the second half contradicts the first, the probe is as wrong as can be."""
    rows = np.random.default_rng(0).normal(size=(200, 1))
    target = (rows[:, 0] > 0).astype(int)
    target[100:] = 1 - target[100:]
    assert linear_probe(rows, target) < 0.05


def test_controls_stand_beside_the_score():
    rows = np.random.default_rng(0).normal(size=(400, 3))
    target = (rows[:, 0] > 0).astype(int)
    scores = probe_with_controls({"all": rows, "other": rows[:, 1:]}, target, seed=0)
    assert list(scores) == ["all", "other", "shuffled targets"]
    assert scores["all"] > 0.95
    assert abs(scores["other"] - 0.5) < 0.1
    assert abs(scores["shuffled targets"] - 0.5) < 0.1


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_tensors_are_read_with_and_without_gradients(dtype):
    rows = torch.randn(200, 3, generator=torch.Generator().manual_seed(0))
    target = (rows[:, 0] - rows[:, 1]).to(dtype).requires_grad_()
    assert linear_probe(rows.to(dtype), target) > 0.99
    assert linear_probe(rows.to(dtype), (target > 0).long()) > 0.9
