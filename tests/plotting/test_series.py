"""Long series over dates or numbers, read back from the axes."""

import numpy as np
import pytest
from matplotlib.dates import num2date

from rnnbook.plotting import new_figure, picture, plot_series


@pytest.fixture
def axes():
    return new_figure()[1]


DAYS = np.arange("2012-01-01", "2015-12-31", dtype="datetime64[D]")


def test_dates_stand_at_their_values_and_fill_the_axis(axes):
    values = np.sin(np.arange(len(DAYS)))
    plot_series(axes, {"high": values}, times=DAYS, ylabel="temperature (°C)")
    (line,) = axes.get_lines()
    np.testing.assert_array_equal(line.get_xdata(), DAYS)
    np.testing.assert_array_equal(line.get_ydata(), values)
    axes.figure.draw_without_rendering()
    left, right = (num2date(edge).year for edge in axes.get_xlim())
    assert left <= 2012 <= 2015 <= right
    assert axes.get_xlabel() == ""
    assert 3 <= len([t for t in axes.get_xticklabels() if t.get_text()]) <= 8


def test_the_words_give_range_units_and_where_the_extremes_are(axes):
    values = np.zeros(len(DAYS))
    values[10], values[20] = -5, 30
    plot_series(axes, {"high": values}, times=DAYS, ylabel="temperature (°C)", title="Seattle")
    said = axes.get_label()
    assert said.startswith("Seattle: Series of temperature (°C), 1460 values from 2012-01-01 to")
    assert "between -5 (at 2012-01-11) and 30 (at 2012-01-21)" in said


def test_steps_are_counted_from_one_without_times(axes):
    plot_series(axes, {"a": [3.0, 1.0], "b": [1.0, 2.0]})
    assert [line.get_xdata().tolist() for line in axes.get_lines()] == [[1, 2], [1, 2]]
    assert [text.get_text() for text in axes.texts] == ["a", "b"]
    assert axes.get_xlabel() == "time step t"


def test_a_log_axis_is_asked_for_and_said(axes):
    plot_series(axes, {"price": [1.0, 100.0]}, times=[0.0, 0.5], ylabel="US dollars", log=True)
    assert axes.get_yscale() == "log"
    assert "logarithmic" in axes.get_label()


def test_one_picture_twice_gives_the_same_bytes():
    def draw():
        figure, axes = new_figure()
        plot_series(axes, {"x": np.arange(5.0)}, times=DAYS[:5])
        return picture(figure).svg

    assert draw() == draw()


@pytest.mark.parametrize(
    "times",
    [DAYS[:2], DAYS[:3][::-1], np.array(["NaT", "2012-01-01", "2012-01-02"], "datetime64[D]")],
)
def test_dates_must_be_known_rising_and_of_the_right_number(axes, times):
    with pytest.raises(ValueError, match=r"times must .*, got"):
        plot_series(axes, {"x": [1.0, 2.0, 3.0]}, times=times)
