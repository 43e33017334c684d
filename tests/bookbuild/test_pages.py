"""What a build puts on the pages: the same each time, whole, and from no other host.

Scripts of interactive figures come to the pages that have one, and to no other.
"""

import json
import re
import subprocess
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from minibook import cell, page

from bookbuild.commands.html import STRICT
from bookbuild.html.formulas import node_binary

pytestmark = pytest.mark.slow

FIGURE = """
```{code-cell} ipython3
---
mystnb:
  figure:
    name: fig-line
    caption: |
      A line, where $x$ grows.
---
from IPython.display import HTML
HTML('<svg role="img" viewBox="0 0 10 10"><path d="M0 0L10 10" stroke="currentColor"/></svg>')
```

See {numref}`fig-line`.
"""

FORMULAS = r"""
Inline $x_t \in \R^D$, and

$$
h_t = \phi(W_{ih} x_t + b_{ih} + W_{hh} h_{t-1} + b_{hh})
$$ (eq-step)

```{math}
:label: eq-loss
L = -\log \softmax(z)_y
```

\begin{align}
a &= b \\
c &= d
\end{align}

As {eq}`eq-step` and {eq}`eq-loss` say.
"""

GLUED = (
    cell(
        """
        from myst_nb import glue
        words = {"zero", "one", "two", "three", "four"}
        print(" ".join(words))
        glue("answer", 42, display=False)
        """
    )
    + "\nThe answer is {glue}`answer`.\n"
)

EXERCISE = """
```{exercise} Guess
:label: ex-guess
What comes next?
```

```{prf:definition} Hidden state
:label: def-hidden
What is kept.
```

See {ref}`ex-guess` and {prf:ref}`def-hidden`. It takes {chapter-time}`this`.
"""


ALIVE = """
from IPython.display import HTML
HTML('<div class="rnnbook-explorable" data-explorable="one"></div>')
"""
SETS = "Take {sets}`five <one x=5 how=fast>`, or {sets}`swap <one press=swap>`.\n"
NOTE = "# Note\n\n:::{note}\nWords.\n:::\n"


@pytest.fixture(scope="module")
def builds(new_book):
    """Return the files of a book with something of everything, after each of three builds.

    Two are cold, with other hash seeds. The third follows the first, when a page and a script have
    changed.
    """
    book = new_book(bundle=True)
    book.write(
        "book/references.bib",
        "@article{elman1990,\n author={Elman, Jeffrey L.}, title={Finding structure in time},\n"
        " journal={Cognitive Science}, volume={14}, year={1990}}\n",
    )
    book.write("book/explorables/core.js", "// shared\nglobalThis.shared = 40;\n")
    book.write("book/explorables/one.js", "// one\nglobalThis.result = shared + 1;\n")
    book.pages(
        {
            "index": "# A book\n\n{cite:t}`elman1990`\n\n```{bibliography}\n```\n",
            "one": page("One", FORMULAS, GLUED, FIGURE, EXERCISE),
            "two": page("Two", FIGURE.replace("fig-line", "fig-other")),
            "note": NOTE,
            "alive": page("Alive", *[cell(ALIVE)] * 2, SETS),
        }
    )
    found = SimpleNamespace()
    for place, seed in (("first", "1"), ("second", "2")):
        built = book.build(*STRICT, output=f"_build/{place}", PYTHONHASHSEED=seed)
        assert built.code == 0, built.explain()
        setattr(found, place, book.files(f"_build/{place}"))
    book.write("book/note.md", NOTE.replace("Words", "Other words"))
    book.write("book/explorables/one.js", "// one\nglobalThis.result = shared + 2;\n")
    built = book.build(output="_build/first")
    assert built.code == 0, built.explain()
    found.again = book.files("_build/first")
    return found


def text_of(files, name):
    """Return one of the pages."""
    return files[f"book/{name}.html"].decode("utf-8")


def test_two_cold_builds_are_the_same_byte_for_byte(builds):
    first, second = builds.first, builds.second
    assert first.keys() == second.keys()
    different = [name for name in first if first[name] != second[name]]
    assert not different, f"these files differ between two builds: {different}"
    assert len(first) > 15, "hardly anything was built"


def test_the_pages_ask_no_other_host_for_anything(builds):
    asking = re.compile(
        r"""<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc=["']?(?:https?:)?//[^"'>]+"""
        r"""|<link\b(?![^>]*rel=["'](?:canonical|license))[^>]*href=["']?(?:https?:)?//[^"'>]+"""
        r"""|url\(["']?(?:https?:)?//[^)]+|@import\s+["'](?:https?:)?//[^"']+"""
    )
    assert asking.search('<script src="https://cdn.example/x.js">'), "the pattern finds nothing"
    for name, content in builds.first.items():
        if name.endswith((".html", ".css")):
            found = asking.findall(content.decode("utf-8"))
            assert not found, f"{name} asks another host for {found}"


def test_every_file_that_a_page_or_style_sheet_names_is_there(builds):
    files = builds.first
    for name, content in files.items():
        if not name.endswith((".html", ".css")):
            continue
        text = content.decode("utf-8")
        attribute = r"""\b(?:src|href)="([^"#?:]+)["#?]"""
        pattern = attribute if name.endswith(".html") else r"""url\(["']?([^"')#?:]+)["')#?]"""
        for target in re.findall(pattern, text):
            parts = name.split("/")[:-1]
            for step in target.split("/"):
                parts = parts[:-1] if step == ".." else [*parts, step]
            path = "/".join(part for part in parts if part not in ("", "."))
            assert path in files, f"{name} names {target}, which was not built"


def test_formulas_are_rendered_numbered_and_referenced(builds):
    html = text_of(builds.first, "one")
    assert html.count('class="katex"') >= 4
    assert r"\(" not in html, "a formula was left for the browser"
    assert "<math" in html, "no MathML for screen readers"
    assert 'href="#equation-eq-step">(1.1)' in html
    assert 'href="#equation-eq-loss">(1.2)' in html
    assert html.count('class="eqno"') == 3
    assert "eqn-num" not in html, "KaTeX numbers equations as well"


def test_there_is_one_style_sheet_one_script_and_fonts_with_what_is_shown(builds):
    files = builds.first
    static = {name.removeprefix("_static/") for name in files if name.startswith("_static/")}
    named = {name for name in static if name.endswith((".css", ".js"))}
    assert named == {
        *(f"bundle/{one}" for one in ("site.css", "site.js", "search.js")),
        "bundle/sections.js",
        *(f"explorables/{one}.js" for one in ("core", "one")),
    }
    fonts = {name for name in static if name.endswith((".woff", ".woff2", ".ttf"))}
    assert {"bundle/KaTeX_Main-Regular.woff2", "bundle/KaTeX_Math-Italic.woff2"} >= fonts
    assert "bundle/KaTeX_Math-Italic.woff2" in fonts, "no letters for formulas"
    style = files["_static/bundle/site.css"].decode()
    for name in (".katex", ".admonition"):
        assert name in style, f"no rule for {name}, which is on a page"
    assert "KaTeX_Fraktur" not in style.replace("font-family:KaTeX_Fraktur", ""), "an unused font"
    assert len(files["_static/bundle/site.css"]) < 60_000
    assert len(files["_static/bundle/site.js"]) < 12_000


def test_a_second_build_that_writes_some_pages_still_styles_all(builds):
    style = "_static/bundle/site.css"
    assert builds.again[style] == builds.first[style]
    assert b"Other words" in builds.again["book/note.html"]


def scripts(files, name):
    """Return {script: version in its address} of the scripts that only some pages have."""
    pattern = r'<script defer="defer" src="\.\./_static/explorables/([\w-]+)\.js\?v=(\w+)"'
    return dict(re.findall(pattern, text_of(files, name)))


def test_only_a_page_with_a_figure_gets_its_scripts(builds):
    assert list(scripts(builds.first, "alive")) == ["core", "one"]
    assert text_of(builds.first, "alive").count("explorables/one.js") == 1, "it has two figures"
    assert scripts(builds.first, "one") == {}
    assert "_static/explorables/order.js" not in builds.first, "a script that no page uses"


def test_the_scripts_of_figures_are_smaller_and_do_what_they_did(builds):
    for files, result in ((builds.first, "41"), (builds.again, "42")):
        code = [files[f"_static/explorables/{name}.js"].decode() for name in ("core", "one")]
        assert not any("//" in text for text in code), "comments reach the reader"
        command = [node_binary(), "-p", "\n".join([*code, "result"])]
        assert subprocess.check_output(command, text=True) == f"{result}\n"


def test_words_of_the_text_know_what_they_set(builds):
    page = BeautifulSoup(text_of(builds.first, "alive"), "html.parser")
    five, swap = page.select("[data-sets]")
    assert (five.name, five.text, five["data-sets"]) == ("span", "five", "one")
    assert json.loads(five["data-values"]) == {"x": 5, "how": "fast"}
    assert (swap.text, swap["data-press"]) == ("swap", "swap")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("five <two x=5>", "no figure 'two' is on this page; there are: one"),
        ("five <one x>", "'five <one x>' does not read"),
        ("five", "'five' does not read"),
    ],
)
def test_words_that_can_set_nothing_are_a_warning(book, words, problem):
    book.write("book/explorables/core.js", "")
    book.write("book/explorables/one.js", "")
    book.pages({"index": page("One", cell(ALIVE), f"{{sets}}`{words}`")})
    built = book.build()
    assert problem in built.text, built.explain()


def test_a_changed_script_has_another_address(builds):
    before, after = scripts(builds.first, "alive"), scripts(builds.again, "alive")
    assert after["one"] != before["one"], "browsers would keep the old script"
    assert after["core"] == before["core"]


def test_a_figure_without_a_script_ends_the_build(book):
    figure = '<div class="rnnbook-explorable" data-explorable="missing"></div>'
    book.pages({"index": f"# Alive\n\n{figure}\n"})
    built = book.build()
    assert built.code != 0
    assert "book/explorables/missing.js: missing" in built.text


def test_glue_figures_exercises_and_times_reach_the_page(builds):
    html = text_of(builds.first, "one")
    assert 'The answer is <span class="pasted-inline">42' in html or "42" in html
    assert "<svg" in html
    assert "Fig. 1.1 " in html
    assert "Exercise 1.1 " in html
    assert "Definition 1.1" in html
    assert "<span>1 min to read</span> · <span>runs in 15 s</span>" in html
    assert "It takes" not in html, "the line above the title says it"
