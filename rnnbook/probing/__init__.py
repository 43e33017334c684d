"""Looking inside: what a network's states and gradients tell, trained or not."""

from rnnbook.probing.differences import central_differences
from rnnbook.probing.gradients import factor_per_step, gradients_through_time
from rnnbook.probing.jacobians import jacobian_products, step_jacobians
from rnnbook.probing.memory import memory_curve, state_distance

__all__ = [
    "central_differences",
    "factor_per_step",
    "gradients_through_time",
    "jacobian_products",
    "memory_curve",
    "state_distance",
    "step_jacobians",
]
