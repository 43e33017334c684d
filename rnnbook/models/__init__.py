"""Networks: the recurrent one of the worked example, its relatives, ensembles, and baselines."""

from rnnbook._renamed import keep_old_names
from rnnbook.models._activations import ACTIVATIONS, Activation, activate, derivative
from rnnbook.models._baselines import OrderBlindMLP, WindowMLP
from rnnbook.models._bptt import SimpleRNNGradients, backpropagate
from rnnbook.models._classifier import CELLS, ElmanLayer, RecurrentClassifier
from rnnbook.models._convolution import ConvolutionMLP
from rnnbook.models._ensemble import RNNEnsemble, StackedModules
from rnnbook.models._initialisation import RECURRENT_INITS, init_recurrent_, torch_seed
from rnnbook.models._logits import evaluation_mode, logits_of
from rnnbook.models._simple import SimpleRNN

__all__ = [
    "ACTIVATIONS",
    "CELLS",
    "RECURRENT_INITS",
    "Activation",
    "ConvolutionMLP",
    "ElmanLayer",
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
    "evaluation_mode",
    "init_recurrent_",
    "logits_of",
    "torch_seed",
]

keep_old_names(
    __name__,
    STARTS="RECURRENT_INITS",
    restart="init_recurrent_",
    seeded="torch_seed",
)
