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
        page.locator("#search-dialog input").fill(query[:300])
        page.keyboard.press("Enter")
        page.wait_for_url("**/search.html?q=*")
        answer(page)
        assert page.locator("main input[type=search]").input_value() == query[:300].strip("\n")
    # From the page of results one can go on.
    page.locator("main input[type=search]").fill("constructor")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=constructor*")
    answer(page)
    assert page.wrong == []


def test_a_field_takes_no_more_than_any_server_does(page, address):
    page.goto(f"{address}search.html")
    most = page.locator("input[type=search]").evaluate_all("all => all.map(one => one.maxLength)")
    assert most == [300, 300], "the field of the page, and that of the dialog"


def test_what_is_found_has_the_words_and_shows_one(page, address, site):
    for query, least in [
        ("tanh", 11),
        ("vanishing gradient", 3),
        ("batch_first", 1),
        ("padding mask", 1),
    ]:
        page.goto(f"{address}search.html?q={quote(query)}")
        _, hits = answer(page)
        assert len(hits) >= least, query
        for hit in hits:
            text = (site / urlsplit(hit.removeprefix(address)).path).read_text("utf-8").lower()
            assert any(word[:5] in text for word in query.split()), (query, hit)
        marked = page.locator("#search-results .context .highlighted").first
        assert marked.inner_text().lower()[:4] in query


SECTIONS = [
    [
        "book/index",
        "",
        [["a-first-page", "A first page", [], "Its constructor is hasOwnProperty.", ""]],
    ],
    [
        "book/order",
        "Sequences, chapter 2 of 3",
        [
            ["order", "Order", ["valueof"], "A constructor of toString.", ""],
            ["b", "A <b> sign", ["out of bounds"], "The initialisation of time-steps.", "h_n"],
        ],
    ],
]


def test_words_are_matched_however_they_are_written(page, address):
    script = f"Search.setSections({json.dumps(SECTIONS)})"
    page.route("**/sections.js", lambda one: one.fulfill(body=script))
    for query, names in [
        ("constructor", ["A first page", "Order"]),
        ("hasOwnProperty", ["A first page"]),
        ("has own property", ["A first page"]),
        ("valueOf", ["Order"]),
        ("__proto__", []),
        ("A <b> sign", ["A <b> sign"]),
        ("initialization", ["A <b> sign"]),
        ("Initialised", ["A <b> sign"]),
        ("initi", ["A <b> sign"]),
        ("timestep", ["A <b> sign"]),
        ("time step", ["A <b> sign"]),
        ("h_n", ["A <b> sign"]),
        ("constructr", ["A first page", "Order"]),
        ("RuntimeError: Target 7 is out of bounds.", ["A <b> sign"]),
    ]:
        page.goto(f"{address}search.html?q={quote(query)}")
        answer(page)
        shown = page.locator("#search-results li a").all_inner_texts()
        assert sorted(shown[: len(names) or None]) == names, query
    page.unroute("**/sections.js")
    assert page.wrong == []


def test_hits_come_while_one_types(page, address):
    page.goto(f"{address}search.html")
    page.keyboard.type("vanish")
    hit = page.locator("#search-results li a", has_text="Vanishing").first
    hit.wait_for()
    page.keyboard.type("zzzzzz")
    page.get_by_text(NOTHING).wait_for()
    assert page.wrong == []


def test_a_page_that_is_only_opened_says_nothing(page, address):
    page.goto(f"{address}search.html")
    assert page.locator("#search-results").inner_text() == ""
    assert page.evaluate("document.activeElement.name") == "q"
    assert page.wrong == []


def test_sections_that_do_not_arrive_are_said(browser, address):
    page = browser.new_page()
    page.route("**/sections.js", lambda one: one.abort())
    page.goto(f"{address}search.html?q=tanh")
    page.get_by_text("did not arrive").wait_for()
    page.close()
