"""Scripts of interactive figures reach the pages that have one, and no others."""

import re

from minibook import cell, page


def figure(name):
    html = f'<div class="rnnbook-explorable" data-explorable="{name}"></div>'
    return cell(f"from IPython.display import HTML\nHTML({html!r})")


def scripts(html):
    return re.findall(r'<script defer="defer" src="\.\./(_static/explorables/[\w-]+\.js)\?v=', html)


def test_only_a_page_with_a_figure_gets_its_scripts(book):
    book.write("book/explorables/core.js", "// shared\n")
    book.write("book/explorables/one.js", "// one\n")
    book.pages({"index": page("Plain", cell("1 + 1")), "two": page("Alive", *[figure("one")] * 2)})
    built = book.build()
    assert built.code == 0, built.explain()
    assert scripts(book.html("two")) == [f"_static/explorables/{n}.js" for n in ("core", "one")]
    assert scripts(book.html("index")) == []
    files = book.files()
    assert files["_static/explorables/one.js"] == b"// one\n"
    assert "_static/explorables/order.js" not in files, "a script that no page uses"

    before = book.html("two")
    book.write("book/explorables/one.js", "// changed\n")
    built = book.build()
    assert built.code == 0, built.explain()
    assert book.files()["_static/explorables/one.js"] == b"// changed\n"
    assert book.html("two") != before, "browsers would keep the old script"


def test_a_figure_without_a_script_ends_the_build(book):
    book.pages({"index": page("Alive", figure("missing"))})
    built = book.build()
    assert built.code != 0
    assert "book/explorables/missing.js: missing" in built.text
