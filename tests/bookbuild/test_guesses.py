"""A page judges a guess as the checker does: with the same arithmetic and the same words."""

import math

import pytest
from sphinx.errors import ExtensionError

from bookbuild.html import exercise_cards, guesses
from rnnbook.exercises import CATALOGUE, Mistake, Question, Tolerance
from rnnbook.exercises.checker.judging.comparing import first_mismatch
from rnnbook.exercises.checker.judging.run import check_source
from rnnbook.exercises.checker.starter import edited

PREDICTIONS = [e for e in CATALOGUE.exercises if e.kind == "prediction"]
ASKED = [e for e in CATALOGUE.exercises if guesses.questions(e)]
KNOWN = [(e, number) for e in PREDICTIONS for number in range(len(e.mistakes))]


def within(bounds, values):
    """Compare as the page's script does."""
    return [low <= value <= high for (low, high), value in zip(bounds, values, strict=True)]


def in_form(exercise, result):
    """Return the values that a form has when a result is filled in."""
    pairs = zip(guesses.questions(exercise), guesses.leaves(result), strict=True)
    return [q.choices.index(v) if q.choices else v for q, v in pairs]


def said(data, values):
    """Return what a page says to a guess, beside the verdict."""
    if all(within(data["bounds"], values)):
        return ""
    found = (text for bounds, text in data["comments"] if all(within(bounds, values)))
    return next(found, "")


def test_every_prediction_can_be_answered_on_its_page():
    assert len(PREDICTIONS) >= 16
    assert set(PREDICTIONS) <= set(ASKED)
    assert len([e for e in ASKED if e.kind == "pencil"]) >= 10


@pytest.mark.parametrize(
    ("exercise", "number"), KNOWN, ids=[f"{e.slug}-{number}" for e, number in KNOWN]
)
def test_known_guesses_get_the_checkers_verdict_and_words(exercise, number):
    source = edited(exercise.solution, exercise.mistakes[number].edits)
    outcome = check_source(exercise, source, "answer.py", seed=5)
    data = guesses.data(exercise)
    values = in_form(exercise, guesses.result_of(exercise, source))
    right = within(data["bounds"], values)
    assert all(right) == outcome.agrees
    assert said(data, values) == outcome.suggestion
    counted = sum(right)
    if exercise.questions and any(q.group for q in exercise.questions):
        return  # the checker counts groups, the page what is in them
    if len(right) > 1:
        assert outcome.message.endswith(f"{counted} of {len(right)} count as right.")
    else:
        words = "You were right." if counted else "You expected something else."
        assert outcome.message.endswith(words)


@pytest.mark.parametrize("exercise", PREDICTIONS, ids=lambda e: e.slug)
def test_the_solution_counts_as_right(exercise):
    outcome = check_source(exercise, exercise.solution, "answer.py", seed=5)
    values = in_form(exercise, guesses.result_of(exercise, exercise.solution))
    assert outcome.agrees
    assert all(within(guesses.data(exercise)["bounds"], values))


@pytest.mark.parametrize("exercise", ASKED, ids=lambda e: e.slug)
def test_the_last_numbers_inside_are_right_and_the_first_outside_are_not(exercise):
    result = list(guesses.leaves(guesses.result_of(exercise, exercise.solution)))
    data = guesses.data(exercise)
    asked = guesses.questions(exercise)
    for (low, high), truth, question in zip(data["bounds"], result, asked, strict=True):
        tolerance = guesses.tolerance_of(exercise, question)

        def near(value, truth=truth, tolerance=tolerance):
            return first_mismatch(value, truth, tolerance) is None

        if question.choices:
            fits = [near(choice) for choice in question.choices]
            assert fits == [low <= place <= high for place in range(len(fits))]
            continue
        for value in (low, high, truth):
            assert near(float(value)), (value, truth)
        assert not near(math.nextafter(low, -math.inf))
        assert not near(math.nextafter(high, math.inf))


@pytest.mark.parametrize(
    ("value", "tolerance"),
    [
        (value, tolerance)
        for value in (0, 1, -7.5, 0.1, 1e-7, 3e22, 5e-324)
        for tolerance in (Tolerance(), Tolerance(0.5, 0), Tolerance(0, 0.1))
    ],
)
def test_bounds_are_exact(value, tolerance):
    low, high = guesses.interval(value, tolerance)
    assert first_mismatch(low, float(value), tolerance) is None
    assert first_mismatch(high, float(value), tolerance) is None
    assert first_mismatch(math.nextafter(low, -math.inf), float(value), tolerance)
    assert first_mismatch(math.nextafter(high, math.inf), float(value), tolerance)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.98333, "0.983"),
        (10.0, "10"),
        (True, "yes"),
        ("rest", "rest"),
        (-0.12, "−0.12"),
        (-7, "−7"),
        (0.99996, "0.99996"),
        (1e-9, "0.000000001"),
        (1234.4, "1234"),
        (0.0, "0"),
    ],
)
def test_no_number_is_shown_as_what_it_is_not(value, shown):
    assert guesses.in_words(value) == shown


def test_what_the_run_found_is_what_a_page_shows():
    exercise = CATALOGUE.find("training_predict")
    data = guesses.data(exercise, [10.4, 8.71])
    assert data["shown"] == ["10.4", "8.71"]
    assert data["bounds"][0] == [1, 1]
    assert data["bounds"][1] == pytest.approx([7.71, 9.71])
    with pytest.raises(ExtensionError, match="must be one of the choices"):
        guesses.data(exercise, [50, 9])


def test_a_prediction_without_questions_for_each_value_ends_the_build(monkeypatch):
    exercise = CATALOGUE.find("training_predict")
    # The record is frozen.
    monkeypatch.setitem(vars(exercise), "questions", (Question("all"),))
    with pytest.raises(ExtensionError, match="training_predict: its page asks 1 questions"):
        guesses.questions(exercise)


def test_a_mistake_that_gives_the_same_for_the_example_is_no_mistake_on_the_page(monkeypatch):
    exercise = CATALOGUE.find("first_fade")
    shares = Mistake("The same here.", (("share ** (1 / steps)", "0.1**0.1"),))
    fails = Mistake("It ends.", (("share ** (1 / steps)", "1 / (steps - 10)"),))
    monkeypatch.setitem(vars(exercise), "mistakes", (shares, fails))
    assert guesses.data(exercise)["comments"] == []


def test_what_a_page_holds_is_small():
    """All that the cards of one chapter ask of a reader's line."""
    for chapter in CATALOGUE.chapters:
        forms = (exercise_cards.form(CATALOGUE.find(slug), None) for slug in chapter.slugs)
        assert sum(map(len, forms)) < 9_000, chapter.name
