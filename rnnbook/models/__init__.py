"""Networks: the recurrent one of the worked example, its relatives, ensembles, and baselines."""

from rnnbook.models.activations import ACTIVATIONS, Activation, activate, derivative
from rnnbook.models.baselines import OrderBlindMLP, WindowMLP
from rnnbook.models.bptt import ForwardPass, SimpleRNNGradients, backpropagate, read_forward
from rnnbook.models.classifier import CELLS, HEADS, ElmanLayer, RecurrentClassifier
from rnnbook.models.convolution import ConvolutionMLP
from rnnbook.models.ensemble import RNNEnsemble, StackedModules
from rnnbook.models.initialisation import STARTS, restart, seeded
from rnnbook.models.simple import SimpleRNN

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
