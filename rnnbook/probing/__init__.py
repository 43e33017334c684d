"""Looking inside: what a network's states and gradients tell, trained or not."""

from rnnbook._renamed import keep_old_names
from rnnbook.probing._ablation import accuracy_under_noise, run_with_hook, unit_ablation_accuracy
from rnnbook.probing._attribution import (
    gradient,
    gradient_times_input,
    integrated_gradients,
    logit_margin,
    occlusion,
)
from rnnbook.probing._finite_differences import central_differences
from rnnbook.probing._fixed_points import FixedPoints, find_fixed_points
from rnnbook.probing._gradients import factor_per_step, gradients_through_time
from rnnbook.probing._jacobians import jacobian_products, step_jacobians
from rnnbook.probing._linear import linear_probe, probe_by_class, probe_with_controls
from rnnbook.probing._lyapunov import lyapunov_exponents
from rnnbook.probing._memory import memory_curve, state_distance
from rnnbook.probing._permutations import RULES, agreement, classify_orders, permutations
from rnnbook.probing._traces import (
    PrincipalComponents,
    hidden_states,
    principal_components,
    readouts,
)

__all__ = [
    "RULES",
    "FixedPoints",
    "PrincipalComponents",
    "accuracy_under_noise",
    "agreement",
    "central_differences",
    "classify_orders",
    "factor_per_step",
    "find_fixed_points",
    "gradient",
    "gradient_times_input",
    "gradients_through_time",
    "hidden_states",
    "integrated_gradients",
    "jacobian_products",
    "linear_probe",
    "logit_margin",
    "lyapunov_exponents",
    "memory_curve",
    "occlusion",
    "permutations",
    "principal_components",
    "probe_by_class",
    "probe_with_controls",
    "readouts",
    "run_with_hook",
    "state_distance",
    "step_jacobians",
    "unit_ablation_accuracy",
]

keep_old_names(
    __name__,
    accuracy_without_each_unit="unit_ablation_accuracy",
    run_with="run_with_hook",
    score="logit_margin",
)
