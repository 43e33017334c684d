from torch import Tensor

from rnnbook.data import split


def leaked(x: Tensor, y: Tensor, group_size: int, seed: int) -> float:
    """Return the share of test sequences with a twin in the training part.

    x is (N, T, 1), with twins in neighbouring rows, and y is (N,). They are
    divided by split, with the fractions that it takes if none are given.
    """
    parts = split(x, y, group_size=group_size, seed=seed)
    trained = {tuple(s) for s in parts.train.x[:, :, 0].tolist()}
    twins = [tuple(reversed(s)) for s in parts.test.x[:, :, 0].tolist()]
    return sum(twin in trained for twin in twins) / len(twins)
