"""How well four networks tell twins apart."""

from rnnbook.exercises import Exercise, Mistake, Question, Tolerance

exercise = Exercise(
    file=__file__,
    chapter="order",
    level=2,
    minutes=10,
    kind="prediction",
    tolerance=Tolerance(rtol=0.0, atol=0.08),
    questions=tuple(
        Question(name, group=f"accuracy of {group}")
        for group in ("order-blind", "last five", "window", "SimpleRNN")
        for name in ("on the trend", "on the first mark")
    ),
    hints=(
        "Begin with what can be known. What must a network answer to two twins that it cannot "
        "tell apart? How often is no mark among the last five of twenty steps, and what remains "
        "then?",
    ),
    mistakes=(
        Mistake(
            "The order-blind network gives both twins the same answer. On how many of the two "
            "can it be right?",
            edits=(('"order-blind": (0.5, 0.5)', '"order-blind": (0.7, 0.7)'),),
        ),
        Mistake(
            "The last five steps of a ramp tell more than you think: a rising one ends high.",
            edits=(('"last five": (0.96, 0.7)', '"last five": (0.7, 0.7)'),),
        ),
        Mistake(
            "Without a mark among the last five steps there is nothing to go by. How often is "
            "that so?",
            edits=(('"last five": (0.96, 0.7)', '"last five": (0.96, 0.9)'),),
        ),
        Mistake(
            "On the first mark you give the window network too much. Does it "
            "know at one step what it has learned about a mark at another?",
            edits=(('"window": (0.99, 0.89)', '"window": (0.99, 0.98)'),),
        ),
        Mistake(
            "You expect the recurrent network to lose the first mark on the way. Does it need to "
            "keep it?",
            edits=(('"SimpleRNN": (0.99, 0.97)', '"SimpleRNN": (0.99, 0.8)'),),
        ),
    ),
)
