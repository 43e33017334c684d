"""What the theme does for a reader: it says where one is, leads on, and keeps words together."""

from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from pages import CHAPTERS

from bookbuild import toc
from bookbuild.paths import ROOT

pytestmark = pytest.mark.slow

CHAPTER = "book/training.html"
DESCRIPTIONS = {page.name: page.header.get("description", "") for page in toc.pages(ROOT)}


def ends_with(one, name):
    return one.page.url.partition("#")[0].endswith(name)


def test_the_arrow_keys_turn_pages_and_nothing_else(visit):
    with visit(CHAPTER) as one:
        for key in ("Control+ArrowRight", "Shift+ArrowRight", "Alt+Shift+ArrowRight"):
            one.page.keyboard.press(key)
        one.page.keyboard.press("Control+k")
        one.page.keyboard.press("ArrowRight")
        one.page.keyboard.press("Escape")
        one.page.evaluate("document.querySelector('article pre[tabindex], #book button').focus()")
        one.page.keyboard.press("ArrowRight")
        one.page.wait_for_timeout(300)
        assert ends_with(one, "/training.html")
        one.page.evaluate("document.activeElement.blur()")
        one.page.keyboard.press("ArrowRight")
        one.page.wait_for_url("**/testing.html")
        one.page.keyboard.press("ArrowLeft")
        one.page.wait_for_url("**/training.html")


def test_the_arrow_keys_stay_in_a_figure(visit):
    with visit("book/hidden-state.html") as one:
        one.page.locator("[data-explorable] input[type=range]").first.press("ArrowRight")
        one.page.wait_for_timeout(300)
        assert ends_with(one, "/hidden-state.html")


@pytest.mark.parametrize("where", ["server", "folder"])
def test_the_dialog_shows_sections_while_one_types(where, visit, address, site):
    root = address if where == "server" else f"{site.as_uri()}/"
    with visit(CHAPTER, root=root) as one:
        assert not any("search.js" in url for url in one.requests)
        one.page.keyboard.press("Control+k")
        one.page.keyboard.type("exploding gradient")
        dialog = one.page.locator("#search-dialog")
        first = dialog.locator("li a").first
        first.wait_for()
        assert "chapter" in dialog.locator("li .where").first.inner_text()
        one.page.keyboard.press("ArrowDown")
        assert first.evaluate("one => one === document.activeElement")
        one.page.keyboard.press("ArrowUp")
        assert dialog.locator("input").evaluate("one => one === document.activeElement")
        one.page.keyboard.press("ArrowDown")
        one.page.keyboard.press("Enter")
        one.page.wait_for_url("**/book/*.html*#*")
        assert not one.complaints


def test_a_section_of_the_same_page_closes_the_dialog(visit):
    with visit("book/backpropagation.html") as one:
        one.page.keyboard.press("Control+k")
        one.page.keyboard.type("backpropagation through time")
        link = one.page.locator("#search-dialog li a[href*='backpropagation.html']").first
        link.click()
        one.page.locator("#search-dialog").wait_for(state="hidden")


def test_on_a_telephone_the_header_names_the_section_and_opens_the_contents(visit):
    with visit(CHAPTER, width=360) as one:
        here = one.page.locator("header .here")
        assert here.inner_text() == "On this page"
        one.page.evaluate("document.querySelector('#loss-and-optimiser h2').scrollIntoView()")
        one.page.wait_for_function(
            "document.querySelector('header .here').textContent.trim() === 'Loss and optimiser'"
        )
        here.click()
        assert one.page.locator("#contents-dialog a[aria-current]").inner_text() == (
            "Loss and optimiser"
        )
        one.page.locator("#contents-dialog a", has_text="The five moves").click()
        one.page.locator("#contents-dialog").wait_for(state="hidden")


@pytest.mark.parametrize("page", ["book/index.html", CHAPTER])
def test_at_the_foot_of_a_page_its_last_section_is_marked(page, visit):
    with visit(page) as one:
        one.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        one.page.wait_for_function(
            "[...document.querySelectorAll('#contents a')].pop().matches('[aria-current]')"
        )


def test_every_page_says_what_comes_next(site):
    for name, after in pairwise(CHAPTERS):
        page = BeautifulSoup((site / name).read_text("utf-8"), "html.parser")
        said = page.select_one(".onwards [rel=next] small").get_text()
        written = DESCRIPTIONS[after.removesuffix(".html")]
        assert said == written if written else said, name
        head = BeautifulSoup((site / after).read_text("utf-8"), "html.parser")
        described = head.select_one("meta[name=description]")["content"]
        assert said.startswith(described.removesuffix(" …")), after


def test_the_chapters_have_a_description_each():
    chapters = [name for name, place in toc.places(ROOT).items() if place.chapter]
    assert [name for name in chapters if not DESCRIPTIONS[name]] == []


def test_header_buttons_stand_in_one_line_and_are_large_enough(visit):
    for width in (360, 1280):
        with visit(CHAPTER, width=width) as one:
            boxes = one.page.locator("header :is(button, summary):visible").evaluate_all(
                "all => all.filter(one => !one.closest('ul')).map(one => {"
                "const { top, width, height } = one.getBoundingClientRect();"
                "return [top, width >= 40, height] })"
            )
            assert {(top, height) for top, _, height in boxes} == {(boxes[0][0], 40)}
            assert all(is_wide for _, is_wide, _ in boxes)


def test_short_formulas_and_the_marks_after_them_stand_on_one_line(visit):
    with visit(CHAPTER, width=360) as one:
        broken = one.page.evaluate(
            """[...document.querySelectorAll("article p .nobr")].filter((one) => {
                const range = document.createRange();
                range.selectNodeContents(one);
                const boxes = [...one.querySelectorAll(".katex-html .base")];
                const tops = boxes.map((box) => box.getBoundingClientRect());
                return tops.some(({ top }) => Math.abs(top - tops[0].top) > 15);
            }).map((one) => one.textContent)"""
        )
        assert broken == []
        commas = one.page.evaluate(
            """[...document.querySelectorAll("article p .nobr")]
            .filter((one) => /^[,.;:]/.test(one.nextSibling?.data ?? ""))
            .map((one) => one.outerHTML.slice(0, 100))"""
        )
        assert commas == []


def test_without_scripts_chapters_are_in_reach_and_no_dead_button_is_seen(visit):
    for width in (360, 1280):
        with visit(CHAPTER, width=width, java_script_enabled=False) as one:
            assert one.page.locator("#book nav a").first.is_visible()
            assert one.page.locator(".scripted:visible").count() == 0
            assert not one.wide()


def test_lines_are_no_longer_than_one_likes_to_read(visit):
    for width in (768, 1280, 1680):
        with visit(CHAPTER, width=width) as one:
            widest = one.page.locator("article > section p, article > section section > p")
            sizes = widest.evaluate_all("all => all.map((one) => one.clientWidth / 16)")
            assert 30 < max(sizes) <= 37
            assert not one.wide()
            assert one.page.locator("article h1").evaluate(
                "one => parseFloat(getComputedStyle(one).fontSize)"
                "> 1.3 * parseFloat(getComputedStyle(document.querySelector('h2')).fontSize)"
            )
