from torch import Tensor


def batches(series: Tensor, rows: int, steps: int) -> list[Tensor]:
    """Return a series in batches through which a state can be carried.

    The series is (L, D), with L at least ``rows``. It is cut into so many
    rows of the same length, the longest possible. Each batch is
    (rows, steps, D), the last one perhaps with fewer steps, and row n of a
    batch continues row n of the batch before.
    """
    length = len(series) // rows
    long_rows = series[: rows * length].reshape(rows, length, -1)
    return list(long_rows.split(steps, dim=1))
