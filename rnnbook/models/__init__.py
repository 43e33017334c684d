"""Networks: the recurrent one of the worked example, and the baselines it must beat."""

from rnnbook.models.baselines import OrderBlindMLP, WindowMLP
from rnnbook.models.initialisation import seeded
from rnnbook.models.simple import SimpleRNN

__all__ = ["OrderBlindMLP", "SimpleRNN", "WindowMLP", "seeded"]
