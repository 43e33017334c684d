from torch import Tensor


def error_of_as_today(series: Tensor, ahead: int) -> float:
    """Return the mean absolute error of the forecast "as today".

    series is (T,), one value a day. Each value is forecast by the value
    `ahead` days before it. An absolute error is the size of an error,
    without its sign. The result is a number.
    """
    return (series[ahead:] - series[:-ahead]).abs().mean().item()
