"""Pages in browsers that refuse them something: each part works that does not need just that."""

import pytest

pytestmark = pytest.mark.slow

CHAPTER = "book/hidden-state.html"
SEARCH = "search.html?q=tanh"

# How a browser refuses: what is not there, what may not be touched, what does not do its work.
MISSING = "Object.defineProperty({owner}, '{name}', {{ value: undefined }});"
UNTOUCHABLE = (
    "Object.defineProperty({owner}, '{name}', "
    "{{ get() {{ throw new DOMException('refused', 'SecurityError'); }} }});"
)
BROKEN = (
    "Object.defineProperty({owner}, '{name}', "
    "{{ value: function () {{ throw new DOMException('refused', 'NotAllowedError'); }} }});"
)
WAYS = {"missing": MISSING, "untouchable": UNTOUCHABLE, "broken": BROKEN}
METHODS = "for (const name of {names}) {owner}[name] = () => {{ throw new Error('refused'); }};"
STORAGE = METHODS.format(owner="Storage.prototype", names="['getItem', 'setItem', 'removeItem']")
OWNERS = {
    "clipboard": "Navigator.prototype",
    "platform": "Navigator.prototype",
    "fonts": "Document.prototype",
    "replaceState": "History.prototype",
    "showModal": "HTMLDialogElement.prototype",
    "requestFullscreen": "Element.prototype",
}
REFUSED = {
    f"{name} {way}": how.format(owner=OWNERS.get(name, "window"), name=name)
    for way, how in WAYS.items()
    for name in (
        *("localStorage", "sessionStorage", "matchMedia", "IntersectionObserver"),
        *("ResizeObserver", "requestIdleCallback", "fetch", *OWNERS),
    )
    if not (way == "broken" and name in ("clipboard", "platform", "fonts"))
} | {
    "storage whose methods fail": STORAGE,
    "observers whose methods fail": "".join(
        METHODS.format(owner=f"{kind}.prototype", names="['observe', 'disconnect']")
        for kind in ("IntersectionObserver", "ResizeObserver")
    ),
    "a clipboard that rejects": "Clipboard.prototype.writeText = () => Promise.reject('refused');",
    "a server that keeps its pages": "window.fetch = () => Promise.reject(new TypeError('refused'));",
}
BUSY = "() => document.querySelectorAll('.highlight > pre:not(:has(+ .copybtn))').length"


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
    assert page.locator(".copybtn").count() > 40
    button = page.locator(".copybtn").first
    button.click()
    page.wait_for_function("one => one.ariaLabel !== 'Copy'", arg=button.element_handle())

    fold = page.locator(".solution details").first
    inside = fold.locator("pre").first
    assert not inside.is_visible()
    fold.locator("summary").first.click()
    assert inside.is_visible()

    theme = page.locator("html").get_attribute("data-theme")
    page.locator(".theme-switch-button").first.click()
    assert {theme, page.locator("html").get_attribute("data-theme")} == {"light", "dark"}

    page.locator("[data-action=fullscreen]").first.click()
    page.evaluate("document.fullscreenElement && document.exitFullscreen()")

    figure = page.locator("[data-explorable]")
    figure.scroll_into_view_if_needed()
    slider = figure.locator("input[type=range]").first
    before = slider.input_value()
    slider.press("ArrowLeft")
    assert slider.input_value() != before
    said = figure.locator(".rnnbook-said")
    page.wait_for_function("one => one.textContent !== ''", arg=said.element_handle())

    page.locator(".primary-toggle").first.click()
    menu = page.locator("#pst-primary-sidebar-modal a").nth(3)
    assert menu.is_visible()
    menu.focus()
    page.keyboard.press("Escape")
    assert not menu.is_visible()

    page.keyboard.press("Control+k")
    field = page.locator("#pst-search-dialog input")
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
    # The second part in the script, so that there are parts before and after it.
    page, errors = refusing("document.getElementById = undefined;")
    page.wait_for_function(f"() => ({BUSY})() === 0")
    page.locator(".theme-switch-button").first.click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert errors == []


def test_a_mode_that_another_site_left_is_no_mode(refusing):
    page, errors = refusing("localStorage.setItem('mode', '<constructor>');")
    assert page.locator("html").get_attribute("data-theme") == "light"
    page.locator(".theme-switch-button").first.click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert errors == []


def test_a_page_in_a_frame_that_may_only_run_scripts_works(refusing, address):
    page, errors = refusing("", "404.html")
    page.set_content(
        f'<iframe sandbox="allow-scripts" width="380" height="800" src="{address}{CHAPTER}">'
    )
    frame = page.frame_locator("iframe")
    frame.locator(".copybtn").nth(40).wait_for(state="attached")
    frame.locator(".primary-toggle").first.click()
    frame.locator("#pst-primary-sidebar-modal a").nth(3).wait_for()
    assert errors == []
