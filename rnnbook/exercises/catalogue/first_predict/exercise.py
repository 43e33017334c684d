"""What a network trained on many levels says of two falling sequences."""

from rnnbook.exercises import Exercise, Question, Tolerance

exercise = Exercise.prediction(
    file=__file__,
    chapter="first-network",
    level=1,
    minutes=3,
    result_names=("your number for 9 to 5", "your number for 30 to 26"),
    tolerance=Tolerance(rtol=0.0, atol=0.2),
    questions=(
        Question('probability of "rising" for 9, 8, 7, 6, 5'),
        Question('probability of "rising" for 30, 29, 28, 27, 26'),
    ),
    hints=(
        "Which levels has the network been trained on? Which of the two sequences lies among them?",
    ),
    truth="0.0, 1.0",
    guesses={
        "0.0, 0.0": (
            "A network that had learned what falling is would say this. Both of yours are right "
            "answers to the question; only one of them is the network's."
        ),
        "0.28, 0.72": (
            "You lean the way of the network both times, and it is surer than you. Training goes "
            "on until nearly all the probability is on one side, and it stays there for sequences "
            "that the network has not seen."
        ),
        "0.25, 0.25": (
            "You lean to falling both times, which is right of the sequences. The network calls "
            "the second rising, and is sure of it."
        ),
        "0.0, 0.5": (
            "You expect it not to know what lies far from its training data. A network has no way "
            "of saying so: it computes its two numbers all the same."
        ),
        "0.5, 1.0": (
            "You expect it not to be sure of the first. But that one lies among the levels of its "
            "training data, where it tells the two directions apart."
        ),
        "1.0, 1.0": (
            "You expect it to call everything high rising, as the first network did. With many "
            "levels in its training data that no longer works, and it has learned something else."
        ),
        "1.0, 0.0": (
            "You have them the other way round. The first lies among the levels of its training "
            "data, where it tells falling from rising; the second lies far above them."
        ),
        "0.5, 0.5": (
            "You expect it not to know, since it has seen neither. A network has no way of saying "
            "so: it computes its two numbers all the same."
        ),
        "0.0, 100.0": "A probability goes from 0 to 1: 100 % is 1. So you were right both times.",
        "5.0, 95.0": (
            "A probability goes from 0 to 1: 5 % is 0.05, and 95 % is 0.95. With these you would "
            "have been right both times."
        ),
        "10.0, 90.0": (
            "A probability goes from 0 to 1: 10 % is 0.1, and 90 % is 0.9. With these you would "
            "have been right both times."
        ),
    },
)
