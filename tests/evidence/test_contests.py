"""Contests: each side tuned on seeds of its own, and compared on others, which it never saw."""

import re

import numpy as np
import pytest
import torch
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnbook.evidence import (
    Contender,
    contest,
    data_seed,
    mean_difference,
    seeds,
    tuning_seeds,
)


def draw(chosen):
    """Return one number for each seed."""
    return np.array([np.random.default_rng(seed).normal() for seed in chosen])


def near(x, chosen, *, step=0.0):
    """Score best where ``step`` is 1, whatever the data."""
    return 0.01 * x - (step - 1) ** 2


def constant(x, chosen, **_):
    return np.zeros(len(chosen))


def run(grid, score=near, **options):
    """Return the entry of one contender with this grid, which meets another."""
    options = {"tuning": 3, "test": 4} | options
    return contest(draw, {"one": Contender(score, grid), "other": Contender(constant)}, **options)


def test_the_best_setting_on_the_tuning_seeds_is_run_on_the_test_seeds():
    calls = []

    def note(x, chosen, **setting):
        calls.append((list(chosen), setting))
        assert len(x) == len(chosen)
        return near(x, chosen, **setting)

    result = run({"step": (0, 1, 2)}, note)
    choosing, comparing = list(tuning_seeds(3)), list(seeds(4))
    assert calls[:3] == [(choosing, {"step": step}) for step in (0, 1, 2)]
    assert calls[3:] == [(comparing, {"step": 1})]
    assert result["one"].setting == {"step": 1}
    np.testing.assert_allclose(result["one"].scores, 0.01 * draw(comparing))
    assert [one for one, _ in result["one"].sweep] == [{"step": 0}, {"step": 1}, {"step": 2}]
    assert result["one"].sweep[1][1] == pytest.approx(0.01 * draw(choosing).mean())


def test_all_contenders_have_the_same_data_and_draw_them_once_for_each_part():
    drawn, seen = [], []

    def data(chosen):
        drawn.append(chosen)
        return draw(chosen)

    def look(x, chosen):
        seen.append(id(x))
        return x

    contest(data, {"a": Contender(look), "b": Contender(look)}, tuning=2, test=3)
    assert drawn == [tuning_seeds(2), seeds(3)]
    assert len(set(seen)) == 2


def test_differences_are_paired_by_seed():
    result = contest(
        draw,
        {"x": Contender(lambda x, s: x), "x + 1": Contender(lambda x, s: x + 1.0 + 0.01 * x**2)},
        tuning=2,
        test=30,
    )
    ahead = result.difference("x + 1", "x")
    assert ahead == mean_difference(result["x + 1"].scores, result["x"].scores)
    assert ahead.low > 1
    assert ahead.high < 1.02
    assert result.difference("x", "x + 1").estimate == pytest.approx(-ahead.estimate)


def test_the_lowest_score_can_be_best():
    result = run({"step": (-1, 0, 1, 3)}, best="lowest")
    assert result["one"].setting == {"step": -1} or result["one"].setting == {"step": 3}
    assert "The lowest score is best." in repr(result)
    assert "The highest score is best." in repr(run({}))


@pytest.mark.parametrize("best", ["highest", "lowest"])
def test_of_equal_settings_the_first_is_kept(best):
    result = run({"step": (3, 1, 2), "name": ("b", "a")}, constant, best=best)
    assert result["one"].setting == {"step": 3, "name": "b"}
    assert result["one"].edges == []


@pytest.mark.parametrize(
    ("grid", "edges"),
    [
        ({"step": (0.5, 1, 2)}, []),
        ({"step": (2, 0.5, 1)}, []),  # the last of the list, and inside by size
        ({"step": (1, 2, 3)}, ["step"]),
        ({"step": (3, 2, 1)}, ["step"]),
        ({"step": (-1, 0)}, ["step"]),  # 0 is the greatest here: 1 lies beyond
        ({"step": (-3, -2)}, ["step"]),
        ({"step": (0, 5)}, []),  # 0 is the least: nothing of the kind lies below
        ({"step": (1, 1)}, []),
        ({"step": (1,)}, []),
        ({"step": [np.float32(1), np.float32(2)]}, ["step"]),
        ({"step": [np.int64(1), np.int64(2)]}, ["step"]),
        ({"step": range(1, 4)}, ["step"]),
        ({"step": (True, False)}, []),
        ({}, []),
    ],
)
def test_a_number_at_the_edge_of_its_grid_is_noticed(grid, edges):
    assert run(grid)["one"].edges == edges


@pytest.mark.parametrize(
    "values", [("b", "a"), (None, 0.1), (None, "a"), ([1], [2, 3]), ((1,), (2,)), (np.tanh, np.abs)]
)
def test_what_has_no_order_has_no_edge(values):
    def score(x, chosen, *, kind):
        return x + float(kind is values[-1])

    result = run({"kind": values}, score)
    assert result["one"].setting == {"kind": values[-1]}
    assert result["one"].edges == []
    assert result.warnings == []
    assert "function" not in repr(result)


def test_an_edge_is_looked_at_with_the_other_values_as_chosen():
    """The rate matters only with decay: at the decay that was chosen, it makes no difference."""

    def score(x, chosen, *, rate, decay):
        return x - decay * (1 + rate)

    assert run({"rate": (1, 2), "decay": (0, 1)}, score)["one"].edges == []
    assert run({"rate": (1, 2), "decay": (3, 1, 2)}, score)["one"].edges == ["rate", "decay"]


def test_a_tie_is_no_edge_and_rounding_makes_no_difference():
    def plateau(x, chosen, *, step):
        return np.full(len(chosen), 0.1 * 3 if step == 3 else 0.3)

    assert 0.1 * 3 != 0.3
    result = run({"step": (1, 2, 3)}, plateau)
    assert result["one"].setting == {"step": 3}
    assert result["one"].edges == []


@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(st.integers(-5, 5), min_size=1, max_size=5, unique=True),
    target=st.integers(-6, 6),
    best=st.sampled_from(["highest", "lowest"]),
)
def test_edges_are_what_they_are_called(values, target, best):
    sign = 1 if best == "highest" else -1

    def score(x, chosen, *, step):
        return np.full(len(chosen), -sign * float((step - target) ** 2))

    entry = run({"step": values}, score, best=best)["one"]
    chosen = min(values, key=lambda v: (v - target) ** 2)
    assert entry.setting == {"step": chosen}
    ends = {min(values), max(values)} - ({0} if min(values) == 0 else set())
    tied = sum((v - target) ** 2 == (chosen - target) ** 2 for v in values) > 1
    if len(values) == 1 or chosen not in ends:
        assert entry.edges == []
    elif not tied:
        assert entry.edges == ["step"]


@pytest.mark.parametrize("moved", ["0", "1000000", "7"])
@pytest.mark.parametrize(("tuning", "test"), [(2, 2), (100_000, 500_000)])
def test_seeds_of_tuning_and_test_cannot_overlap(monkeypatch, moved, tuning, test):
    monkeypatch.setenv("RNNBOOK_FIRST_SEED", moved)
    drawn = []

    def data(chosen):
        drawn.append(chosen)

    few = Contender(lambda x, chosen: np.zeros(len(chosen)))
    contest(data, {"a": few, "b": few}, tuning=tuning, test=test)
    choosing, comparing = drawn
    assert (len(choosing), len(comparing)) == (tuning, test)
    assert comparing.stop <= choosing.start or choosing.stop <= comparing.start
    assert min(comparing) == int(moved)


@pytest.mark.parametrize(("tuning", "test"), [(100_001, 2), (2, 500_001), (1, 2), (2, 1)])
def test_more_seeds_than_there_are_and_too_few_to_compare_are_refused(tuning, test):
    with pytest.raises(ValueError, match=r"must be an integer of at least \d, got|at most"):
        run({}, tuning=tuning, test=test)


def test_the_seed_of_shared_data_moves_with_the_others(monkeypatch):
    assert data_seed(7) == 7
    monkeypatch.setenv("RNNBOOK_FIRST_SEED", "1000000")
    assert data_seed(7) == 1_000_007
    assert data_seed(0) == seeds(1)[0]
    assert list(tuning_seeds(2)) == [1_500_000, 1_500_001]


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (lambda x, s, step: x[1:], ValueError, "'one' with step 0.5 must return one score for "
         "each of 3 seeds, got 2"),
        (lambda x, s, step: x[:, None], ValueError, "the scores of 'one' with step 0.5 must be "
         "an array of numbers with 1 axes, got"),
        (lambda x, s, step: 0.5, ValueError, "the scores of 'one' with step 0.5 must be"),
        (lambda x, s, step: x / np.zeros(len(x)), ValueError,
         "the scores of 'one' with step 0.5 must be finite, got"),
        (lambda x, s, step: [], (TypeError, ValueError), "the scores of 'one' with step 0.5"),
        (lambda x, s, step: None, TypeError, "the scores of 'one' with step 0.5 must be"),
        (lambda x, s, step: x > 0, TypeError, "the scores of 'one' with step 0.5 must be"),
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_scores_of_a_wrong_shape_are_refused_by_contender_and_setting(wrong, error, message):
    with pytest.raises(error, match=re.escape(message)):
        run({"step": (0.5,)}, wrong)


def test_scores_may_be_tensors():
    result = run({}, lambda x, chosen: torch.tensor(x, requires_grad=True))
    assert isinstance(result["one"].scores, np.ndarray)


def test_models_may_stand_beside_the_scores_and_those_of_the_test_seeds_are_kept():
    result = run({"step": (0, 1, 2)}, lambda x, s, step: (near(x, s, step=step), (list(s), step)))
    assert result["one"].model == (list(seeds(4)), 1)
    assert result["other"].model is None
    np.testing.assert_allclose(result["one"].scores, 0.01 * draw(seeds(4)))


def test_two_scores_for_two_seeds_are_no_scores_with_a_model():
    pair = Contender(lambda x, chosen: (0.25, 0.5))
    result = contest(draw, {"a": pair, "b": pair}, tuning=2, test=2)
    assert result["a"].scores.tolist() == [0.25, 0.5]
    assert result["a"].model is None


def test_a_contender_that_is_asked_for_and_not_there_is_named():
    with pytest.raises(ValueError, match=r"name must be one of 'one', 'other', got 'two'"):
        run({})["two"]


def test_weights_are_counted_for_the_setting_that_was_chosen():
    grid = {"step": (0, 1, 2)}
    sides = {
        "counted": Contender(near, grid, lambda step: 100 + step),
        "given": Contender(near, grid, 7),
        "unknown": Contender(near, grid),
    }
    result = contest(draw, sides, tuning=2, test=3)
    assert [result[name].parameters for name in sides] == [101, 7, None]
    assert [row[3] for row in result.rows()] == ["101", "7", "–"]


def test_time_is_that_of_the_run_on_the_test_seeds():
    def slow(x, chosen, *, step):
        end = 20_000 if len(chosen) == 4 else 2_000_000
        return near(x, chosen, step=step) + 0 * sum(range(end))

    result = run({"step": (1, 2)}, slow)
    assert 0 <= result["one"].seconds < 1


def test_a_table_names_what_was_chosen_and_what_to_doubt():
    result = run({"step": (1.0, 2.0)}, tuning=3, test=4)
    lines = repr(result).splitlines()
    assert re.split(r"  +", lines[0]) == [
        "contender", "settings", "chosen", "weights", "mean score", "interval",
    ]  # fmt: skip
    assert re.split(r"  +", lines[1])[:4] == ["one", "2", "step 1", "–"]
    assert re.split(r"  +", lines[2]) == ["other", "1", "–", "–", "0.000", "all 4 equal"]
    assert lines[3].startswith("Settings chosen on 3 seeds, scores from 4 others")
    assert lines[4:] == [
        "one: the best step tried, 1, is the last on its side of the grid. "
        "A better one may lie beyond."
    ]


def test_small_scores_keep_their_digits():
    result = run({}, lambda x, chosen: 0.000123 + 1e-9 * x)
    assert result.rows()[0][4].startswith("0.000123")


def test_html_escapes_names_folds_the_sweep_and_says_what_heads_a_column():
    one = Contender(near, {"step": (1, 2), "x<y": ("<b>",)})
    one = Contender(lambda x, chosen, **s: near(x, chosen, step=s["step"]), one.grid)
    result = contest(draw, {"a<b": one, "c&d": Contender(constant)}, tuning=2, test=3)
    html = result._repr_html_()
    page = BeautifulSoup(html, "html.parser")
    assert page.find("b") is None
    table, sweep = page.find_all("table")
    assert [row.th.text for row in table.tbody.find_all("tr")] == ["a<b", "c&d"]
    assert all(th["scope"] == "col" for th in table.thead.find_all("th"))
    assert sweep.find_parent("details").summary.text == "Every setting tried"
    rows = [[cell.text for cell in row.find_all(["th", "td"])] for row in sweep.tbody("tr")]
    assert [row[:2] for row in rows] == [["a<b", "step 1, x<y <b>"], ["a<b", "step 2, x<y <b>"]]
    assert "At the edge." in page.text


def test_html_without_a_choice_has_no_sweep():
    page = BeautifulSoup(run({})._repr_html_(), "html.parser")
    assert page.find("details") is None
    assert len(page.find_all("table")) == 1


def test_the_same_seeds_give_the_same_result():
    assert (
        run({"step": (0, 1)})["one"].scores.tolist() == run({"step": (0, 1)})["one"].scores.tolist()
    )
    assert repr(run({"step": (0, 1)})) == repr(run({"step": (0, 1)}))


def test_settings_are_every_combination_in_the_order_of_the_grid():
    grid = {"a": (1, 2), "b": ("x", "y")}
    assert Contender(near, grid).settings == [
        {"a": 1, "b": "x"}, {"a": 1, "b": "y"}, {"a": 2, "b": "x"}, {"a": 2, "b": "y"},
    ]  # fmt: skip
    assert Contender(near).settings == [{}]
