"""Folds: whoever is sent into one, by a link, an address or a search, sees what stands there."""

import pytest

from bookbuild.html.accessibility import folded

CHAPTER = "book/hidden-state.html"

# Ids of what is folded; those inside pictures are names of their parts.
INSIDE = """() => [...document.querySelectorAll("article details [id]")]
    .filter((one) => !one.closest("svg, dialog")).map((one) => one.id)"""
SEEN = """async (name) => {
    let top, still = 0;
    const place = document.getElementById(name);
    while (still < 4) {
        await new Promise(requestAnimationFrame);
        const now = place.getBoundingClientRect().top;
        still = now === top ? still + 1 : 0;
        top = now;
    }
    const shut = place.closest("details:not([open])")
        ?? place.querySelector(":scope > details:not([open])");
    const left = document.documentElement.scrollHeight - innerHeight - scrollY;
    return !shut && top < innerHeight && (top > -2 || left < 1);
}"""
SHUT = "for (const one of document.querySelectorAll('article details')) one.open = false"


@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 360])
def test_whatever_stands_in_a_fold_is_seen_by_who_is_sent_there(width, visit):
    with visit(CHAPTER, width=width) as one:
        places = one.page.evaluate(INSIDE)
        assert "fig-hidden-each-step" in places
        solutions = one.page.locator(".solution").evaluate_all("all => all.map(one => one.id)")
        for place in [*places, *solutions]:
            one.page.evaluate(SHUT)
            one.page.evaluate("place => { location.hash = place }", place)
            assert one.page.evaluate(SEEN, place), place
        assert not one.complaints


@pytest.mark.slow
@pytest.mark.parametrize("where", ["server", "folder"])
def test_an_address_that_leads_into_a_fold_opens_it(where, visit, address, site):
    root = address if where == "server" else f"{site.as_uri()}/"
    with visit(f"{CHAPTER}#fig-hidden-each-step", root=root) as one:
        assert one.page.evaluate(SEEN, "fig-hidden-each-step")
        # As from another page.
        one.page.goto("about:blank")
        one.page.goto(f"{root}{CHAPTER}#sol-hidden-each-step")
        assert one.page.evaluate(SEEN, "sol-hidden-each-step")
        one.page.evaluate("location.hash = '#%E0%A4%A'")
        assert not one.complaints


@pytest.mark.slow
def test_a_link_opens_a_fold_again_and_every_fold_around_its_target(visit):
    with visit(CHAPTER) as one:
        one.page.evaluate(
            """() => {
                const solution = document.querySelector("details.solution");
                const inner = document.createElement("details");
                const place = document.createElement("p");
                place.id = "ü 100%";
                place.textContent = "words";
                inner.append(place);
                solution.append(inner);
                const link = document.createElement("a");
                link.href = "#" + encodeURIComponent(place.id);
                link.textContent = "there";
                document.querySelector("article h1").after(link);
            }"""
        )
        for _ in range(2):
            one.page.evaluate(SHUT)
            one.page.get_by_text("there", exact=True).click()
            assert one.page.evaluate(SEEN, "ü 100%")
        assert not one.complaints


@pytest.mark.slow
def test_a_hit_in_a_fold_is_seen(visit):
    with visit(CHAPTER) as one:
        word = one.page.evaluate(
            """() => {
                const words = (text) => text.match(/[a-z]{6,}/g) ?? [];
                const copy = document.querySelector("article").cloneNode(true);
                for (const fold of copy.querySelectorAll("details")) fold.remove();
                const open = copy.textContent.toLowerCase();
                const lines = document.querySelectorAll("details.solution p:not(:has(.katex))");
                return [...lines].flatMap((one) => words(one.textContent))
                    .find((word) => !open.includes(word));
            }"""
        )
    with visit(f"{CHAPTER}?highlight={word}") as one:
        mark = one.page.locator("article .highlighted").first
        assert mark.inner_text().lower() == word
        assert mark.evaluate("one => !one.closest('details:not([open])')")
        box = mark.bounding_box()
        assert 0 <= box["y"] < 900
        assert "highlight" not in one.page.url
        one.page.keyboard.press("Escape")
        assert one.page.locator("article .highlighted").count() == 0
        assert not one.complaints


@pytest.mark.slow
def test_words_that_a_browser_looks_for_are_seen_in_a_fold(visit):
    # Its own search in a page cannot be driven; it opens what an address with words does.
    with visit(f"{CHAPTER}#:~:text=It%20is%20the%20loop%20of%20this%20chapter") as one:
        found = one.page.get_by_text("It is the loop of this chapter")
        found.wait_for()
        assert 0 <= found.bounding_box()["y"] < 900


@pytest.mark.slow
def test_any_words_may_be_marked(visit, address):
    with visit("book/index.html") as one:
        for words in ("constructor", "%22<b>", "(", "%", "a" * 3000, ".*", "%E0%A4%A", "+", ""):
            one.page.goto(f"{address}book/index.html?highlight={words}")
            one.page.wait_for_url("**/book/index.html")
            assert not one.complaints, words


@pytest.mark.slow
@pytest.mark.parametrize("scripts", [True, False])
def test_on_paper_no_fold_hides_anything(scripts, visit):
    with visit(CHAPTER, java_script_enabled=scripts) as one:
        one.page.emulate_media(media="print")
        if scripts:
            one.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        for fold in one.page.locator("article details").all():
            assert fold.locator("pre, p").last.is_visible()
        assert not one.page.locator(".tools details ul").first.is_visible()


NOTE = '<div class="admonition note"><p class="admonition-title">Note</p><p>Words.</p></div>'


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (NOTE, NOTE),
        (
            f'<div class="solution dropdown admonition" id="a"><p class="admonition-title">To'
            f'<a class="x" href="#b"> One</a></p><div>{NOTE}</div></div><p>after</p>',
            f'<div class="solution dropdown admonition" id="a"><details>\n'
            f'<summary class="admonition-title">To One</summary><div>{NOTE}</div></details></div>'
            f"<p>after</p>",
        ),
        (
            '<div class="admonition dropdown"><p>no title</p></div>',
            '<div class="admonition dropdown"><p>no title</p></div>',
        ),
        ('<div class="dropdown"></div></div>', '<div class="dropdown"></div></div>'),
    ],
)
def test_admonitions_of_the_class_dropdown_are_folds(body, wanted):
    assert folded(body) == wanted


def test_a_fold_stands_in_a_fold():
    inner = '<div class="tip dropdown admonition"><p class="admonition-title">In</p>.</div>'
    body = f'<div class="admonition dropdown"><p class="admonition-title">Out</p>{inner}</div>'
    found = folded(body)
    assert found.count("<details>") == found.count("</details></div>") == 2
    assert found.index("Out</summary>") < found.index("In</summary>")
