"""Networks: the recurrent one of the worked example, its relatives, ensembles, and baselines."""

from rnnbook.models._activations import ACTIVATIONS, Activation, activate, derivative
from rnnbook.models._baselines import OrderBlindMLP, WindowMLP
from rnnbook.models._bptt import ForwardPass, SimpleRNNGradients, backpropagate, read_forward
from rnnbook.models._classifier import CELLS, HEADS, ElmanLayer, RecurrentClassifier
from rnnbook.models._convolution import ConvolutionMLP
from rnnbook.models._ensemble import RNNEnsemble, StackedModules
from rnnbook.models._initialisation import STARTS, restart, seeded
from rnnbook.models._simple import SimpleRNN

__all__ = [
    "ACTIVATIONS",
    "CELLS",
    "HEADS",
    "STARTS",
    "Activation",
    "ConvolutionMLP",
    "ElmanLayer",
    "ForwardPass",
    "OrderBlindMLP",
    "RNNEnsemble",
    "RecurrentClassifier",
    "SimpleRNN",
    "SimpleRNNGradients",
    "StackedModules",
    "WindowMLP",
    "activate",
    "backpropagate",
    "derivative",
    "read_forward",
    "restart",
    "seeded",
]
