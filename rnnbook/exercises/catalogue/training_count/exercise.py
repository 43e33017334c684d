"""How many parameters a recurrent classifier has."""

from rnnbook.exercises import Exercise, Mistake, Question
from rnnbook.exercises.checker.strategies import integers

exercise = Exercise(
    file=__file__,
    chapter="training",
    level=1,
    minutes=10,
    kind="pencil",
    arguments=(integers(2, 30), integers(31, 60), integers(2, 12)),
    result_names=("the number of parameters", "the share of W_hh"),
    questions=(
        Question("parameters for D = 3, H = 20 and C = 4"),
        Question("the share of W_hh in them", within=0.005),
    ),
    example=(3, 20, 4),
    hints=(
        "The recurrent layer has two matrices. Which vectors go with them?",
        "Write the shape of each parameter below the other: weight_ih_l0, weight_hh_l0, "
        "bias_ih_l0, bias_hh_l0, fc.weight, fc.bias.",
    ),
    mistakes=(
        Mistake("PyTorch's recurrent layer has more than one bias.", edits=(("2 * H", "H"),)),
        Mistake("The linear layer has a bias as well.", edits=(("C * H + C", "C * H"),)),
        Mistake("The recurrent layer has no biases in this count.", edits=((" + 2 * H", ""),)),
        Mistake(
            "There are no biases in this count.", edits=((" + 2 * H", ""), ("C * H + C", "C * H"))
        ),
        Mistake(
            "The share is in per cent. Return a number between 0 and 1.",
            edits=(("H * H / number", "100 * H * H / number"),),
        ),
        Mistake(
            "The share is that of the whole recurrent layer; only W_hh is asked for.",
            edits=(("H * H / number", "recurrent / number"),),
        ),
        Mistake(
            "The share is taken of the recurrent layer, not of all parameters.",
            edits=(("H * H / number", "H * H / recurrent"),),
        ),
    ),
)
