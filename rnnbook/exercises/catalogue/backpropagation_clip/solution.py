import torch
from torch import Tensor


def clipped(gradients: list[Tensor], limit: float) -> list[Tensor]:
    """Return gradients whose common length is at most limit.

    The gradients of all parameters, of any shapes, count as one long
    vector. What is returned has its direction, and the shapes that came
    in. Nothing is changed in place.
    """
    length = torch.cat([g.flatten() for g in gradients]).norm()
    factor = (limit / length).clamp(max=1)
    return [g * factor for g in gradients]
