"""Which inputs a network keeps that was trained to recall one of them."""

from rnnbook.exercises import Exercise, Question

exercise = Exercise.prediction(
    file=__file__,
    chapter="memory",
    level=1,
    minutes=3,
    questions=(Question("the inputs that can be read back", ("alone", "up to", "everywhere")),),
    hints=(
        "Suppose the sequence went on for one more element. Which input would then be asked for?",
    ),
    truth='return "up to"',
    guesses={
        'return "alone"': (
            "At the last step only that one input is asked for. But nothing in the inputs tells the"
            " network which step is the last: what would it answer one step later?"
        ),
        'return "everywhere"': (
            "Our training wipes out older inputs, even where the labels belong to other sequences. "
            "The task decides which of them are spared."
        ),
    },
)
