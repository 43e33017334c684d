"""What becomes of the states when the input stays the same."""

from rnnbook.exercises import Exercise, Question

exercise = Exercise.prediction(
    file=__file__,
    chapter="memory",
    level=1,
    minutes=3,
    result_names=("your first answer", "your second answer"),
    questions=tuple(
        Question(name, ("grow", "rest", "move"))
        for name in ("with W_hh as PyTorch draws it", "with W_hh three times as large")
    ),
    hints=(
        "Where does tanh keep the numbers? And by what factor does a matrix with entries "
        "between -1/√H and 1/√H change the length of a vector: is it above 1 or below?",
    ),
    truth='return "rest", "move"',
    guesses={
        'return "grow", "grow"': (
            "tanh keeps every entry between -1 and 1, so nothing grows without bound."
        ),
        'return "grow", "rest"': (
            "tanh keeps every entry between -1 and 1, so nothing grows without bound. And which "
            "weights carry a state further in one step, the small ones or the large ones?"
        ),
        'return "rest", "grow"': (
            "The first is right. The second cannot be: tanh keeps every entry between -1 and 1, "
            "whatever the weights are."
        ),
        'return "rest", "rest"': (
            "The first is right. Three times the weights do more than delay it: think of what a "
            "small difference between two states becomes in one step."
        ),
        'return "move", "move"': (
            "The input never changes, and nearly every step shrinks the difference between two "
            "states. What does that do to the moves, in the first of the two networks?"
        ),
        'return "move", "rest"': (
            "The larger the weights, the further each step carries a state. Which of the two "
            "networks would then be the one that moves?"
        ),
        'return "move", "grow"': (
            "Larger weights do more, but not without bound: tanh keeps every entry between -1 and"
            " 1, whatever they are."
        ),
        'return "grow", "move"': (
            "The second is right. The first cannot be: what keeps the states of the second "
            "network from growing keeps those of the first as well."
        ),
    },
)
