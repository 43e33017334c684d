import torch
from torch import Tensor


def forecast(codes: Tensor, context: Tensor, V: int, k: float) -> Tensor:
    """Return the probability of each letter to come next, by mixed counts.

    codes is (T,), the numbers of the letters of a text, from 0 to V - 1;
    context is (M,), those of the letters before the one to forecast, and M
    may be 0. Returns (V,), float64, which adds up to 1.
    """
    q = torch.full((V,), 1 / V, dtype=torch.float64)
    for length in range(min(len(context), len(codes) - 1) + 1):
        runs = codes.unfold(0, length + 1, 1)
        before = context[len(context) - length :]
        follows = runs[(runs[:, :-1] == before).all(dim=1), -1]
        n = follows.bincount(minlength=V)
        q = (n + k * q) / (n.sum() + k)
    return q
