"""Linear probes on targets that are linear, and on ones that are not."""

import numpy as np
import pytest
import torch

from rnnbook.probing import (
    linear_probe,
    probe_by_class,
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


def test_only_the_steps_that_count_are_fitted_and_scored():
    """Outside them the target is noise; with them alone the probe is nearly always right."""
    generator = np.random.default_rng(0)
    rows = generator.normal(size=(200, 4, 3))
    counts = np.arange(4) % 2 == 0
    where = np.broadcast_to(counts, (200, 4))
    target = np.where(where, rows[..., 0] > 0, generator.random((200, 4)) > 0.5).astype(int)
    assert linear_probe(rows, target) < 0.85
    assert linear_probe(rows, target, where=where) > 0.95
    assert linear_probe(rows, target, where=where) == linear_probe(rows[:, ::2], target[:, ::2])
    scores = probe_with_controls({"rows": rows}, target, seed=0, where=torch.tensor(where))
    assert scores["rows"] > 0.95
    assert abs(scores["shuffled targets"] - 0.5) < 0.15
    with pytest.raises(ValueError, match=r"where must be truth values of the shape \(200, 4\)"):
        linear_probe(rows, target, where=counts)
    with pytest.raises(ValueError, match="where must leave something of the fitted part"):
        linear_probe(rows, target, where=np.zeros((200, 4), dtype=bool))


def test_each_class_has_its_own_share():
    """A class that lies where another does is not found, and the others do not hide it."""
    generator = np.random.default_rng(0)
    target = generator.choice([0, 1, 2], size=600, p=[0.6, 0.3, 0.1])
    rows = np.where(target == 1, 3.0, -3.0)[:, None] + generator.normal(size=(600, 1))
    shares = probe_by_class(rows, target)
    assert list(shares) == [0, 1, 2]
    assert min(shares[0], shares[1]) > 0.95
    assert shares[2] < 0.05
    held_out = target[300:]
    total = sum(shares[label] * (held_out == label).mean() for label in shares)
    assert total == pytest.approx(linear_probe(rows, target))
    with pytest.raises(TypeError, match="target must be of an integer type"):
        probe_by_class(rows, target.astype(float))
