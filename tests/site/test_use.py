"""What readers do on the pages: search, switch, open, copy, reach by keyboard."""

import pytest

pytestmark = pytest.mark.slow

CHAPTER = "book/backpropagation.html"


@pytest.mark.parametrize("where", ["server", "folder"])
def test_search_finds(where, visit, address, site):
    root = address if where == "server" else f"{site.as_uri()}/"
    with visit("book/index.html", root=root) as one:
        one.page.keyboard.press("Control+k")
        one.page.keyboard.type("exploding")
        one.page.keyboard.press("Enter")
        one.page.wait_for_url("**/search.html?q=exploding*")
        results = one.page.locator("#search-results li a")
        results.first.wait_for()
        results.filter(has_text="Vanishing and exploding").first.click()
        one.page.wait_for_url("**/backpropagation.html*#vanishing-and-exploding")
        assert not one.complaints


def test_the_search_dialog_closes_on_escape(visit):
    with visit(CHAPTER) as one:
        one.page.locator("[data-does=search]").first.click()
        dialog = one.page.locator("#search-dialog")
        assert dialog.get_attribute("open") is not None
        one.page.keyboard.press("Escape")
        assert dialog.get_attribute("open") is None


def test_the_colour_mode_is_switched_and_remembered(visit):
    with visit(CHAPTER) as one:
        theme = "document.documentElement.dataset.theme"
        assert one.page.evaluate(theme) == "light"
        one.page.locator("[data-does=mode]").first.click()
        assert one.page.evaluate(theme) == "dark"
        one.page.reload()
        assert one.page.evaluate(theme) == "dark"
        one.page.emulate_media(color_scheme="dark")
        one.page.locator("[data-does=mode]").first.click()
        assert one.page.evaluate("document.documentElement.dataset.mode") in ("auto", "light")


@pytest.mark.parametrize(("width", "side"), [(360, "book"), (360, "contents"), (768, "book")])
def test_sidebars_open_in_a_dialog_on_narrow_screens(width, side, visit):
    with visit(CHAPTER, width=width) as one:
        button = one.page.locator(f"[data-opens={side}]").first
        button.click()
        dialog = one.page.locator(f"#{side}-dialog")
        assert dialog.get_attribute("open") is not None
        assert dialog.locator("a").first.is_visible()
        one.page.keyboard.press("Escape")
        assert dialog.get_attribute("open") is None
        assert one.page.locator(f"#{side} a").count() > 3


def test_the_first_tab_leads_past_the_navigation_and_focus_is_seen(visit):
    with visit(CHAPTER) as one:
        one.page.keyboard.press("Tab")
        assert one.page.evaluate("document.activeElement.hash") == "#main-content"
        for _ in range(12):
            one.page.keyboard.press("Tab")
            seen = one.page.evaluate(
                "(() => { const one = document.activeElement, s = getComputedStyle(one);"
                "return one === document.body || s.outlineStyle !== 'none' "
                "|| s.boxShadow !== 'none' })()"
            )
            assert seen, one.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_boxes_that_scroll_are_reached_by_keyboard(visit):
    with visit(CHAPTER, width=360, bypass_csp=True) as one:
        one.open_folds()
        one.settle()
        missed = one.page.evaluate(
            "[...document.querySelectorAll('article .katex-display, article pre')].filter("
            "one => one.scrollWidth > one.clientWidth + 1 && one.tabIndex < 0)"
            ".map(one => one.outerHTML.slice(0, 200))"
        )
        assert missed == []


def test_the_download_menu_opens_and_closes_by_keyboard(visit):
    with visit(CHAPTER) as one:
        menu = one.page.locator(".tools details").first
        menu.locator("summary").focus()
        one.page.keyboard.press("Enter")
        assert menu.locator("a").first.is_visible()
        one.page.keyboard.press("Escape")
        assert menu.get_attribute("open") is None


def test_code_is_copied(visit):
    with visit(CHAPTER, permissions=["clipboard-read", "clipboard-write"]) as one:
        block = one.page.locator("div.highlight").first
        block.hover()
        block.locator(".copy").click()
        copied = one.page.evaluate("navigator.clipboard.readText()")
        assert copied == block.locator("pre").inner_text().rstrip("\n")


def test_on_paper_it_is_light_and_folds_are_open(visit):
    with visit(CHAPTER, theme="dark") as one:
        one.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert one.page.locator("article details:not([open])").count() == 0
        one.page.emulate_media(media="print")
        ground = one.page.locator("article").evaluate(
            "one => [one, document.body, document.documentElement].map("
            "each => getComputedStyle(each).backgroundColor).find(c => !c.endsWith(', 0)'))"
        )
        ink = one.page.locator("article p").first.evaluate("one => getComputedStyle(one).color")
        light, dark = (int(c.split("(")[1].split(",")[0]) for c in (ground or "rgb(255,", ink))
        assert dark < 80 < 200 < light
