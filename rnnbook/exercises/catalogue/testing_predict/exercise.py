"""How well networks that know two ramps do on other ones."""

from rnnbook.exercises import Exercise, Question, Tolerance

exercise = Exercise.prediction(
    file=__file__,
    chapter="testing",
    level=1,
    minutes=5,
    result_names=("(a)", "(b)", "(c)", "(d)"),
    tolerance=Tolerance(rtol=0.0, atol=0.15),
    questions=(
        Question("(a) five sorted random numbers"),
        Question("(b) 1, 2, 3 and its reversal"),
        Question("(c) 1 to 100 and its reversal"),
        Question("(d) 6 to 10 and its reversal"),
    ),
    hints=(
        "What do the two training sequences have in common with each test, and what else besides "
        "rising tells them apart? Compare their last elements.",
    ),
    truth="0.98, 0.6, 1.0, 0.5",
    guesses={
        "1.0, 1.0, 1.0, 1.0": (
            "A network that had learned what rising is would get all four right. These two "
            "sequences did not force anyone to learn that."
        ),
        "0.5, 0.5, 0.5, 0.5": (
            "A network that only knew its two sequences by heart would have to guess on all "
            "others. They learned more than that."
        ),
        "0.98, 0.98, 0.5, 0.98": (
            "You think that length is what they cannot cope with. In 1 to 100, how do the rising "
            "sequence and the falling one begin and end?"
        ),
    },
)
