"""The form of a chapter, checked on its source and on its page."""

import re
from functools import cache
from itertools import pairwise
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup

from bookbuild import toc
from bookbuild.paths import ROOT
from rnnbook.exercises import CATALOGUE

CHAPTERS = [
    "first-network", "hidden-state", "training", "testing", "order", "sequences", "batches",
    "feedforward", "memory", "activations", "activations-in-training", "backpropagation",
    "long-sequences", "probing", "reproducibility",
]  # fmt: skip
PAGES = [
    *CHAPTERS, "index", "evidence", "troubleshooting", "exercises", "guesses", "package",
    "package-data", "package-models", "package-training", "package-probing", "package-plotting",
    "package-explorables", "package-evidence", "package-exercises", "command-line", "notation",
    "bibliography", "terms",
]  # fmt: skip

# A page shows so many columns of code without sideways scrolling, a telephone 46; the editor in
# which a reader solves an exercise shows more.
WIDTH, WIDTH_OF_EXERCISES, LINES = 60, 76, 18

MADE = re.compile(r"^(?:claim|proved)\(", re.MULTILINE)
CODE_CELL = re.compile(r"^```\{code-cell\} python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def source(name):
    return (ROOT / "book" / f"{name}.md").read_text("utf-8")


def cells(name):
    """Return the options and the code of each cell of a chapter."""
    for match in CODE_CELL.finditer(source(name)):
        body = match.group(1)
        options = {}
        if header := re.match(r"---\n(.*?)---\n", body, re.DOTALL):
            options = yaml.safe_load(header.group(1))
            body = body[header.end() :]
        elif header := re.match(r":tags: (\[.*\])\n", body):
            options = {"tags": yaml.safe_load(header.group(1))}
            body = body[header.end() :]
        yield options, body


@pytest.fixture(params=CHAPTERS)
def chapter(request):
    return request.param


def parsed(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


@cache
def built(path):
    """Return a page of the site; it is shared, and so must be left as it is."""
    return parsed(path)


@cache
def places(path):
    """Return the ids of a page, each as often as it stands there."""
    return [element["id"] for element in built(path).select("[id]")]


@pytest.fixture(params=PAGES)
def path(request, site):
    return (site / "book" / f"{request.param}.html").resolve()


@pytest.fixture
def page(path):
    return built(path)


def test_the_table_of_contents_names_every_page_and_this_list_does_too():
    on_disk = {path.stem for path in (ROOT / "book").glob("*.md")}
    assert {page.short for page in toc.pages(ROOT)} == on_disk == set(PAGES)


def test_a_chapter_opens_with_aims_needs_and_time_and_closes_with_summary_and_reading(chapter):
    text = source(chapter)
    aims = re.search(r"\*\*After this chapter you can\*\*\n\n((?:\d\. .*\n)+)", text)
    assert aims, "no aims"
    assert 3 <= len(aims.group(1).splitlines()) <= 5
    assert "**You need**" in text
    assert f"{{chapter-time}}`{chapter}`" in text
    before, after = text.split("\n## Exercises\n")
    summary = before.split("\n## Summary\n")
    assert len(summary) == 2, "no summary before the exercises, or more than one"
    assert "\n## " not in summary[1] + after, "a section between summary and exercises, or after"
    answers = re.findall(r"^\d\. ", summary[1], re.MULTILINE)
    assert len(answers) == len(aims.group(1).splitlines()), "the summary does not answer each aim"
    assert "**Left out.**" in summary[1]
    assert re.search(r"\*\*To read\.\*\*.*\{cite:t\}", summary[1])


def test_every_exercise_has_a_check_and_a_solution(chapter):
    """A prediction is answered by the text that follows it, every other one by its solution."""
    text = source(chapter)
    labels = re.findall(r"```\{exercise\} .+\n:label: ex-(\S+)", text)
    checked = re.findall(r"^check\(\"(\w+)\"", text, re.MULTILINE)
    assert [label.replace("-", "_") for label in labels] == checked
    predictions = {label for label in labels if CATALOGUE.find(label).kind == "prediction"}
    blocks = re.findall(
        r"\{solution-start\} ex-(\S+)\n:label: sol-\1\n:class: dropdown(.*?)````\{solution-end\}",
        text,
        re.DOTALL,
    )
    assert {label for label, _ in blocks} == set(labels) - predictions
    # A check that fails says how to call the other two.
    assert "from rnnbook.exercises import check, hint, solution\n" in text
    for label, body in blocks:
        assert f'solution("{label.replace("-", "_")}")' in body


def test_comparisons_are_claims(chapter):
    claims = [code for options, code in cells(chapter) if "claim" in options.get("tags", [])]
    assert len(claims) >= 2
    assert all(MADE.search(code) for code in claims)
    untagged = [c for o, c in cells(chapter) if MADE.search(c) and "claim" not in o.get("tags", [])]
    assert untagged == [], "a claim without its tag"


@pytest.mark.parametrize("name", [*CHAPTERS, "index", "troubleshooting"])
def test_cells_are_few_short_and_fit_the_page(name):
    all_cells = list(cells(name))
    solutions = re.compile(r"\{solution-start\}.*?\{solution-end\}", re.DOTALL)
    solved = "".join(solutions.findall(source(name)))
    outside = solutions.sub("", source(name))
    # What a reader fills in is not what a reader reads, nor is what the page leaves out. A claim is
    # a sentence, its code in a fold.
    unread = re.compile(r":tags: \[(exercise|remove-cell|(hide-input, )?claim)\]")
    read = [c for c in CODE_CELL.findall(outside) if not unread.match(c)]
    assert 1 <= len(read) <= 36, "too long to read in one sitting"
    for options, code in all_cells:
        lines, tags = code.splitlines(), set(options.get("tags", []))
        wide = "exercise" in tags or code in solved
        width = WIDTH_OF_EXERCISES if wide else WIDTH
        assert max(map(len, lines)) <= width, f"wider than the page: {max(lines, key=len)}"
        shown = not {"hide-input", "remove-cell", "exercise", "claim"} & tags
        assert not shown or len([line for line in lines if line.strip()]) <= LINES, code
        assert not re.search(r"^[!%]|import \*", code, re.MULTILINE), code


@pytest.mark.parametrize("name", [*CHAPTERS, "index", "troubleshooting"])
def test_every_figure_has_a_name_and_a_caption_that_is_a_sentence(name):
    for options, code in cells(name):
        if "picture(" in code:
            figure = options["mystnb"]["figure"]
            assert figure["name"].startswith("fig-")
            assert figure["caption"].strip().endswith(".")
            assert len(figure["caption"].split()) >= 6


@pytest.mark.parametrize("name", [*CHAPTERS, "index", "troubleshooting", "exercises"])
def test_every_glued_number_is_used_and_every_used_one_is_glued(name):
    text = source(name)
    used = set(re.findall(r"\{glue:text\}`([\w-]+)", text))
    glued = set()
    for _, code in cells(name):
        glued |= set(re.findall(r"glue\(\"([\w-]+)\"", code))
        for pattern in re.findall(r"glue\(f\"([^\"]+)\"", code):
            matches = re.sub(r"\\\{[^}]*\\\}", "[\\\\w-]+", re.escape(pattern))
            glued |= {key for key in used if re.fullmatch(matches, key)}
    assert used == glued


@pytest.mark.slow
def test_a_page_has_one_title_and_headings_without_a_gap(page):
    levels = [int(h.name[1]) for h in page.select("article h1, article h2, article h3, article h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))


@pytest.mark.slow
def test_every_picture_says_what_is_seen(page):
    for image in page.select("article img"):
        assert image.get("alt", "").strip(), image
    for row in page.select("article .rnnbook-row[role=img]"):
        assert len(row["aria-label"].split()) >= 8, row["aria-label"]
    for svg in page.select("article .rnnbook-picture svg:not([aria-hidden])"):
        title = svg.find("title")
        assert svg["aria-labelledby"] == title["id"]
        assert len(title.text.split()) >= 8, title.text


@pytest.mark.slow
def test_ids_are_unique(path):
    ids = places(path)
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.slow
def test_links_inside_the_book_lead_somewhere(page, path):
    assert page.select_one("article") is not None
    for link in page.select("a[href]"):
        target = urlsplit(link["href"])
        if target.scheme or target.netloc:
            continue
        leads = (path.parent / unquote(target.path)).resolve() if target.path else path
        assert leads.exists(), f"{link['href']} leads nowhere"
        named = target.fragment and "headerlink" not in link.get("class", [])
        if named and leads.suffix == ".html":
            assert unquote(target.fragment) in places(leads), f"{link['href']} leads nowhere"


@pytest.mark.slow
def test_no_markup_is_left_in_the_text(path):
    article = parsed(path).select_one("article")
    for hidden in article.select("pre, code, .katex"):
        hidden.decompose()
    text = article.get_text()
    assert not re.search(r"\{(glue|cite|eq|numref|chapter-time)[:}]|\$|\\\(|```", text)
    assert "unknown time" not in text


@pytest.mark.slow
def test_claims_stand_on_the_page_with_their_numbers(chapter, site):
    shown = built((site / "book" / f"{chapter}.html").resolve()).select(".rnnbook-claim")
    written = [options for options, _ in cells(chapter) if "claim" in options.get("tags", [])]
    assert len(shown) == len(written)
    for claim in shown:
        numbers = r"interval .* to .*, n = \d+|checked in (\d+ cases|one case)"
        assert re.search(numbers, claim.get_text())
