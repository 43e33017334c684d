"""The search: whatever a reader types ends in hits or in a plain word that there are none."""

import json
from urllib.parse import quote, unquote, urlsplit

import pytest

pytestmark = pytest.mark.slow

NOTHING = "Nothing found. Fewer words, or a part of a word, may find more."
NAMES = (
    *("constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "isPrototypeOf"),
    *("__defineGetter__", "prototype", "length", "undefined", "null", "NaN", "true"),
)
SIGNS = (
    *(".*", "(", ")", "[", "]", "[a-", "a{2,1}", "\\", "a\\", "^$", "?", "+", "|", "(?<x>"),
    *("<b>bold</b>", "<img src=x onerror=alert(1)>", "</script>", "&amp;", "&lt;", "`${1}`"),
    *("$&", "$1", "{{7}}", '"', "'", "it's", "%", "%zz", "100 %", "#", "a#b", "a&q=b", "a=b"),
    *(";", "/", "//"),
)
SCRIPTS = (
    *("сеть", "网络", "ネットワーク", "شبكة", "τανh", "ﬁ", "İstanbul", "ß", "é", "e\u0301"),
    *("Wi‐Fi", "x\u200by", "🙂", "👩‍🔬", "𝑥", "½", "\ufffd"),
)
BLANK = ("", " ", "\t", "\u00a0", "\u3000", "  \n ")
LONG = ("a" * 5000, "word " * 800, "(" * 3000, " ".join(f"w{i}" for i in range(800)))
PLAIN = ("tanh", "-tanh", "tanh -network", '"hidden state"', "h_n", "the", "42", "x t", "Tanh TANH")
KINDS = {"names": NAMES, "signs": SIGNS, "scripts": SCRIPTS, "long": LONG, "plain": PLAIN}
# What a browser sends as it stands: broken escapes, no value, two values.
RAW = ("q=%", "q=%E0%A4%A", "q=%zz", "q=%00", "q=a%00b", "q", "q=&q=tanh", "q=%ff%fe", "q=+")


@pytest.fixture(scope="module")
def page(browser, address):
    """Return a page, to which its tests give other addresses, with what went wrong on it."""
    context = browser.new_context()
    # Most of the time would go into the excerpts, which most tests do not look at.
    context.add_init_script(
        "if (!location.hash) window.fetch = () => Promise.reject('no excerpts');"
    )
    page = context.new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda one: one.type in ("error", "warning") and page.wrong.append(one.text))
    page.on("response", lambda one: one.status >= 400 and page.wrong.append(one.url[:200]))
    yield page
    context.close()


def answer(page):
    """Wait for the end of a search; return its words and the addresses of its hits."""
    page.wait_for_function(
        "() => !/^$|Searching/.test(document.querySelector('.search-summary').textContent)"
    )
    said, shown, hits = page.evaluate(
        """() => [
            document.querySelector(".search-summary").textContent,
            document.querySelector("#search-results").innerText,
            [...document.querySelectorAll("#search-results li a")].map(one => one.href),
        ]"""
    )
    assert "[object" not in shown
    assert (said == NOTHING) == (not hits)
    return said, hits


def lands(site, address, hit):
    """Return whether a hit leads to a page and a place that are there."""
    parts = urlsplit(hit.removeprefix(address))
    text = (site / parts.path).read_text("utf-8")
    return not parts.fragment or f'id="{unquote(parts.fragment)}"' in text


@pytest.mark.parametrize("kind", [*KINDS, "raw"])
def test_any_address_is_answered(kind, page, address, site):
    for query in RAW if kind == "raw" else [f"q={quote(one)}" for one in KINDS[kind]]:
        page.goto(f"{address}search.html?{query}")
        said, hits = answer(page)
        assert said == NOTHING or said.startswith(f"Found {len(hits)} place"), query
        assert all(lands(site, address, hit) for hit in hits), (query, hits)
        assert page.wrong == [], query


def test_nothing_is_found_for_nothing(page, address):
    for query in BLANK:
        page.goto(f"{address}search.html?q={quote(query)}")
        assert answer(page) == (NOTHING, [])
    assert page.wrong == []


def test_what_is_typed_is_answered_too(page, address):
    for query in [NAMES[1], *SIGNS[::8], SCRIPTS[-1], " ", "word " * 5000]:
        page.goto(f"{address}book/index.html")
        page.keyboard.press("Control+k")
        page.locator("#pst-search-dialog input").fill(query[:300])
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?q=*")
        answer(page)
        assert page.locator(".bd-search-container input").input_value() == query[:300].strip("\n")
    # From the page of results one can go on.
    page.locator(".bd-search-container input").fill("constructor")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=constructor*")
    answer(page)
    assert page.wrong == []


def test_a_field_takes_no_more_than_any_server_does(page, address):
    page.goto(f"{address}search.html")
    most = page.locator("input[type=search]").evaluate_all("all => all.map(one => one.maxLength)")
    assert most == [300, 300]


def test_a_page_with_all_words_is_found_and_says_where(page, address, site):
    for query, least in [("tanh", 11), ("vanishing gradient", 3), ("h_n", 1), ("padding mask", 1)]:
        page.goto(f"{address}search.html?q={quote(query)}#excerpts")
        _, hits = answer(page)
        assert len(hits) >= least, query
        for hit in hits:
            parts = urlsplit(hit.removeprefix(address))
            if not parts.fragment:
                text = (site / parts.path).read_text("utf-8").lower()
                assert all(word[:5] in text for word in query.split()), (query, hit)
        context = page.locator("#search-results .context").first
        context.wait_for()
        assert context.locator(".highlighted").first.inner_text().lower() in query


INDEX = {
    "docnames": ["book/index", "book/order"],
    "titles": ["A <em>first</em> page", "Order"],
    "terms": {"constructor": [0, 1], "tostr": 1, "hasownproperti": 0, "order": 1},
    "titleterms": {"order": 1, "valueof": [0]},
    "alltitles": {
        "A first page": [[0, "first"]],
        "Order": [[1, "order"]],
        " (A <b> sign)": [[1, "b"]],
    },
}


def test_names_that_objects_have_are_words_like_others(page, address):
    script = f"Search.setIndex({json.dumps(INDEX)})"
    page.route("**/searchindex.js", lambda one: one.fulfill(body=script))
    for query, names in [
        ("constructor", ["A first page", "Order"]),
        ("hasOwnProperty", ["A first page"]),
        ("toString order", ["Order"]),
        ("valueof", ["A first page"]),
        ("valueof tostr", []),
        ("order", ["Order"]),
        ("A <b> sign", ["Order > A <b> sign"]),
    ]:
        page.goto(f"{address}search.html?q={quote(query)}")
        answer(page)
        assert sorted(page.locator("#search-results li a").all_inner_texts()) == names, query
    page.unroute("**/searchindex.js")
    assert page.wrong == []


def test_a_page_that_is_only_opened_says_nothing(page, address):
    page.goto(f"{address}search.html")
    assert page.locator("#search-results").inner_text() == ""
    assert page.evaluate("document.activeElement.name") == "q"
    assert page.wrong == []


def test_a_list_of_words_that_does_not_arrive_is_said(browser, address):
    page = browser.new_page()
    page.route("**/searchindex.js", lambda one: one.abort())
    page.goto(f"{address}search.html?q=tanh")
    page.get_by_text("did not arrive").wait_for()
    page.close()
