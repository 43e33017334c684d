"""A prediction is answered, never failed."""

import math

import pytest
from harm import find

from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.judging.predictions import entries
from rnnbook.exercises.checker.judging.run import check_source
from rnnbook.exercises.checker.report import Report

PREDICTIONS = [exercise for exercise in CATALOGUE.exercises if exercise.kind == "prediction"]


def as_text(slug, outcome):
    return Report(outcome, find(slug), CATALOGUE).as_text()


def check(slug, value):
    source = f"def guess():\n    return {value!r}\n"
    return check_source(find(slug), source, "answer.py", seed=5)


def test_each_number_is_answered_and_a_surprise_is_no_failure():
    outcome = check("sequences_predict", (0.9, 0.95, 0.1, 0.8, 0))
    assert outcome.status == "solved"
    assert outcome.agrees is False
    assert outcome.message == (
        "The r_1 of the temperature: you said 0.9, it is 0.92.\n"
        "The r_1 of the price: you said 0.95, it is 0.88.\n"
        "The r_1 of the price's change: you said 0.1, it is -0.12.\n"
        "The r_1 of the acceleration: you said 0.8, it is 0.54.\n"
        "The r_1 after shuffling: you said 0, it is 0.\n"
        "4 of 5 count as right."
    )
    assert as_text("sequences_predict", outcome).startswith(
        "✓ Answered  sequences_predict: How much neighbours have in common\n"
    )


def test_a_word_is_answered_and_what_led_to_it_is_put_right():
    outcome = check("memory_lag", "alone")
    assert outcome.status == "solved"
    assert outcome.message.splitlines() == [
        'Your prediction: you said "alone", it is "up to".',
        "You expected something else.",
    ]
    assert outcome.suggestion == find("memory_lag").mistakes[0].message
    assert outcome.agrees is False
    right = check("memory_lag", " Up to ")
    assert right.agrees is True
    assert right.message.endswith("You were right.")
    assert right.suggestion == ""


def test_pairs_by_name_are_answered_by_name():
    said = {"order-blind": (0.5, 0.5), "last five": (0.9, 0.7)}
    said |= {"window": (0.9, 0.98), "SimpleRNN": (0.99, 0.97)}
    outcome = check("order_predict", said)
    assert "Window: you said 0.9, 0.98, it is 0.99, 0.89." in outcome.message
    assert outcome.message.endswith("3 of 4 count as right.")


@pytest.mark.parametrize("exercise", PREDICTIONS, ids=lambda exercise: exercise.slug)
def test_of_the_truth_every_piece_counts_as_right(exercise):
    outcome = check_source(exercise, exercise.solution, "solution.py", seed=5)
    assert outcome.status == "solved"
    assert outcome.agrees is True
    *pieces, verdict = outcome.message.splitlines()
    assert verdict in ("You were right.", f"{len(pieces)} of {len(pieces)} count as right.")
    assert all(": you said " in piece and not piece[0].islower() for piece in pieces)


@pytest.mark.parametrize(
    "value", [None, 0.5, (0.9, 0.95), ("a", "b", "c", "d", "e"), (math.nan,) * 5]
)
def test_what_says_nothing_is_not_answered_and_gives_nothing_away(value):
    outcome = check("sequences_predict", value)
    assert outcome.status == "not yet"
    assert "0.54" not in as_text("sequences_predict", outcome)


def test_a_word_that_was_not_offered_is_named():
    outcome = check("memory_lag", "nowhere")
    assert outcome.status == "not yet"
    assert outcome.suggestion == "'nowhere' is not one of the words to choose from."


def test_pieces_without_names_are_numbered():
    found = list(entries(find("order_latch"), (1, 2.0), (1, 3.0)))
    assert found == [("Number 1", 1, 1), ("Number 2", 2.0, 3.0)]
