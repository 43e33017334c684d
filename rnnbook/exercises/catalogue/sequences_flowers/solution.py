import torch
from torch import Tensor

from rnnbook.data import autocorrelation


def of_table(x: Tensor, species: Tensor) -> tuple[Tensor, Tensor]:
    """Return r_1 of a column of a table, and r_1 within each species.

    x is (T,), in the order of the table; species is (T,), the number of the
    species of each row. Each of the S species has several rows. Returns a
    tensor without axes, and a tensor (S,) in the order of the numbers.
    """
    within = [autocorrelation(x[species == s]) for s in species.unique()]
    return autocorrelation(x), torch.stack(within)
