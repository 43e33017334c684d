from torch import Tensor

from rnnbook.models import RNNEnsemble
from rnnbook.probing import lyapunov_exponents, step_jacobians


def growth_rates(networks: RNNEnsemble, x: Tensor) -> Tensor:
    """Return each network's largest Lyapunov exponent, of shape (S,).

    The sequences x are (N, T, D). The exponent is taken over the T steps
    of each sequence; what is returned is the mean over the sequences.
    """
    exponents = lyapunov_exponents(step_jacobians(networks, x))
    return exponents[..., 0].mean(dim=1)
