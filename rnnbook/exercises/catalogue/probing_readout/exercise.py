"""What the linear layer makes of every state."""

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import normal

exercise = Exercise(
    file=__file__,
    chapter="probing",
    level=1,
    minutes=5,
    kind="function",
    arguments=(normal("N", "T", "H"), normal("C", "H"), normal("C")),
    smallest={"C": 2},
    gradients=True,
    hints=(
        "The linear layer takes any state, not only the last. First make logits of all of them, "
        "(N, T, C).",
        "The probabilities of one state add up to 1 over the classes. Along which axis is that?",
    ),
    mistakes=(
        Mistake(
            "That is the logit of class 1. A logit is no probability.",
            edits=(("torch.softmax(logits, dim=-1)", "logits"),),
        ),
        Mistake(
            "These probabilities add up to 1 over the steps. They have to over the classes.",
            edits=(("dim=-1", "dim=1"),),
        ),
        Mistake(
            "That is the probability of class 0, the first one.", edits=(("[..., 1]", "[..., 0]"),)
        ),
        Mistake(
            "This is right where there are two classes. The layer here has C.",
            edits=(
                (
                    "torch.softmax(logits, dim=-1)[..., 1]",
                    "torch.sigmoid(logits[..., 1] - logits[..., 0])",
                ),
            ),
        ),
        Mistake(
            "The bias of the linear layer is missing.", edits=(("weight.T + bias", "weight.T"),)
        ),
        Mistake(
            "That is the answer at the end. Here every step is asked.",
            edits=(("logits = states @", "logits = states[:, -1] @"),),
        ),
        Mistake(
            "The sigmoid of one logit is its probability where there is just one other, and that "
            "is 0. In general all logits have a part in it.",
            edits=(("torch.softmax(logits, dim=-1)", "torch.sigmoid(logits)"),),
        ),
    ),
)
