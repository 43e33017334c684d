"""Data sets for many seeds."""

import torch

from rnnbook.data import first_mark_twins, for_each_seed


def test_each_seed_has_its_own_data_set():
    x, y = for_each_seed(lambda seed: first_mark_twins(4, 10, seed=seed), [3, 5])
    for index, seed in enumerate([3, 5]):
        alone = first_mark_twins(4, 10, seed=seed)
        torch.testing.assert_close((x[index], y[index]), alone, rtol=0, atol=0)
