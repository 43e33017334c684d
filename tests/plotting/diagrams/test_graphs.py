"""The computation graph: what is drawn, read back from the axes."""

import pytest
from matplotlib.colors import to_hex

from rnnbook.plotting import draw_backpropagation, new_figure
from rnnbook.plotting.diagrams._graphs import BACK


@pytest.mark.parametrize("length", [1, 3, 5])
def test_both_ways_are_drawn_with_their_labels(length):
    _, axes = new_figure()
    draw_backpropagation(axes, length)
    arrows = [note.arrow_patch for note in axes.texts if getattr(note, "arrow_patch", None)]
    back = [a for a in arrows if a.get_linestyle() != "-" and a.get_linestyle() != "solid"]
    # Forward: into each state from below and above, and along the row to z and L.
    assert len(arrows) - len(back) == 2 * length + length + 1
    # Back: along the row, and from each state to the weights.
    assert len(back) == length + 1 + length
    labels = {text.get_text() for text in axes.texts}
    for t in range(1, length + 1):
        assert {f"$h_{t}$", f"$x_{t}$", rf"$\delta_{t} h_{t - 1}^\top$"} <= labels
        assert rf"$\frac{{\partial L}}{{\partial h_{t}}}$" in labels
    assert {r"$\frac{\partial L}{\partial z}$", "$z$", "$L$"} <= labels


def test_arrows_of_the_way_back_point_back_and_have_their_own_colour():
    _, axes = new_figure()
    draw_backpropagation(axes, 2)
    arrows = [note for note in axes.texts if getattr(note, "arrow_patch", None)]
    for note in arrows:
        back = to_hex(note.arrow_patch.get_edgecolor()) == BACK
        assert back == (note.arrow_patch.get_linestyle() == "--")
        (x, y), (start_x, start_y) = note.xy, note.xyann
        if y == start_y:
            assert (x < start_x) == back  # back from the loss, to the left
        elif y + start_y > 0:
            assert (y > start_y) == back  # back to the weights, upwards
        else:
            assert not back  # elements have no gradient here
    assert BACK in {text.get_color() for text in axes.texts}


def test_nothing_is_cut_off():
    figure, axes = new_figure(height=3.2)
    draw_backpropagation(axes, 5, title="graph")
    figure.draw_without_rendering()
    for text in axes.texts:
        box = text.get_window_extent()
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.width


def test_the_description_names_the_way_back():
    _, axes = new_figure()
    assert "Dashed arrows lead back" in draw_backpropagation(axes, 4, title="g").get_label()
