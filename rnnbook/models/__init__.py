"""Networks: the recurrent one of the worked example, its relatives, ensembles, and baselines."""

from rnnbook.models.baselines import OrderBlindMLP, WindowMLP
from rnnbook.models.classifier import CELLS, HEADS, ElmanLayer, RecurrentClassifier
from rnnbook.models.ensemble import RNNEnsemble, StackedModules
from rnnbook.models.initialisation import STARTS, restart, seeded
from rnnbook.models.simple import SimpleRNN

__all__ = [
    "CELLS",
    "HEADS",
    "STARTS",
    "ElmanLayer",
    "OrderBlindMLP",
    "RNNEnsemble",
    "RecurrentClassifier",
    "SimpleRNN",
    "StackedModules",
    "WindowMLP",
    "restart",
    "seeded",
]
