"""Training: the loop, when to stop, how good the result is, and a progress bar."""

from rnnbook.training.loop import DivergedError, History, train
from rnnbook.training.metrics import Score, accuracy, evaluate, predict
from rnnbook.training.progress import track
from rnnbook.training.stopping import EarlyStopping

__all__ = [
    "DivergedError",
    "EarlyStopping",
    "History",
    "Score",
    "accuracy",
    "evaluate",
    "predict",
    "track",
    "train",
]
