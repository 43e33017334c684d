"""Data sets for many seeds."""

import torch

from rnnbook.data import first_mark_pairs, stack_over_seeds


def test_each_seed_has_its_own_data_set():
    x, y = stack_over_seeds(lambda seed: first_mark_pairs(4, 10, seed=seed), [3, 5])
    for index, seed in enumerate([3, 5]):
        alone = first_mark_pairs(4, 10, seed=seed)
        torch.testing.assert_close((x[index], y[index]), alone, rtol=0, atol=0)
