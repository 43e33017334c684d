"""How far the powers of a shear stretch before they vanish."""

from rnnbook.exercises import Exercise, Tolerance

exercise = Exercise.prediction(
    file=__file__,
    chapter="backpropagation",
    level=2,
    minutes=5,
    tolerance=Tolerance(rtol=0.5, atol=0.0),
    result_names=("the factor", "the number of steps"),
    hints=(
        "What does W do to the vector (0, 1)? Follow it for two or three steps.",
        "The power k has 0.9^k on its diagonal and 5 k 0.9^(k - 1) in the corner. Which of the "
        "two is the larger, and for which k is it largest?",
    ),
    truth="19.4, 55.0",
    guesses={
        "0.9, 1.0": (
            "That is what the eigenvalues say of very many steps. Where does the first step take "
            "the vector (0, 1)?"
        ),
        "5.0, 5.0": (
            "The first step stretches by about 5. Does the second shrink that, or push further "
            "in the same direction?"
        ),
        "1000.0, 1000.0": (
            "Every step pushes on by less than the one before: the push is multiplied by 0.9."
        ),
    },
)
