"""The drawings of networks: what stands where, and which way the arrows lead."""

import pytest

from rnnbook.plotting import draw_both_directions, draw_folded, draw_stacked, new_figure


@pytest.fixture
def axes():
    return new_figure()[1]


def arrows(axes):
    """Return from where to where each arrow leads, rounded to the boxes it joins."""
    found = [text for text in axes.texts if getattr(text, "arrow_patch", None)]
    return {tuple(round(v) for v in (*text.xyann, *text.xy)) for text in found}


def labels(axes):
    return {
        tuple(round(v) for v in text.get_position()): text.get_text()
        for text in axes.texts
        if "_" in text.get_text() or text.get_text() == "$z$"
    }


def test_the_folded_network_has_one_box_and_a_loop(axes):
    draw_folded(axes)
    texts = [text.get_text() for text in axes.texts if text.get_text()]
    assert texts == ["$x_t$", "$h_t$", "$z$", "$W_{ih}$", "$W_{fc}$", "$W_{hh}$"]
    # From the input to the box, from the box to the logits, and from the box to itself.
    assert arrows(axes) == {(0, 0, 0, 1), (0, 1, 0, 2), (0, 1, 0, 1)}
    assert "back to itself" in axes.get_label()


@pytest.mark.parametrize(("length", "layers"), [(1, 1), (3, 2), (4, 3)])
def test_a_stack_leads_right_in_each_layer_and_up_between_them(axes, length, layers):
    draw_stacked(axes, length, layers=layers)
    steps, rows = range(1, length + 1), range(1, layers + 1)
    up = {(t, row - 1, t, row) for t in steps for row in rows}
    right = {(t, row, t + 1, row) for t in steps[:-1] for row in rows}
    assert arrows(axes) == up | right
    inputs = {(t, 0): f"$x_{t}$" for t in steps}
    states = {(t, row): f"$h_{t}^{{({row})}}$" for t in steps for row in rows}
    assert labels(axes) == inputs | states


@pytest.mark.parametrize("length", [1, 4])
def test_both_directions_read_every_input_and_lead_opposite_ways(axes, length):
    draw_both_directions(axes, length)
    steps = range(1, length + 1)
    read = {(t, 0, t, 1) for t in steps} | {(t, 0, t, -1) for t in steps}
    forwards = {(t, 1, t + 1, 1) for t in steps[:-1]}
    backwards = {(t + 1, -1, t, -1) for t in steps[:-1]}
    assert arrows(axes) == read | forwards | backwards
    marks = [text.get_position() for text in axes.texts if text.get_text() == "last"]
    # The forward state that has read everything stands last, the backward one first.
    assert [(x, y > 0) for x, y in marks] == [(length, True), (1, False)]


@pytest.mark.parametrize("draw", [draw_folded, draw_stacked, draw_both_directions])
def test_a_title_stands_above_and_opens_the_description(axes, draw):
    sizes = {} if draw is draw_folded else {"length": 3}
    draw(axes, title="A drawing", **sizes)
    assert axes.get_title() == "A drawing"
    assert axes.get_label().startswith("A drawing: ")
