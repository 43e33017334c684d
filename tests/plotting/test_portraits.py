"""Paths and points in a plane, read back from the axes."""

import numpy as np

from rnnbook.plotting import new_figure, plot_portrait, plot_trajectories


def test_paths_are_drawn_from_ring_to_dot():
    _, axes = new_figure()
    paths = np.arange(12.0).reshape(2, 3, 2)
    plot_trajectories(axes, {"rising": paths})
    lines = axes.get_lines()
    assert lines[0].get_xydata().tolist() == paths[0].tolist()
    assert lines[1].get_xydata().tolist() == [paths[0, 0].tolist()]
    assert lines[1].get_markerfacecolor() == "none"
    assert lines[2].get_xydata().tolist() == [paths[0, -1].tolist()]
    assert "rising: 2 paths of 3 points, ending near (7, 8)." in axes.get_label()


def test_each_group_of_points_has_a_marker_of_its_own():
    _, axes = new_figure()
    links = [[[0.0, 0.0], [1.0, 1.0]]]
    plot_portrait(axes, {"stable": [[0.0, 1.0], [1.0, 0.0]], "saddle": [[0.5, 0.5]]}, links=links)
    line, stable, saddle = axes.get_lines()
    assert line.get_xydata().tolist() == links[0]
    assert stable.get_marker() != saddle.get_marker()
    assert "2 stable, 1 saddle. 1 lines join" in axes.get_label()


def test_points_are_told_from_the_ends_of_paths():
    _, axes = new_figure()
    plot_trajectories(axes, {"path": [[0.0, 0.0], [1.0, 1.0]]})
    plot_portrait(axes, {"stable": [[1.0, 1.0]]})
    *_, end, point = axes.get_lines()
    assert point.get_zorder() > end.get_zorder()
    assert point.get_markersize() > end.get_markersize()
    assert point.get_markeredgecolor() != point.get_color()
