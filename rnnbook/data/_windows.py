"""Long series: windows cut out of them, and how an element depends on those before it."""

from __future__ import annotations

from torch import Tensor

from rnnbook.arguments import floating_point, integer, quote, require_finite

__all__ = ["autocorrelation", "windows"]


def windows(
    series: Tensor, length: int, *, horizon: int = 1, step: int = 1
) -> tuple[Tensor, Tensor]:
    r"""Cut a long series into windows, each with the elements that follow it.

    .. math::
        x_n &= (s_{n k + 1}, \dots, s_{n k + w}) \\
        y_n &= (s_{n k + w + 1}, \dots, s_{n k + w + P}), \qquad n = 0, 1, 2, \dots

    with the series :math:`s`, the length :math:`w` of a window, the horizon :math:`P` and the
    step :math:`k`. Windows are in order of time. Those less than w + P elements apart overlap:
    to keep a part of the series for testing, cut the *series* first and window each part.

    Parameters
    ----------
    series : Tensor of shape (T, D)
        The series, floating point.
    length : int
        w, the number of elements in a window.
    horizon : int
        P, the number of elements to be forecast; w + P is at most T.
    step : int
        k, how far each window is from the one before it.

    Returns
    -------
    x : Tensor of shape (N, w, D)
        The windows.
    y : Tensor of shape (N, P, D)
        What follows each of them.

    Raises
    ------
    TypeError, ValueError
        If the series is too short for a window.

    Examples
    --------
    >>> import torch
    >>> x, y = windows(torch.arange(1.0, 7.0)[:, None], 3, horizon=2)
    >>> x[:, :, 0].tolist(), y[:, :, 0].tolist()
    ([[1.0, 2.0, 3.0], [2.0, 3.0, 4.0]], [[4.0, 5.0], [5.0, 6.0]])
    """
    series = _filled("series", floating_point("series", series, "(T, D)", ndim=2))
    length, horizon = integer("length", length), integer("horizon", horizon)
    step = integer("step", step)
    if length + horizon > len(series):
        raise ValueError(
            f"length and horizon must together be at most the {len(series)} elements of series, "
            f"got length {length} and horizon {horizon}"
        )
    cut = series.unfold(0, length + horizon, step).transpose(1, 2)  # (N, w + P, D)
    return cut[:, :length].clone(), cut[:, length:].clone()


def autocorrelation(values: Tensor, lag: int = 1) -> Tensor:
    r"""Return how strongly elements ``lag`` steps apart go together, from -1 to 1.

    .. math:: r_k = \frac{\sum_{t=1}^{T-k} (x_t - \bar x)(x_{t+k} - \bar x)}
                         {\sum_{t=1}^{T} (x_t - \bar x)^2},
              \qquad \bar x = \frac1T \sum_{t=1}^{T} x_t

    Both sums are divided by nothing, so that the estimate at long lags, where few pairs are left,
    is drawn to 0.

    Parameters
    ----------
    values : Tensor of shape (..., T)
        One series or many, floating point; the last axis is time. No series is constant.
    lag : int
        k, from 0 to T - 1.

    Returns
    -------
    Tensor of shape (...)
        One number for each series.

    Examples
    --------
    >>> import torch
    >>> swing = torch.tensor([1.0, -1.0] * 50)
    >>> round(autocorrelation(swing).item(), 2), round(autocorrelation(swing, 2).item(), 2)
    (-0.99, 0.98)
    """
    expected = "values must be a floating-point tensor of shape (..., T)"
    if not isinstance(values, Tensor) or not values.is_floating_point():
        raise TypeError(f"{expected}, got {quote(values)}")
    if values.ndim == 0:
        raise ValueError(f"{expected}, got {quote(values)}")
    values = _filled("values", values)
    steps = values.shape[-1]
    lag = integer("lag", lag, minimum=0, maximum=steps - 1)
    deviations = values - values.mean(dim=-1, keepdim=True)
    total = (deviations**2).sum(dim=-1)
    if bool((values == values[..., :1]).all(dim=-1).any()):
        raise ValueError("values must vary in every series, got a constant one")
    return (deviations[..., : steps - lag] * deviations[..., lag:]).sum(dim=-1) / total


def _filled(name: str, value: Tensor) -> Tensor:
    if value.numel() == 0:
        raise ValueError(f"{name} must not be empty, got {quote(value)}")
    require_finite(name, value)
    return value
