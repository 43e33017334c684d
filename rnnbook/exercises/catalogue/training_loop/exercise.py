"""A training loop that runs, learns, and has two faults."""

from rnnbook.exercises import Exercise, Mistake, Tolerance
from rnnbook.exercises.checker.strategies import integers, just, normal
from rnnbook.exercises.strategies import simple_rnn

_LOSS = "functional.cross_entropy(model(x), y)"
_ON_PROBABILITIES = "functional.cross_entropy(torch.softmax(model(x), dim=1), y)"
_OPTIMISER = "optimizer = torch.optim.Adam(model.parameters(), lr=0.01)\n"
_ONCE = f"    {_OPTIMISER}    losses = []\n    for _ in range(epochs):\n"
_ANEW = f"    losses = []\n    for _ in range(epochs):\n        {_OPTIMISER}"
_CLEAR = "        optimizer.zero_grad()\n"
_MOVES = "        loss.backward()\n        optimizer.step()\n"
_LATE = "        loss.backward()\n        optimizer.zero_grad()\n        optimizer.step()\n"

exercise = Exercise(
    file=__file__,
    chapter="training",
    level=2,
    minutes=15,
    kind="repair",
    arguments=(simple_rnn("D", "H", "C"), normal("N", "T", "D"), integers(0, "C", "N"), just(8)),
    smallest={"C": 2},
    tolerance=Tolerance(rtol=1e-5, atol=1e-7),
    bug=((_ONCE, _ANEW), (_LOSS, _ON_PROBABILITIES)),
    hints=(
        "Begin with the floor. What does cross_entropy do to what it is given, before it takes "
        "the logarithm? Work out the smallest loss for two classes if it gets numbers between 0 "
        "and 1.",
        "Then the steps. Adam divides a running mean of the gradients by the root of a running "
        "mean of their squares. What is that quotient when it has seen one gradient?",
    ),
    mistakes=(
        Mistake(
            "Both faults are still there.",
            edits=((_ONCE, _ANEW), (_LOSS, "functional.cross_entropy(model(x).softmax(dim=1), y)")),
        ),
        Mistake(
            "The steps are right now. The loss still has its floor.",
            edits=((_LOSS, _ON_PROBABILITIES),),
        ),
        Mistake(
            "The floor is gone. Each epoch still moves every weight by the learning rate.",
            edits=((_ONCE, _ANEW),),
        ),
        Mistake(
            "nll_loss takes the logarithms of probabilities, and here it gets probabilities: "
            "the loss is minus the mean of those of the right classes.",
            edits=((_LOSS, "functional.nll_loss(torch.softmax(model(x), dim=1), y)"),),
        ),
        Mistake(
            "Both faults are gone, but now the gradients are not cleared in each epoch.",
            edits=((_CLEAR, ""),),
        ),
        Mistake(
            "Nothing is learned: the weights never move. Does each epoch make a step, and are the "
            "gradients still there when it is made?",
            edits=((_CLEAR, ""), (_MOVES, _LATE)),
        ),
    ),
)
