"""The factor per step backwards, guessed before it is measured."""

from rnnbook.exercises import Exercise, Question, Tolerance

exercise = Exercise.prediction(
    file=__file__,
    chapter="activations",
    level=2,
    minutes=5,
    tolerance=Tolerance(rtol=0.12, atol=0.02),
    result_names=("sigmoid's factor", "tanh's factor", "ReLU's factor", "tanh's from the identity"),
    questions=(
        Question("factor per step, sigmoid"),
        Question("factor per step, tanh"),
        Question("factor per step, ReLU"),
        Question("factor per step, tanh from the identity"),
    ),
    hints=(
        "The factor is about the product of two: how much a random matrix of this size changes "
        "the length of a vector, and the slope of the function.",
        "A matrix with entries of variance v changes the length of a random vector by about the "
        "root of 16 v. Between -c and c the uniform distribution has variance c² / 3. Where "
        "half of the entries are lost, the root of 1/2 of the length is left.",
    ),
    truth="0.15, 0.58, 0.42, 0.99",
    guesses={
        "0.25, 1.0, 0.71, 1.0": (
            "These are the factors of the functions alone. Going back one step also multiplies "
            "by the recurrent weights."
        ),
        "1.0, 1.0, 1.0, 1.0": (
            "No slope here is above 1, so a gradient can keep its length only where the matrix "
            "does not shrink it. What does a matrix of small random numbers do?"
        ),
    },
)
