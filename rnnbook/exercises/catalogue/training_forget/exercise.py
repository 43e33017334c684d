"""What a loop does that never clears its gradients."""

from rnnbook.exercises import Exercise, Mistake, Tolerance
from rnnbook.exercises.checker.strategies import integers, just, normal
from rnnbook.exercises.strategies import simple_rnn

exercise = Exercise(
    file=__file__,
    chapter="training",
    level=2,
    minutes=20,
    kind="measurement",
    arguments=(simple_rnn("D", "H", "C"), normal("N", "T", "D"), integers(0, "C", "N"), just(8)),
    smallest={"C": 2},
    tolerance=Tolerance(rtol=1e-5, atol=1e-7),
    hints=(
        "Write the right loop first and compare its first loss with that of the model you got. "
        "What do both of your trainings have in common at epoch 1?",
        "Each training needs a copy of the model, copy.deepcopy(model), and an optimiser of its "
        "own.",
        "A function of your own with an argument clear, called twice, holds the loop only once.",
    ),
    mistakes=(
        Mistake("Both trainings clear the gradients.", edits=(("clear=False", "clear=True"),)),
        Mistake(
            "The training that should clear the gradients does not.",
            edits=(("        if clear:\n            optimizer.zero_grad()\n", ""),),
        ),
        Mistake(
            "The second training does not begin where the first began.",
            edits=(
                (
                    "    return torch.stack(\n        [\n",
                    "    model = copy.deepcopy(model)\n    return torch.stack(\n        [\n",
                ),
                (
                    "*, clear: bool\n) -> Tensor:\n    model = copy.deepcopy(model)\n",
                    "*, clear: bool\n) -> Tensor:\n",
                ),
            ),
        ),
        Mistake(
            "The losses are those after each step, not before it.",
            edits=(
                (
                    "losses.append(loss.detach())",
                    "losses.append(functional.cross_entropy(model(x), y).detach())",
                ),
            ),
        ),
        Mistake(
            "In the first training the weights never move. Does each epoch make a step, and are "
            "the gradients still there when it is made?",
            edits=(
                ("        if clear:\n            optimizer.zero_grad()\n", ""),
                (
                    "        optimizer.step()\n",
                    "        if clear:\n            optimizer.zero_grad()\n"
                    "        optimizer.step()\n",
                ),
            ),
        ),
        Mistake(
            "The rows stand in the other order.",
            edits=(("clear=True", "clear=None"), ("clear=False", "clear=True")),
        ),
    ),
)
