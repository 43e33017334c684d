"""Exercises of a chapter as cards: what stands in them, and that notebooks know nothing of them."""

import json
import os
import re
from types import SimpleNamespace

import pytest
import yaml
from bs4 import BeautifulSoup
from minibook import ROOT, cell, page

from bookbuild.commands.html import STRICT
from rnnbook.exercises import CATALOGUE

pytestmark = pytest.mark.slow

# What the package's functions show, without the package.
SETUP = """
from IPython.display import Markdown, display
def check(name, target):
    return "Not " + f"started {name}"
def solution(name):
    return Markdown("```python\\ndef answer():\\n    return 1\\n```\\n\\nIt passes its check.")
"""


def exercise(slug, title, code, answer=""):
    """Return what a chapter has of an exercise."""
    label = slug.replace("_", "-")
    text = (
        f"```{{exercise}} {title}\n:label: ex-{label}\n\nWhat is asked of *{slug}*.\n```\n\n"
        f'```{{code-cell}} ipython3\n:tags: [exercise]\n{code}\n\ncheck("{slug}", answer)\n```\n'
    )
    if answer:
        text += (
            f"\n````{{solution-start}} ex-{label}\n:label: sol-{label}\n:class: dropdown\n````\n\n"
            f"{answer}\n\n```{{code-cell}} ipython3\n:tags: [solution]\n"
            f'solution("{slug}")\n```\n\n````{{solution-end}}\n````\n'
        )
    return text


STARTER = "def answer():\n    ..."
MEASURED = f'''```{{code-cell}} ipython3
:tags: [remove-cell]
record = {{"exercise": "training_predict", "result": [10.4, 8.71]}}
display({{"{CATALOGUE.measured_mime}": record}}, raw=True)
```
'''
PLAIN = """
from bookbuild.html import exercise_cards
def setup(app):
    every = app.events.listeners["doctree-resolved"]
    every[:] = [one for one in every if one.handler is not exercise_cards.make]
"""


@pytest.fixture(scope="module")
def built(new_book):
    """Return the pages of a book, with cards and without."""
    book = new_book()
    book.pages(
        {
            "index": "# A book\n\nWords.\n",
            "training": page(
                "Training",
                cell(SETUP),
                cell("1 + 1"),
                exercise("training_predict", "How *far*", STARTER),
                "To find out, we train.\n",
                MEASURED,
                exercise("training_old_state", "The wrong state", STARTER, "It is *the last*."),
                exercise("training_step", "One step", STARTER, "A step."),
                "```{exercise} Not in the catalogue\n:label: ex-nowhere\n\nGuess.\n```\n",
            ),
            "guesses": "# Your guesses\n\n```{guess-list}\n```\n",
        }
    )
    done = book.build(*STRICT)
    assert done.code == 0, done.explain()
    book.write("minipack/plain.py", PLAIN)
    settings = yaml.safe_load((book.folder / "_config.yml").read_text())
    settings["sphinx"]["config"]["extensions"].append("minipack.plain")
    book.write("_config.yml", yaml.safe_dump(settings))
    plain = book.build(*STRICT, output="plain", PYTHONPATH=f"{book.folder}{os.pathsep}{ROOT}")
    assert plain.code == 0, plain.explain()
    soup = BeautifulSoup(book.html("training"), "html.parser")
    return SimpleNamespace(
        book=book,
        soup=soup,
        cards={one["data-exercise"]: one for one in soup.select(".exercise-card")},
        guesses=BeautifulSoup(book.html("guesses"), "html.parser"),
        plain=book.html("training", output="plain"),
    )


def parts(card):
    """Return what stands in a card, in its order."""
    return [one.get("class", [one.name])[0] for one in card.find_all(recursive=False)]


def test_the_parts_of_a_card_and_their_order(built):
    assert list(built.cards) == ["training_predict", "training_old_state", "training_step"]
    assert parts(built.cards["training_predict"]) == [
        *("exercise-meta", "exercise-title", "exercise-statement", "exercise-guess"),
        *("exercise-result", "exercise-start", "exercise-hint"),
    ]
    assert parts(built.cards["training_old_state"]) == [
        *("exercise-meta", "exercise-title", "exercise-statement"),
        *("exercise-start", "exercise-hint", "solution"),
    ]
    # One that the catalogue does not know is shown as sphinx-exercise shows it.
    assert built.soup.select_one("div.exercise#ex-nowhere")


def test_a_card_says_what_it_is(built):
    card = built.cards["training_old_state"]
    assert card.name == "section"
    assert card["id"] == "ex-training-old-state"
    title = card.find(id=card["aria-labelledby"])
    assert title.get_text() == "Exercise 2 · The wrong state"
    far = built.cards["training_predict"].select_one(".exercise-title")
    assert far.get_text() == "Exercise 1 · How far"
    assert far.find("em").get_text() == "far"
    words = card.select_one(".exercise-meta").get_text().split()
    record = CATALOGUE.find("training_old_state")
    assert " ".join(words) == f"repair level {record.level} {record.minutes} min solved"
    assert card.select_one(".exercise-statement em").get_text() == "training_old_state"


def test_what_the_build_machine_has_not_solved_is_not_shown(built):
    assert "Not started" in built.plain
    assert "Not started" not in built.soup.get_text()
    starter = built.cards["training_predict"].select_one(".exercise-start")
    assert starter.name == "details"
    assert not starter.has_attr("open")
    assert starter.summary.get_text() == "Start in code"
    assert 'check("training_predict", answer)' in starter.pre.get_text()
    # What is to be mended has to be read.
    mend = built.cards["training_old_state"].select_one(".exercise-start")
    assert mend.name == "div"


def test_hints_are_the_catalogues_and_each_is_in_the_one_before(built):
    hints = CATALOGUE.find("training_step").hints
    fold = built.cards["training_step"].find(class_="exercise-hint")
    for number, hint in enumerate(hints, start=1):
        assert fold.summary.get_text() == f"Hint {number} of {len(hints)}"
        assert fold.p.get_text() == hint
        fold = fold.find(class_="exercise-hint")
    assert fold is None


def test_a_solution_opens_by_its_title_and_shows_its_source_as_code(built):
    fold = built.cards["training_old_state"].find("details", class_="solution")
    assert fold["id"] == "sol-training-old-state"
    assert fold.summary.get_text() == "Solution"
    assert not fold.summary.find("a")
    assert "solution(" not in fold.get_text()
    assert fold.select_one(".exercise-source .highlight-python pre")
    assert "It is the last." in fold.get_text()
    assert "It passes its check." in fold.get_text()


def test_the_form_has_what_the_run_found(built):
    form = built.cards["training_predict"].form
    assert form.has_attr("hidden")
    data = json.loads(form["data-answers"])
    assert data["shown"] == ["10.4", "8.71"]
    assert [one["value"] for one in form.select("[type=radio]")] == ["0", "1", "2"]
    assert [one["inputmode"] for one in form.select("[inputmode]")] == ["decimal"]
    assert all(form.find("label", attrs={"for": one["id"]}) for one in form.select("[id]"))


def test_the_list_of_guesses_names_all_predictions_of_the_book(built):
    items = built.guesses.select(".guess-list > li")
    assert [one["data-exercise"] for one in items] == ["training_predict"]
    assert items[0].a["href"] == "training.html#ex-training-predict"
    data = json.loads(items[0]["data-answers"])
    assert len(data["names"]) == 2
    assert data["shown"] == ["10.4", "8.71"]
    assert "comments" not in data
    # What came out is said to whoever has guessed.
    assert "10.4" not in built.guesses.find("article").get_text()


def test_notebooks_are_the_same_with_and_without_cards(built):
    assert "exercise-card" not in built.plain
    with_cards = built.book.files()["book/training.ipynb"]
    assert with_cards == built.book.files("plain")["book/training.ipynb"]
    assert b"The wrong state" in with_cards


def test_no_id_stands_twice(built):
    ids = re.findall(r'\bid="([^"]+)"', str(built.soup))
    assert len(ids) == len(set(ids))
