"""Exercise cards in a browser: a guess is answered on the page, and remembered by it alone."""

import axe
import pytest

from bookbuild.html import guesses
from rnnbook.exercises import CATALOGUE
from rnnbook.exercises.checker.starter import edited

pytestmark = pytest.mark.slow

PREDICTIONS = [e for e in CATALOGUE.exercises if e.kind == "prediction"]
KEPT = "JSON.parse(localStorage.getItem('rnnbook.answers') ?? '{}').done ?? {}"
REFUSED = """Object.defineProperty(window, 'localStorage', {
    get() { throw new Error('refused'); },
});"""
TRAINING, HIDDEN, GUESSES = (f"book/{one}.html" for one in ("training", "hidden-state", "guesses"))


def card_of(one, slug):
    """Return the card of an exercise on an open page."""
    return one.page.locator(f"[data-exercise={slug}]")


def fill(card, values):
    """Fill in a form: places of choices, and what is typed."""
    for place, value in enumerate(values):
        inputs = card.locator(f"form [name='{place}']")
        if inputs.count() > 1:
            inputs.nth(value).check()
        else:
            inputs.fill(str(value))


def commit(card):
    """Hand in what a form holds."""
    card.locator("form button").click()


def verdicts(card):
    """Return the verdicts that a card shows."""
    words = card.locator("tbody td:last-child").all_inner_texts()
    return [word.startswith("✓") for word in words]


def in_form(exercise, source):
    """Return the values that a form has when an answer is filled in."""
    leaves = guesses.leaves(guesses.result_of(exercise, source))
    pairs = zip(guesses.questions(exercise), leaves, strict=True)
    return [q.choices.index(v) if q.choices else v for q, v in pairs]


@pytest.mark.parametrize("exercise", PREDICTIONS, ids=lambda e: e.slug)
def test_every_known_guess_gets_the_checkers_verdict_and_words(exercise, visit):
    truth = in_form(exercise, exercise.solution)
    with visit(f"book/{exercise.chapter}.html") as one:
        card = card_of(one, exercise.slug)
        fill(card, truth)
        commit(card)
        assert verdicts(card) == [True] * len(truth)
        for mistake in exercise.mistakes:
            values = in_form(exercise, edited(exercise.solution, mistake.edits))
            card.get_by_role("button", name="Guess again").click()
            fill(card, values)
            commit(card)
            assert not all(verdicts(card))
            # Two known guesses may lie so near each other that the first one speaks.
            said = card.locator(".exercise-result").inner_text()
            assert any(other.message in said for other in exercise.mistakes)
        assert not one.complaints


def test_a_guess_is_answered_and_remembered(visit):
    with visit(TRAINING) as one:
        card = card_of(one, "training_predict")
        fill(card, [2, "4"])
        commit(card)
        row = card.locator("tbody tr").nth(1).locator("td").all_inner_texts()
        assert row[0] == "4"
        assert row[2] == "✗ not within 1"
        assert "0 of 2 count as right." in card.inner_text()
        assert "learn the same two sequences" not in card.locator(".exercise-result").inner_text()
        assert not card.locator("form").is_visible()
        assert one.page.evaluate("document.activeElement.className") == "exercise-result"
        kept = one.page.evaluate(KEPT)["training_predict"]
        assert kept["guess"] == ["100", "4"]
        assert kept["right"] == [False, False]
        assert kept["at"].startswith("20")
        one.page.reload()
        card = card_of(one, "training_predict")
        assert card.locator("tbody tr").count() == 2
        card.get_by_role("button", name="Guess again").click()
        assert card.locator("form input").last.input_value() == "4"
        fill(card, [1, "8.5"])
        commit(card)
        assert verdicts(card) == [True, True]
        assert not one.complaints


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Please write a number here."),
        ("half", "Please write one number, such as 0.5 or 12."),
        ("0,5", "Please write it with a point: 0.5."),
        ("1,000,000", "Please write one number, with a point and no commas."),
        ("50 %", "Please leave out the %."),
        ("1e999", "Please write one number"),
        ("0x10", "Please write one number"),
        ("Infinity", "Please write one number"),
    ],
)
def test_what_is_no_number_gets_a_kind_word_and_nothing_is_lost(typed, said, visit):
    with visit(TRAINING) as one:
        card = card_of(one, "training_predict")
        fill(card, [0, typed])
        commit(card)
        fault = card.locator(".exercise-fault")
        assert said in fault.inner_text()
        field = card.locator("form [inputmode]")
        assert field.get_attribute("aria-describedby") == fault.get_attribute("id")
        assert one.page.evaluate("document.activeElement.inputMode") == "decimal"
        assert field.input_value() == typed
        assert card.locator("form input").first.is_checked()
        assert one.page.evaluate(KEPT) == {}
        fill(card, [0, "9"])
        commit(card)
        assert card.locator("tbody tr").count() == 2


def test_numbers_may_be_typed_in_the_usual_ways(visit):
    with visit("book/reproducibility.html") as one:
        card = card_of(one, "reproducibility_predict")
        fill(card, [" −1 ", "+4", ".5e0"])
        commit(card)
        assert verdicts(card) == [True] * 3


def test_a_choice_has_to_be_made(visit):
    with visit(TRAINING) as one:
        card = card_of(one, "training_predict")
        card.locator("form [inputmode]").fill("9")
        commit(card)
        assert card.locator(".exercise-fault").inner_text() == "Please choose one."
        assert one.page.evaluate("document.activeElement.type") == "radio"


def test_a_card_is_worked_by_keyboard_alone(visit):
    with visit(TRAINING) as one:
        card = card_of(one, "training_predict")
        card.locator("form [type=radio]").first.focus()
        press = one.page.keyboard.press
        press("ArrowRight")
        press("ArrowRight")
        press("Tab")
        one.page.keyboard.type("9")
        press("Enter")
        assert card.locator("tbody tr").count() == 2
        press("Tab")
        assert one.page.evaluate("document.activeElement.textContent") == "Guess again"
        press("Enter")
        assert one.page.evaluate("document.activeElement.type") == "radio"
        # The folds below.
        for words in ("Start in code", "Hint"):
            summary = card.locator("summary", has_text=words).first
            summary.focus()
            press("Enter")
            assert summary.evaluate("one => one.parentElement.open")


def test_work_with_a_pencil_is_checked_and_its_answer_not_given_away(visit):
    with visit(HIDDEN) as one:
        card = card_of(one, "hidden_pencil")
        fill(card, [2, 0, 5, -1, 0, 4])
        commit(card)
        result = card.locator(".exercise-result").inner_text()
        assert result.startswith("✗ Not yet. The second state has the sum itself")
        assert card.locator("form").is_visible()
        assert not card.locator("details.solution").evaluate("one => one.open")
        assert one.page.evaluate(KEPT) == {}
        fill(card, [2, 0, 5, 0, 2, 5])
        commit(card)
        assert card.locator(".exercise-result").inner_text() == "✓ That is right."
        assert card.locator("details.solution").evaluate("one => one.open")
        assert "hidden_pencil" in one.page.evaluate(KEPT)
        assert card.locator(".exercise-done input").is_checked()


def test_what_is_solved_is_ticked_here_in_the_list_and_in_the_sidebar(visit):
    with visit(TRAINING) as one:
        card_of(one, "training_step").locator(".exercise-done input").check()
        fill(card_of(one, "training_predict"), [1, 9])
        commit(card_of(one, "training_predict"))
        counts = one.page.locator("nav .exercise-count")
        assert set(counts.all_text_contents()) == {"2/6"}
        one.page.goto(one.page.url.replace("training", "exercises"))
        ticked = one.page.locator("td:has(.exercise-tick) a")
        names = ticked.evaluate_all("all => all.map(one => one.hash)")
        assert names == ["#ex-training-predict", "#ex-training-step"]
        links = one.page.locator("nav a:has(.exercise-count)")
        files = links.evaluate_all("all => all.map(one => one.pathname.split('/').pop())")
        assert set(files) == {"training.html"}
        one.page.goto(one.page.url.replace("exercises", "training"))
        box = card_of(one, "training_step").locator(".exercise-done input")
        assert box.is_checked()
        box.uncheck()
        assert set(counts.all_text_contents()) == {"1/6"}
        assert not one.complaints


def test_the_page_of_guesses_shows_them_and_forgets_them(visit):
    with visit(TRAINING) as one:
        fill(card_of(one, "training_predict"), [1, 3])
        commit(card_of(one, "training_predict"))
        one.page.goto(one.page.url.replace("training", "guesses"))
        count = len(PREDICTIONS)
        summary = one.page.locator(".guess-summary")
        words = summary.inner_text()
        assert f"You have answered 1 of {count} predictions." in words
        assert "1 of the 2 things that you said count as right." in words
        assert "0 are too high and 1 too low" in words
        assert summary.locator("circle").count() == 1
        item = one.page.locator(".guess-list > [data-exercise=training_predict]")
        assert item.locator("tbody td:first-of-type").all_inner_texts() == ["10", "3"]
        assert one.page.locator(".guess-none").count() == count - 1
        one.page.get_by_role("button", name="Forget my guesses").click()
        assert one.page.evaluate(KEPT) == {}
        assert f"You have answered 0 of {count}" in summary.inner_text()
        assert one.page.locator(".guess-none").count() == count
        one.page.go_back()
        one.page.reload()
        assert card_of(one, "training_predict").locator("form").is_visible()
        assert not one.complaints


@pytest.mark.parametrize(
    "stored",
    [
        "[]",
        "7",
        "not JSON",
        '{"done": 7}',
        '{"done": {"training_predict": null}}',
        '{"done": {"training_predict": {"guess": ["5", "x"]}}, "pages": 3}',
    ],
)
def test_what_others_have_stored_does_no_harm(stored, visit):
    with visit(TRAINING) as one:
        one.page.evaluate("text => localStorage.setItem('rnnbook.answers', text)", stored)
        one.page.reload()
        card = card_of(one, "training_predict")
        fill(card, [1, 9])
        commit(card)
        assert verdicts(card) == [True, True]
        assert "training_predict" in one.page.evaluate(KEPT)
        one.page.goto(one.page.url.replace("training", "guesses"))
        assert "You have answered 1 of" in one.page.locator(".guess-summary").inner_text()
        assert not one.complaints


def test_where_storage_is_refused_a_guess_is_answered_all_the_same(visit):
    with visit("book/index.html") as one:
        one.page.context.add_init_script(REFUSED)
        one.page.goto(one.page.url.replace("index", "training"))
        card = card_of(one, "training_predict")
        fill(card, [1, 9])
        commit(card)
        assert verdicts(card) == [True, True]
        box = card_of(one, "training_step").locator(".exercise-done input")
        box.check()
        assert box.is_checked()
        one.page.goto(one.page.url.replace("training", "guesses"))
        assert "You have answered 0" in one.page.locator(".guess-summary").inner_text()


def test_from_a_folder_too(visit, site):
    with visit(TRAINING, root=f"{site.as_uri()}/") as one:
        card = card_of(one, "training_predict")
        fill(card, [1, 9])
        commit(card)
        assert verdicts(card) == [True, True]
        assert set(one.page.locator("nav .exercise-count").all_text_contents()) == {"1/6"}


def test_without_scripts_everything_can_be_read(visit):
    with visit(TRAINING, java_script_enabled=False) as one:
        card = card_of(one, "training_old_state")
        assert not one.page.locator(".exercise-guess").first.is_visible()
        assert not card.locator(".exercise-done").is_visible()
        assert card.locator(".exercise-start pre").is_visible()
        for words in ("Hint 1", "Hint 2", "Solution"):
            card.locator("summary", has_text=words).click()
        assert card.locator(".exercise-source pre").is_visible()
        assert CATALOGUE.find("training_old_state").hints[1] in card.inner_text()
    with visit(GUESSES, java_script_enabled=False) as one:
        assert one.page.locator(".guess-list a").count() == len(PREDICTIONS)
        assert "You have answered 0 of" in one.page.locator(".guess-summary").inner_text()


def test_nothing_moves_when_the_script_arrives(visit):
    with visit(HIDDEN) as one:
        moved = one.page.evaluate(
            """() => new Promise(done => new PerformanceObserver(list =>
                done(list.getEntries().reduce((sum, one) => sum + one.value, 0)))
                .observe({type: 'layout-shift', buffered: true}) || setTimeout(done, 300, 0))"""
        )
        assert moved < 0.01


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_a_guess(theme, visit):
    settings = [{"width": width, "theme": theme} for width in (1280, 360)]
    with visit(TRAINING, theme=theme) as one:
        fill(card_of(one, "training_predict"), [2, "4"])
        commit(card_of(one, "training_predict"))
        card = card_of(one, "training_count")
        fill(card, [563, "x"])
        commit(card)
        assert card.locator(".exercise-fault").count() == 1
        one.open_folds()
        axe.prepare(one, settings)
        for setting in settings:
            assert axe.finds(one, **setting) == []
    with visit(TRAINING, theme=theme) as one:
        fill(card_of(one, "training_predict"), [2, "4"])
        commit(card_of(one, "training_predict"))
        one.page.goto(one.page.url.replace("training", "guesses"))
        axe.prepare(one, settings)
        for setting in settings:
            assert axe.finds(one, **setting) == []
