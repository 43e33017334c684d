from torch import Tensor


def error_of_as_today(series: Tensor, ahead: int) -> Tensor:
    """Return by how much the forecast "as today" is off on average.

    series is (T,), one value a day. Each value is forecast by the value
    `ahead` days before it. The result is the mean of the sizes of the
    errors, a tensor without axes.
    """
    return (series[ahead:] - series[:-ahead]).abs().mean()
