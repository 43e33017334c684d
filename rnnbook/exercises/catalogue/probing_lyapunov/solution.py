from torch import Tensor

from rnnbook.models import RNNEnsemble
from rnnbook.probing import lyapunov_exponents, step_jacobians


def growth_rates(networks: RNNEnsemble, x: Tensor, skip: int) -> Tensor:
    """Return each network's largest Lyapunov exponent, of shape (S,).

    The sequences x are (N, T, D). The exponent is taken over the steps of
    each sequence but the first ones, which are skipped; what is returned
    is the mean over the sequences.
    """
    jacobians = step_jacobians(networks, x)
    exponents = lyapunov_exponents(jacobians, skip=skip)
    return exponents[..., 0].mean(dim=1)
