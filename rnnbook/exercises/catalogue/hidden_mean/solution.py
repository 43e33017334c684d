import math


def steps_until(beta: float, part: float) -> int:
    """Return after how many steps the state is near enough to the input.

    The state starts at 0, and each step makes it beta times the old state
    plus 1 - beta times the input c, which never changes. Near enough
    means: within the fraction ``part`` of c. Both lie between 0 and 1.
    """
    # Where this is a whole number, rounding may put it a hair above.
    return math.ceil(math.log(part) / math.log(beta) - 1e-9)
