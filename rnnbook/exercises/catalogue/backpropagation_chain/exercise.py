"""A matrix whose eigenvalues are all zero and whose powers grow."""

from rnnbook.exercises import Exercise, Mistake, Question
from rnnbook.exercises.checker.strategies import size, uniform

exercise = Exercise(
    file=__file__,
    chapter="backpropagation",
    level=2,
    minutes=10,
    kind="pencil",
    arguments=(size("H"), uniform(0.4, 2.4)),
    smallest={"H": 2},
    result_names=(
        "the largest absolute value of the eigenvalues",
        "the largest norm among the powers",
        "the first power that is zero",
    ),
    questions=(
        Question("the largest absolute eigenvalue of W"),
        Question("the largest norm among its powers"),
        Question("the first power that is zero"),
    ),
    example=(8, 2.0),
    hints=(
        "Let a chain of size 3 act on a vector (p, q, r), once, twice, three times.",
        "A triangular matrix has its eigenvalues on the diagonal.",
        "Power k moves every entry k places on and multiplies it by entry ** k. What falls "
        "off the end is lost. Is the last power before zero always the largest?",
    ),
    mistakes=(
        Mistake(
            "The entry is no eigenvalue: the matrix would have to take some vector to that "
            "multiple of itself.",
            edits=(("return 0.0,", "return entry,"),),
        ),
        Mistake(
            "This holds for a chain that doubles. Try one of size 3 that halves: when does a power "
            "grow at all?",
            edits=(("max(entry, entry ** (size - 1))", "entry ** (size - 1)"),),
        ),
        Mistake(
            "One power too many: how often can the first entry move on before it falls off?",
            edits=(("entry ** (size - 1)", "entry**size"),),
        ),
        Mistake(
            "That power still takes the first entry to the last place.",
            edits=(("size - 1)), size", "size - 1)), size - 1"),),
        ),
    ),
)
