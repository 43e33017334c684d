"""What a build puts on the pages: the same each time, whole, and from no other host."""

import re

import pytest
import yaml
from minibook import cell, page

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


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """Return a book with something of everything, built cold two times with other hash seeds."""
    from minibook import MiniBook

    book = MiniBook(tmp_path_factory.mktemp("pages") / "book")
    book.write(
        "book/references.bib",
        "@article{elman1990,\n author={Elman, Jeffrey L.}, title={Finding structure in time},\n"
        " journal={Cognitive Science}, volume={14}, year={1990}}\n",
    )
    book.pages(
        {
            "index": "# A book\n\n{cite:t}`elman1990`\n\n```{bibliography}\n```\n",
            "one": page("One", FORMULAS, GLUED, FIGURE, EXERCISE),
            "two": page("Two", FIGURE.replace("fig-line", "fig-other")),
        }
    )
    options = ("-W", "-n", "--keep-going", "--all")
    for place, seed in (("_build/first", "1"), ("_build/second", "2")):
        built = book.build(*options, output=place, PYTHONHASHSEED=seed)
        assert built.code == 0, built.explain()
    return book


def test_two_cold_builds_are_the_same_byte_for_byte(twice):
    first, second = twice.files("_build/first"), twice.files("_build/second")
    assert first.keys() == second.keys()
    different = [name for name in first if first[name] != second[name]]
    assert not different, f"these files differ between two builds: {different}"
    assert len(first) > 15, "hardly anything was built"


def test_the_pages_ask_no_other_host_for_anything(twice):
    asking = re.compile(
        r"""<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc=["']?(?:https?:)?//[^"'>]+"""
        r"""|<link\b(?![^>]*rel=["'](?:canonical|license))[^>]*href=["']?(?:https?:)?//[^"'>]+"""
        r"""|url\(["']?(?:https?:)?//[^)]+|@import\s+["'](?:https?:)?//[^"']+"""
    )
    assert asking.search('<script src="https://cdn.example/x.js">'), "the pattern finds nothing"
    for name, content in twice.files("_build/first").items():
        if name.endswith((".html", ".css")):
            found = asking.findall(content.decode("utf-8"))
            assert not found, f"{name} asks another host for {found}"


def test_every_file_that_a_page_or_style_sheet_names_is_there(twice):
    files = twice.files("_build/first")
    for name, content in files.items():
        if not name.endswith((".html", ".css")) or "webpack-macros" in name:
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


def test_formulas_are_rendered_numbered_and_referenced(twice):
    html = twice.html("one", "_build/first")
    assert html.count('class="katex"') >= 4
    assert r"\(" not in html, "a formula was left for the browser"
    assert "<math" in html, "no MathML for screen readers"
    assert 'href="#equation-eq-step">(1)' in html
    assert 'href="#equation-eq-loss">(2)' in html
    assert html.count('class="eqno"') == 3
    assert "eqn-num" not in html, "KaTeX numbers equations as well"


def test_there_is_one_style_sheet_one_script_and_fonts_with_what_is_shown(twice):
    files = twice.files("_build/first")
    static = {name.removeprefix("_static/") for name in files if name.startswith("_static/")}
    named = {name for name in static if name.endswith((".css", ".js"))}
    assert named == {
        f"bundle/{one}" for one in ("site.css", "noscript.css", "site.js", "search.js")
    }
    fonts = {name for name in static if name.endswith((".woff", ".woff2", ".ttf"))}
    assert {"bundle/KaTeX_Main-Regular.woff2", "bundle/KaTeX_Math-Italic.woff2"} >= fonts
    style = files["_static/bundle/site.css"].decode()
    assert ".katex" in style
    assert "data:font/woff2" in style, "no icons"
    assert len(files["_static/bundle/site.css"]) < 120_000
    assert len(files["_static/bundle/site.js"]) < 30_000


def test_a_file_that_nobody_bundled_fails_the_strict_build(book):
    book.write("book/_static/stray.js", "var stray = 1;\n")
    settings = yaml.safe_load((book.folder / "_config.yml").read_text("utf-8"))
    settings["sphinx"]["config"]["html_js_files"] = ["stray.js"]
    book.write("_config.yml", yaml.safe_dump(settings))
    built = book.build("-W", "-n", "--keep-going")
    assert built.code != 0, built.explain()
    assert "stray.js, which is not in the bundle" in built.text, built.explain()


def test_a_second_build_that_writes_some_pages_still_styles_all(book):
    book.pages({"index": "# A book\n\n$x_1$\n", "two": "# Two\n\n:::{note}\nWords.\n:::\n"})
    assert book.build().code == 0
    whole = book.files()
    book.write("book/two.md", "# Two\n\n:::{note}\nOther words.\n:::\n")
    assert book.build().code == 0
    again = book.files()
    assert again["_static/bundle/site.css"] == whole["_static/bundle/site.css"]
    assert b"Other words" in again["book/two.html"]


def test_glue_figures_exercises_and_times_reach_the_page(twice):
    html = twice.html("one", "_build/first")
    assert 'The answer is <span class="pasted-inline">42' in html or "42" in html
    assert "<svg" in html
    assert "Fig. 1" in html
    assert "Exercise 1" in html
    assert "Definition 1" in html
    assert "It takes about 15 s." in html
