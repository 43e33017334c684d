"""What the forecast "as today" is off by."""

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import normal, size

exercise = Exercise(
    file=__file__,
    chapter="first-network",
    level=1,
    minutes=10,
    kind="measurement",
    arguments=(normal("T"), size("K")),
    sizes={"T": 12, "K": 3},
    smallest={"T": 6},
    result_names=("the error",),
    hints=(
        "Which elements are forecast, and by which other elements? Write both down for a series "
        "of five numbers and ahead = 2.",
        "series[ahead:] are the values that come; series[:-ahead] are those that forecast them.",
    ),
    mistakes=(
        Mistake(
            "This is the root of the mean square. Asked for is the mean of the sizes.",
            edits=((".abs().mean()", ".square().mean().sqrt()"),),
        ),
        Mistake(
            "This adds the errors up. Divide by how many there are.",
            edits=((".abs().mean()", ".abs().sum()"),),
        ),
        Mistake(
            "This divides by the length of the series, but the first days have no forecast.",
            edits=(
                (
                    "(series[ahead:] - series[:-ahead]).abs().mean()",
                    "((series[ahead:] - series[:-ahead]).abs().sum() / len(series))",
                ),
            ),
        ),
        Mistake(
            "This multiplies the error of one day by the number of days. Measure it instead.",
            edits=(("series[ahead:] - series[:-ahead]", "ahead * (series[1:] - series[:-1])"),),
        ),
        Mistake(
            "Errors of both signs cancel here. Take the size of each before the mean.",
            edits=((".abs().mean()", ".mean().abs()"),),
        ),
        Mistake(
            "This is the mean of the squares. Asked for is the mean of the sizes.",
            edits=((".abs().mean()", ".square().mean()"),),
        ),
        Mistake(
            "This forecasts the next day, whatever ahead is.",
            edits=(("series[ahead:] - series[:-ahead]", "series[1:] - series[:-1]"),),
        ),
        Mistake(
            "The series is taken round: its last days are compared with its first ones.",
            edits=(("series[ahead:] - series[:-ahead]", "series - series.roll(ahead)"),),
        ),
    ),
)
