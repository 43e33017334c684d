"""Training: the loop, when to stop, how good the result is, and a progress bar."""

from rnnbook.training._ensembles import (
    EnsembleHistory,
    EnsembleScore,
    evaluate_ensemble,
    train_ensemble,
)
from rnnbook.training._loop import DivergedError, History, train
from rnnbook.training._metrics import Score, accuracy, evaluate, predict
from rnnbook.training._progress import track
from rnnbook.training._stopping import EarlyStopping

__all__ = [
    "DivergedError",
    "EarlyStopping",
    "EnsembleHistory",
    "EnsembleScore",
    "History",
    "Score",
    "accuracy",
    "evaluate",
    "evaluate_ensemble",
    "predict",
    "track",
    "train",
    "train_ensemble",
]
