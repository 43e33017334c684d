"""Pages in browsers that refuse them something: each part works that does not need just that."""

import pytest

pytestmark = pytest.mark.slow

CHAPTER = "book/hidden-state.html"

# How a browser refuses: what is not there, what may not be touched, what does not do its work.
MISSING = "Object.defineProperty({0}, '{1}', {{ value: undefined }});"
UNTOUCHABLE = "Object.defineProperty({0}, '{1}', {{ get() {{ throw new Error('refused'); }} }});"
BROKEN = "{0}.{1} = function () {{ throw new Error('refused'); }};"
REJECTING = "{0}.{1} = () => Promise.reject(new Error('refused'));"


def all_of(how, *names):
    """Return a script that refuses what names such as `Storage.prototype.getItem` stand for."""
    return "".join(how.format(*name.rsplit(".", 1)) for name in names)


# Each by itself; the others are what a browser that is a few years old lacks together.
REFUSED = {
    "localStorage is blocked": all_of(UNTOUCHABLE, "window.localStorage"),
    "localStorage is missing": all_of(MISSING, "window.localStorage"),
    "sessionStorage is blocked": all_of(UNTOUCHABLE, "window.sessionStorage"),
    "sessionStorage is missing": all_of(MISSING, "window.sessionStorage"),
    "storage is full": all_of(BROKEN, *(f"Storage.prototype.{one}Item" for one in ("get", "set"))),
    "matchMedia is broken": all_of(BROKEN, "window.matchMedia"),
    "matchMedia is missing": all_of(MISSING, "window.matchMedia"),
    "IntersectionObserver is broken": all_of(BROKEN, "window.IntersectionObserver"),
    "IntersectionObserver is missing": all_of(MISSING, "window.IntersectionObserver"),
    "observers observe nothing": all_of(
        BROKEN, "IntersectionObserver.prototype.observe", "ResizeObserver.prototype.observe"
    ),
    "the clipboard is blocked": all_of(UNTOUCHABLE, "Navigator.prototype.clipboard"),
    "the clipboard is missing": all_of(MISSING, "Navigator.prototype.clipboard"),
    "the clipboard and fetch reject": all_of(
        REJECTING, "Clipboard.prototype.writeText", "window.fetch"
    )
    + all_of(MISSING, "Document.prototype.execCommand"),
    "what is newer is missing": all_of(
        MISSING,
        *("window.ResizeObserver", "window.requestIdleCallback", "window.fetch"),
        *("History.prototype.replaceState", "Document.prototype.fonts"),
        *(f"HTMLDialogElement.prototype.{one}" for one in ("show", "showModal", "close")),
        "Navigator.prototype.platform",
    ),
    "what is newer is broken": all_of(
        BROKEN,
        *("window.ResizeObserver", "window.requestIdleCallback", "window.fetch"),
        *("History.prototype.replaceState", "HTMLDialogElement.prototype.showModal"),
    )
    + all_of(UNTOUCHABLE, "Document.prototype.fonts", "Navigator.prototype.platform"),
}
BUSY = "() => document.querySelectorAll('.highlight > pre:not(:has(+ .copy))').length"


@pytest.fixture
def refusing(browser, address):
    """Return a function that opens a page on a telephone, and the errors that nobody caught."""
    contexts = []

    def opened(script, name=CHAPTER):
        context = browser.new_context(viewport={"width": 390, "height": 844})
        contexts.append(context)
        context.set_default_timeout(20_000)
        context.add_init_script(script)
        page, errors = context.new_page(), []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address + name)
        return page, errors

    yield opened
    for context in contexts:
        context.close()


def works(page):
    """Use everything that a chapter offers."""
    page.wait_for_function(f"() => ({BUSY})() === 0")
    assert page.locator(".copy").count() > 40
    button = page.locator(".copy").first
    button.click()
    page.wait_for_function("one => one.ariaLabel !== 'Copy'", arg=button.element_handle())

    fold = page.locator("details.solution").first
    inside = fold.locator("pre").first
    assert not inside.is_visible()
    fold.locator("summary").first.click()
    assert inside.is_visible()

    theme = page.locator("html").get_attribute("data-theme")
    page.locator("[data-does=mode]").first.click()
    assert {theme, page.locator("html").get_attribute("data-theme")} == {"light", "dark"}

    figure = page.locator("[data-explorable]")
    figure.scroll_into_view_if_needed()
    slider = figure.locator("input[type=range]").first
    before = slider.input_value()
    slider.press("ArrowLeft")
    assert slider.input_value() != before
    said = figure.locator(".rnnbook-said")
    page.wait_for_function("one => one.textContent !== ''", arg=said.element_handle())

    page.locator("[data-opens=book]").first.click()
    menu = page.locator("#book-dialog a").nth(3)
    assert menu.is_visible()
    menu.focus()
    page.keyboard.press("Escape")
    menu.wait_for(state="hidden")

    page.keyboard.press("Control+k")
    field = page.locator("#search-dialog input")
    assert field.is_visible()
    assert page.evaluate("document.activeElement.name") == "q"


@pytest.mark.parametrize("what", REFUSED)
def test_one_refusal_takes_nothing_else_down(what, refusing):
    page, errors = refusing(REFUSED[what])
    works(page)
    page.keyboard.type("tanh")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=tanh")
    page.locator("#search-results li a").nth(10).wait_for()
    assert "Found" in page.locator(".search-summary").inner_text()
    assert errors == []


def test_a_part_that_fails_is_told_to_the_console_and_the_others_work(refusing):
    # Dialogs, for one, need it; there are parts before and after them.
    page, errors = refusing("document.getElementById = undefined;")
    with page.expect_console_message(lambda one: "getElementById" in one.text):
        page.reload()
    page.wait_for_function(f"() => ({BUSY})() === 0")
    page.locator("[data-does=mode]").first.click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert errors == []


def test_a_mode_that_another_site_left_is_no_mode(refusing):
    page, errors = refusing("localStorage.setItem('mode', '<constructor>');")
    assert page.locator("html").get_attribute("data-theme") == "light"
    page.locator("[data-does=mode]").first.click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert errors == []


def test_a_page_in_a_frame_that_may_only_run_scripts_works(refusing, address):
    page, errors = refusing("", "404.html")
    around = f'<iframe sandbox="allow-scripts" width="360" height="800" src="{address}{CHAPTER}">'
    page.route("**/frame.html", lambda one: one.fulfill(body=around, content_type="text/html"))
    page.goto(f"{address}frame.html")
    frame = page.frame_locator("iframe")
    frame.locator(".copy").nth(40).wait_for(state="attached")
    frame.locator("[data-opens=book]").first.click()
    frame.locator("#book-dialog a").nth(3).wait_for()
    page.keyboard.press("Escape")
    frame.locator("[data-does=mode]").first.click()
    frame.locator("html[data-theme=dark]").wait_for(state="attached")
    assert errors == []
