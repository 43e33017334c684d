"""What `python -m bookbuild lint` and the build say of evidence that could not have failed."""

import pytest
from click.testing import CliRunner
from minibook import cell, page
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from bookbuild.commands import lint
from bookbuild.evidence import comparisons, roundings, seed_flow
from bookbuild.paths import ROOT

SEEDED = "torch.Generator().manual_seed(0)"
OWN_NAMES = "class Net:\n    def forward(self, x):\n        h = x\n        return h"
CLAIM = "claim('It is so.', mean(scores) > 0)"


def seeds_in(*cells):
    """Return the literal seeds that reach a claim, as code."""
    return [one.code for one in seed_flow.find(cells)]


@pytest.mark.parametrize(
    "cells",
    [
        ["x = draw(20, seed=7)", "scores = measure(x)", CLAIM],
        ["x, y = draw(20, seed=10_000 + 3)\nscores = measure(x, y)", CLAIM],
        [f"generator = {SEEDED}\nscores = torch.rand(9, generator=generator)", CLAIM],
        ["def scores_of(n):\n    return measure(draw(n, seed=7))", "scores = scores_of(3)", CLAIM],
        [
            "def scores_of():\n    return measure(net)",
            "net = SimpleRNN(seed=1)\nscores = scores_of()",
            CLAIM,
        ],
        ["make = lambda n: draw(n, seed=7)\nscores = measure(make(3))", CLAIM],
        ["scores = []\nfor n in range(3):\n    scores.append(measure(draw(n, seed=7)))", CLAIM],
        ["with seeded(0):\n    net = nn.RNN(1, 2)\nscores = measure(net)", CLAIM],
        ["net = SimpleRNN(seed=1)", "train(net, data)", "scores = measure(net)", CLAIM],
        ["net = make()\ntrain(net, draw(seed=3))", "scores = measure(net)", CLAIM],
        ["result = {}\nresult['a'] = draw(seed=3)\nscores = result['a']", CLAIM],
        ["claim('It is so.', mean(measure(draw(seed=7))) > 0)"],
    ],
)
def test_a_literal_seed_is_followed_to_the_claim_it_reaches(cells):
    (found,) = seed_flow.find(cells)
    assert found.claim == "It is so."
    assert any(number in found.code for number in "01379")


@pytest.mark.parametrize(
    "cells",
    [
        ["scores = [measure(draw(20, seed=seed)) for seed in seeds(30)]", CLAIM],
        ["scores = measure(draw(20, seed=data_seed(7)))", CLAIM],
        ["scores = [draw(9, seed=10_000 + seed) for seed in seeds(3)]", CLAIM],
        ["x = draw(20, seed=7)\nplot(x)", "scores = measure(seeds(9))", CLAIM],
        [
            "x = draw(20, seed=7)",
            "x = [draw(9, seed=seed) for seed in seeds(9)]",
            "scores = measure(x)",
            CLAIM,
        ],
        [
            "def demo(x):\n    scores = draw(seed=3)\n    return scores",
            "scores = measure(seeds(9))",
            CLAIM,
        ],
        ["net = SimpleRNN(seed=0)\ntrain(net, x)", "scores = measure(x, seeds(9))", CLAIM],
        ["x = draw(seed=7)\nproved('It is so.', x == x)"],
        [
            "h = draw(seed=7)",
            "class Net:\n    def forward(self, x):\n        h = x\n        return h",
            "scores = Net().forward(seeds(9))",
            CLAIM,
        ],
        [
            "with torch.no_grad():\n    x = draw(seed=7)",
            "with torch.no_grad():\n    x = seeds(9)",
            "scores = measure(x)",
            CLAIM,
        ],
    ],
)
def test_a_seed_that_moves_or_reaches_no_claim_is_left_alone(cells):
    assert seeds_in(*cells) == []


def cells_of(*parts):
    """Return cells: prose as it stands, and code where it is marked so."""
    return [
        new_code_cell(part.removeprefix("CODE ")) if part.startswith("CODE ")
        else new_markdown_cell(part)
        for part in parts
    ]  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "The window beats the recurrent network.",
        "Tanh is better than ReLU here.",
        "It learns faster.",
        "Such networks fail more often than others.",
    ],
)
def test_a_comparison_without_evidence_is_named_with_its_heading(sentence):
    (found,) = comparisons.without_evidence(cells_of(f"## A trial\n\nSo much.\n{sentence} And so."))
    assert (found.heading, found.sentence) == ("A trial", sentence)


@pytest.mark.parametrize(
    "parts",
    [
        ["## A trial\n\nIt beats the rest.", "CODE claim('It does.', mean(x) > 0)"],
        ["## A trial\n\nIt beats the rest.", "CODE result = contest(data, both, tuning=3, test=3)"],
        ["## A trial", "CODE proved('It does.', x)", "It beats the rest."],
        ["## A trial\n\nIt beats the rest {cite:p}`one2001paper`."],
        ["## A trial\n\nIt beats the rest ({ref}`there <place>`)."],
        ["## A trial\n\nDoes it beat the rest, or is it worse than they are?"],
        ["## A trial\n\n```{exercise} Which\nIt beats the rest.\n```\n"],
        ["## One", "CODE claim('It does.', mean(x) > 0)", "## Summary\n\n1. It beats the rest."],
        ["````{solution-start} ex-a\n````", "CODE assert a > b", "A beats B.\n"],
    ],
)
def test_a_comparison_with_evidence_and_a_question_pass(parts):
    assert list(comparisons.without_evidence(cells_of(*parts))) == []


def test_evidence_of_another_section_does_not_count():
    cells = cells_of(
        "## One", "CODE claim('It does.', mean(x) > 0)", "## Two\n\nIt beats the rest."
    )
    assert [one.heading for one in comparisons.without_evidence(cells)] == ["Two"]


def printed(text, **values):
    """Return what is wrong with numbers in a text."""
    outputs = [
        new_output(
            "display_data",
            data={roundings.RECORD: repr(value)},
            metadata={"scrapbook": {"name": name}},
        )
        for name, value in values.items()
    ]
    return list(roundings.problems([new_code_cell("", outputs=outputs), new_markdown_cell(text)]))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("In {glue:text}`a:.0f` % of them", 99.67),
        ("in {glue:text}`a:.0f` %.", 0.3),
        ("It is {glue:text}`a:.2f`.", 0.0004),
        ("no more than {glue:text}`a:.0f` %", 4.5),
        ("they stay below {glue:text}`a:.1f`", 0.349),
        ("over {glue:text}`a:.0f` %", 73.5),
        ("at least {glue:text}`a:.2f`", 0.448),
    ],
)
def test_a_number_that_is_not_as_printed_is_named_with_its_value(text, value):
    rounded_up = printed(text, a=value)
    assert len(rounded_up) == 1
    assert repr(value) in rounded_up[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("In {glue:text}`a:.0f` % of them", 100.0),
        ("In {glue:text}`a:.1f` % of them", 99.67),
        ("a factor of {glue:text}`a:.2f`", 0.999),
        ("no more than {glue:text}`a:.1f` %", 4.5),
        ("no more than {glue:text}`a:.0f` %", 4.4999e0 + 0.3),
        ("over {glue:text}`a:.3f`", 0.009999997913837433),
        ("in {glue:text}`a` of them", "299 of 300"),
    ],
)
def test_a_number_that_is_as_printed_passes(text, value):
    assert printed(text, a=value) == []


def test_the_command_names_page_line_and_remedy(book):
    bad = cell("scores = measure(draw(seed=7))") + cell("claim('It is so.', mean(scores) > 0)")
    book.pages({"index": "# A book\n", "one": page("One", bad, "## Two\n\nIt beats the rest.\n")})
    done = CliRunner().invoke(lint.command, ["--book", str(book.folder)], standalone_mode=False)
    assert done.return_value == 1
    first, second = done.stderr.splitlines()
    text = (book.folder / "book/one.md").read_text("utf-8").splitlines()
    fence = text.index("scores = measure(draw(seed=7))")
    assert first.startswith(f"book/one: cell at line {fence}: draw(seed=7) draws the same")
    assert "data_seed" in first
    assert second.startswith("book/one: under 'Two': ")
    assert "It beats the rest." in second


def test_the_book_is_clean():
    done = CliRunner().invoke(lint.command, ["--book", str(ROOT)], standalone_mode=False)
    assert done.return_value == 0, done.stderr
