from torch import Tensor


def spreads(right: Tensor, nudged_right: Tensor) -> tuple[Tensor, Tensor]:
    """Return the spread that seeds cause and the one that a nudge causes.

    Both arguments are (S,): the accuracies of the same S networks, trained
    without and with the nudge. The spreads are standard deviations, ().
    """
    by_seed = right.std()
    # A difference of two runs has the variance of one run, twice.
    by_nudge = (nudged_right - right).std() / 2**0.5
    return by_seed, by_nudge
