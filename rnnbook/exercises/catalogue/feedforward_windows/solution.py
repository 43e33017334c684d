from torch import Tensor


def all_windows(x: Tensor, L: int) -> Tensor:
    """Return all windows of L neighbouring elements, each as one row.

    x is (N, T, D), with T at least L. The result is (N, T - L + 1, L * D):
    at n, t stand the D features of element t of sequence n, then those of
    element t + 1, and so on. Gradients flow back to x.
    """
    return x.unfold(1, L, 1).mT.flatten(2)
