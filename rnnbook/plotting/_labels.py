"""Names at the ends of lines, in their colours; a legend where they do not fit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text

from rnnbook.plotting._roles import FOREGROUND, Look

__all__ = ["NOTE", "EndLabel", "head", "label_ends", "set_title_and_legend", "settle", "spread"]

# In points: from a line to its name; how large small words are, and how high a line of them.
BESIDE, NOTE, NOTE_LINE = 6.0, 11.0, 16.0
# Of a drawing less wide than this, in inches, a note takes two lines.
NARROW = 3.0
# Names that take more than this share of a drawing's width leave too little for the lines.
MOST = 0.42
# How many lines of text a name may stand from the end of its line.
FARTHEST = 3.0
SPACING = 1.2


class EndLabel(Annotation):
    """A name beside the end of a line. ``settle`` moves it, or makes a legend of it."""

    line: Line2D


def label_ends(axes: Axes, lines: Mapping[str, tuple[Line2D, Look]]) -> None:
    """Write the names of lines at their ends, right of the axes."""
    for name, (line, look) in lines.items():
        label = EndLabel(
            name,
            (1, float(line.get_ydata()[-1])),  # type: ignore[index, arg-type]
            xycoords=axes.get_yaxis_transform(),
            xytext=(BESIDE, 0),
            textcoords="offset points",
            va="center",
            color=look.colour,
            annotation_clip=False,
            clip_on=False,
        )
        label.line = line
        axes.add_artist(label)


def head(axes: Axes, title: str, note: str = "") -> None:
    """Put the title above the axes and, between them, a note in small words."""
    if note and axes.figure.bbox.width < NARROW * axes.figure.dpi:
        first, last = note.split(" and ")
        note = f"{first} and\n{last}"
    if note:
        axes.annotate(note, (0, 1), (0, 4), "axes fraction", "offset points", fontsize=NOTE)
    axes.set_title(title, pad=6.0 + _height_of_note(axes))


def _height_of_note(axes: Axes) -> float:
    """Return how much room the notes above the axes take, in points."""
    notes = [text.get_text() for text in axes.texts if text.get_fontsize() == NOTE]
    return NOTE_LINE * max((1 + note.count("\n") for note in notes), default=0)


def settle(figure: Figure) -> None:
    """Give words their places, once all is drawn and its layout is known."""
    _settle_names(figure)
    figure.draw_without_rendering()
    for axes in figure.axes:
        for words in [*axes.findobj(Text, include_self=False)]:
            _keep_inside(axes, words)


def _keep_inside(axes: Axes, words: Any) -> None:
    """Move a title, the label of an axis, or a note to the left where the drawing would cut it."""
    over = words.get_window_extent().x1 - axes.figure.bbox.width
    if over <= 0 or not words.get_text() or words.get_rotation():
        return
    x, y = words.get_position()
    if isinstance(words, Annotation):
        words.set_position((x - over * 72 / axes.figure.dpi, y))
    elif words is axes.xaxis.label or words.get_text() == axes.get_title("left"):
        words.set_position((x - over / axes.get_window_extent().width, y))


def _settle_names(figure: Figure) -> None:
    """Move the names at the ends of lines apart, or make a legend of those that do not fit."""
    labelled = {
        axes: [text for text in axes.texts if isinstance(text, EndLabel)] for axes in figure.axes
    }
    labelled = {axes: labels for axes, labels in labelled.items() if labels}
    if not labelled:
        return
    for axes, labels in labelled.items():
        low, high = sorted(axes.get_ylim())
        for label in labels:  # that of a line that leaves the axes stands where it does
            label.xy = (1, min(max(label.xy[1], low), high))
    for do_fit in (_are_short, _are_few):
        for axes in [axes for axes, labels in labelled.items() if not do_fit(axes, labels)]:
            _make_legend(axes, labelled.pop(axes))
        figure.draw_without_rendering()
    for axes, labels in labelled.items():
        _move(axes, labels)


def _make_legend(axes: Axes, labels: Sequence[EndLabel]) -> None:
    for label in labels:
        label.line.set_label(label.get_text())
        label.remove()
    set_title_and_legend(axes, axes.get_title("left"), _height_of_note(axes))


def _places(axes: Axes, labels: Sequence[EndLabel]) -> tuple[list[float], list[float], float]:
    """Return where names would stand, where they can stand, and how high each is, in pixels."""
    frame = axes.get_window_extent()
    height = SPACING * float(labels[0].get_fontsize()) * axes.figure.dpi / 72
    ends = [_end(axes, label) for label in labels]
    # What stands above the axes may be wider than they are.
    headed = axes.get_title("left") or _height_of_note(axes)
    top = frame.y1 - (height / 2 if headed else 0)
    return ends, spread(ends, height, frame.y0, top), height


def _end(axes: Axes, label: EndLabel) -> float:
    """Return how high the end of a line is, in pixels."""
    return float(axes.get_yaxis_transform().transform(label.xy)[1])


def _are_short(axes: Axes, labels: Sequence[EndLabel]) -> bool:
    widest = max(label.get_window_extent().width for label in labels)
    return bool(widest <= MOST * axes.figure.bbox.width)


def _are_few(axes: Axes, labels: Sequence[EndLabel]) -> bool:
    """Return whether there is room for all names, none of them far from its line."""
    ends, places, height = _places(axes, labels)
    if (len(labels) - 1) * height > axes.get_window_extent().height:
        return False
    return all(
        abs(end - place) <= FARTHEST * height for end, place in zip(ends, places, strict=True)
    )


def _move(axes: Axes, labels: Sequence[EndLabel]) -> None:
    _, places, _ = _places(axes, labels)
    for label, place in zip(labels, places, strict=True):
        label.set_position((BESIDE, (place - _end(axes, label)) * 72 / axes.figure.dpi))


def spread(ends: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places from ``low`` to ``high``, ``gap`` apart, as near to ``ends`` as can be.

    Of two in one place the first stands above.

    >>> spread([1.0, 1.0, 8.0], 2.0, 0.0, 10.0)
    [2.0, 0.0, 8.0]
    """
    order = sorted(range(len(ends)), key=lambda i: (ends[i], -i))
    # Less the gaps below them, places need only rise: average whatever does not.
    groups: list[list[float]] = []
    for rank, i in enumerate(order):
        groups.append([ends[i] - rank * gap])
        while len(groups) > 1 and math.fsum(groups[-2]) * len(groups[-1]) > math.fsum(
            groups[-1]
        ) * len(groups[-2]):
            last = groups.pop()
            groups[-1] += last
    top = high - (len(order) - 1) * gap
    flat = [max(min(math.fsum(group) / len(group), top), low) for group in groups for _ in group]
    places = [0.0] * len(order)
    for rank, (i, place) in enumerate(zip(order, flat, strict=True)):
        places[i] = place + rank * gap
    return places


def set_title_and_legend(axes: Axes, title: str, above: float = 0.0) -> None:
    """Put the title and the legend above the axes, where they cover no data.

    Either may be missing. Long names in the legend stand one below the other. ``above`` is how
    much is kept free below them, in points.
    """
    _, labels = axes.get_legend_handles_labels()
    if not labels:
        axes.set_title(title)
        return
    axes.set_title("")
    legend: Any = axes.legend(
        title=title or None,
        title_fontproperties={"weight": "bold"},
        alignment="left",
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=_columns(axes, labels),
        borderaxespad=0.2 + above / 11.5,
        handlelength=2.4,
        columnspacing=1.2,
        labelcolor=FOREGROUND,
    )
    legend.set_zorder(3)


def _columns(axes: Axes, labels: Sequence[str]) -> int:
    """Return how many entries of a legend stand beside each other, by their letters."""
    wide = 50 + 7 * max(map(len, labels))
    room = 0.85 * 72 * axes.figure.bbox.width / axes.figure.dpi
    return max(1, min(len(labels), int(room / wide)))
