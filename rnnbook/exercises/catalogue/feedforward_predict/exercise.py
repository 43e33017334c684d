"""What networks answer after the marks have moved."""

from rnnbook.exercises import Exercise, Mistake, Tolerance

exercise = Exercise(
    file=__file__,
    chapter="feedforward",
    level=2,
    minutes=5,
    kind="prediction",
    tolerance=Tolerance(rtol=0.0, atol=0.13),
    result_names=(
        "the window network's accuracy in the gap",
        "the recurrent network's accuracy in the gap",
        "the window network's accuracy in the second half",
        "the recurrent network's accuracy in the second half",
    ),
    hints=(
        "Which weights of each network have ever met a mark in training? A network that knows "
        "nothing of a mark may score anything; over many networks the mean is one half.",
        "The recurrent network has one set of weights for all steps, and a hidden state that it "
        "passes on. What else has to be as it was in training?",
    ),
    mistakes=(
        Mistake(
            "A window network has weights of its own for each position. What did those in the gap "
            "learn about marks?",
            edits=(("0.51, 0.93", "0.89, 0.93"),),
        ),
        Mistake(
            "The recurrent network uses the same weights at every step, and its states in the gap "
            "resemble those before and after it.",
            edits=(("0.93", "0.50"),),
        ),
        Mistake(
            "The weights are the same in the second half. But has the network ever met a mark in "
            "the states that it is in by then?",
            edits=(("0.50, 0.51", "0.50, 0.90"),),
        ),
    ),
)
