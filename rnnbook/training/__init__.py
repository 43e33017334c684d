"""Training: the loop, when to stop, how good the result is, and a progress bar."""

from rnnbook.training.ensembles import (
    EnsembleHistory,
    EnsembleScore,
    evaluate_ensemble,
    train_ensemble,
)
from rnnbook.training.loop import DivergedError, History, train
from rnnbook.training.metrics import Score, accuracy, evaluate, predict
from rnnbook.training.progress import track
from rnnbook.training.stopping import EarlyStopping

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
