import math


def steps_until(a: float, part: float) -> int:
    """Return after how many steps the state is near enough to the input.

    The state starts at 0, and each step makes it a times the old state
    plus 1 - a times the input c, which never changes. Near enough means:
    within the fraction ``part`` of c. Both a and part lie between 0 and 1.
    """
    # Where this is a whole number, rounding may put it a hair above.
    return math.ceil(math.log(part) / math.log(a) - 1e-9)
