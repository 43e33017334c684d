"""How much of an autocorrelation is due to the season."""

from typing import Any

from rnnbook.exercises import Exercise, Mistake
from rnnbook.exercises.checker.strategies import builds, uniform


def _temperatures(sizes: Any, generator: Any) -> Any:
    """Return a year's wave and a weather in which a warm day follows a warm one."""
    import torch

    noise = torch.randn(sizes["T"], generator=generator, dtype=torch.float64)
    days = torch.arange(sizes["T"], dtype=torch.float64)
    weather = 15 + 4 * torch.sin(2 * torch.pi * days / 11 + 1)
    for lag in range(3):
        weather[lag:] += 0.7**lag * noise[: len(noise) - lag]
    return weather


exercise = Exercise(
    file=__file__,
    chapter="sequences",
    level=2,
    minutes=15,
    kind="measurement",
    arguments=(builds(_temperatures, "T"), uniform(10.0, 12.0)),
    sizes={"T": 60},
    smallest={"T": 8},
    result_names=("what is left", "the season's share"),
    hints=(
        "The fit has three unknown numbers, and each day gives one equation in which they occur "
        "linearly. What stands in the matrix, and what on the right-hand side?",
        "The matrix has a row for each day and three columns: ones, the sines, the cosines. "
        "lstsq wants the right-hand side as a column as well.",
        "The share is 1 minus the variance of what is left, divided by the variance of x.",
    ),
    mistakes=(
        Mistake(
            "The fit has no constant, so the waves have to stand in for the mean.",
            edits=(("torch.ones_like(x), ", ""),),
        ),
        Mistake(
            "Without the cosine the wave can have its peak at two dates only, half a period apart.",
            edits=((", angle.cos()", ""),),
        ),
        Mistake(
            "This is the share of the variance that is left after the fit.",
            edits=(("1 - rest.var()", "rest.var()"),),
        ),
        Mistake(
            "The share is one of the standard deviation, not of the variance.",
            edits=(("rest.var() / x.var()", "rest.std() / x.std()"),),
        ),
        Mistake(
            "You return the season itself. Return what remains of the series without it.",
            edits=(("return rest,", "return x - rest,"),),
        ),
        Mistake(
            "Your wave does not come round once in a period: the sine takes its angle in radians.",
            edits=(("2 * torch.pi * ", ""),),
        ),
    ),
)
