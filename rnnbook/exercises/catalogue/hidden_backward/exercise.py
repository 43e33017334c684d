"""What the backward half of a bidirectional layer has read, at both ends."""

from rnnbook.exercises import Exercise, Question

exercise = Exercise.prediction(
    file=__file__,
    chapter="hidden-state",
    level=1,
    minutes=3,
    result_names=("your number for out[:, -1]", "your number for out[:, 0]"),
    questions=(
        Question("elements in the backward half of out[:, -1]"),
        Question("elements in the backward half of out[:, 0]"),
    ),
    hints=(
        "out[:, t] stands beside element t. Where does the backward direction begin, and which "
        "way does it go?",
    ),
    truth="return 1, 7",
    guesses={
        "return 7, 7": (
            "Both together would be so if each half were computed from the whole sequence. But the "
            "backward half at a step has read that step and those after it, and nothing before."
        ),
        "return 7, 1": (
            "That is how it is with the forward half. The backward direction begins at the other "
            "end: it has just begun at the last step."
        ),
        "return 0, 7": (
            "The second is right. At the last step it has read that step itself, its first one."
        ),
        "return 1, 6": (
            "The first is right. At the first step it has read all that come after it, and the "
            "first element as well."
        ),
        "return 0, 6": (
            "You count the elements that come after the step. The element of the step itself is "
            "read too."
        ),
    },
)
