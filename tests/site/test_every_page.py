"""What every page of the built book keeps, in a real browser."""

import gzip
from urllib.parse import urlsplit

import pytest
from pages import AXE, CHAPTERS, PAGES

pytestmark = pytest.mark.slow

MOST_REQUESTS = 10
MOST_BYTES = 120 * 1024


@pytest.fixture(params=PAGES)
def name(request):
    return request.param


@pytest.mark.parametrize("where", ["server", "folder"])
def test_it_is_quiet_and_asks_no_other_host(name, where, visit, address, site):
    root = address if where == "server" else f"{site.as_uri()}/"
    with visit(name, root=root) as one:
        hosts = {urlsplit(url).netloc for url in one.requests if not url.startswith("data:")}
        assert hosts == {urlsplit(root).netloc}
        assert not one.complaints
        policy = one.page.locator("meta[http-equiv=Content-Security-Policy]")
        assert "default-src 'none'" in policy.get_attribute("content")


def test_it_is_light(name, visit, address, site):
    with visit(name) as one:
        asked = {url.split("?")[0] for url in one.requests if not url.startswith("data:")}
        shift = one.page.evaluate(
            "new Promise(done => { let sum = 0; new PerformanceObserver(list => {"
            "for (const e of list.getEntries()) sum += e.value})"
            ".observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 300) })"
        )
    files = [site / url.removeprefix(address) for url in asked]
    sizes = {
        file.name: len(gzip.compress(file.read_bytes()))
        if file.suffix != ".woff2"
        else file.stat().st_size
        for file in files
    }
    assert len(sizes) <= MOST_REQUESTS, sizes
    assert sum(sizes.values()) <= MOST_BYTES, sizes
    assert shift < 0.01


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_it_fits_the_screen(name, width, theme, visit):
    with visit(name, width=width, theme=theme, bypass_csp=True) as one:
        one.open_folds()
        assert not one.wide()
        assert one.page.evaluate("document.documentElement.dataset.theme") == theme
        overlaps = one.page.evaluate(
            """[...document.querySelectorAll('div.math')].flatMap(box => {
                const number = box.querySelector('.eqno');
                const formula = box.querySelector('.katex-display');
                if (!number || !formula) return [];
                const [a, b] = [number, formula].map(one => one.getBoundingClientRect());
                const over = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                  && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
                return over ? [box.id] : [];
            })"""
        )
        assert not overlaps


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(name, width, theme, visit):
    if not AXE.is_file():
        pytest.fail("axe-core is missing: `make environment` installs it", pytrace=False)
    with visit(name, width=width, theme=theme, bypass_csp=True) as one:
        one.wait_for_buttons()
        one.page.add_style_tag(content="* { content-visibility: visible !important }")
        one.page.evaluate(AXE.read_text("utf-8"))
        found = one.page.evaluate(
            "axe.run(document).then(all => all.violations.map("
            "one => [one.id, one.nodes.slice(0, 5).map(node => node.html.slice(0, 200))]))"
        )
        assert found == []


def test_without_scripts_it_can_be_read(name, visit):
    with visit(name, java_script_enabled=False, theme="dark") as one:
        text = one.page.locator("main").inner_text()
        assert len(text) > 20
        colours = [
            one.page.locator("body").evaluate(f"one => getComputedStyle(one).{what}")
            for what in ("backgroundColor", "color")
        ]
        ground, ink = (int(colour.split("(")[1].split(",")[0]) for colour in colours)
        assert ground < 60 < 180 < ink
        for fold in one.page.locator("article details").all():
            fold.locator("summary").first.click()
            assert fold.get_attribute("open") is not None


def test_folds_open_by_mouse_and_by_keyboard(name, visit):
    with visit(name) as one:
        for fold in one.page.locator("article details").all()[:3]:
            summary = fold.locator("summary").first
            summary.click()
            assert fold.get_attribute("open") is not None
            summary.focus()
            one.page.keyboard.press("Enter")
            assert fold.get_attribute("open") is None


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_formulas_are_rendered_and_no_tex_is_left(chapter, visit):
    with visit(chapter, bypass_csp=True) as one:
        places = one.page.locator("main span.math, main div.math")
        formulas = one.page.locator("main .katex-html")
        assert formulas.count() >= places.count()
        prose = one.page.locator("article").evaluate(
            "one => { const copy = one.cloneNode(true);"
            "for (const part of copy.querySelectorAll('pre, code, .katex')) part.remove();"
            "return copy.textContent }"
        )
        assert not any(mark in prose for mark in (r"\(", r"\[", "$$"))


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_is_far_from_the_screen_keeps_its_place(chapter, width, visit):
    # A browser that does not draw a box yet takes the size that the page reserves for it.
    with visit(chapter, width=width) as one:
        one.open_folds()
        off = one.page.evaluate(
            """[...document.querySelectorAll("article .katex-display, article .rnnbook-picture")]
            .flatMap(box => {
                const { style, outerHTML } = box;
                const reserved = style.containIntrinsicBlockSize;
                style.contentVisibility = "visible";
                const drawn = box.getBoundingClientRect().height;
                style.contentVisibility = "hidden";
                style.containIntrinsicBlockSize = reserved.replace("auto ", "");
                const kept = box.getBoundingClientRect().height;
                style.contentVisibility = "";
                style.containIntrinsicBlockSize = reserved;
                return Math.abs(drawn - kept) > 2 ? [[drawn, kept, outerHTML.slice(0, 300)]] : [];
            })"""
        )
        assert off == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_links_into_the_page_land_where_they_should(chapter, width, visit):
    with visit(chapter, width=width) as one:
        places = one.page.evaluate(
            "[...document.querySelectorAll('#pst-page-toc-nav a')].map(link => link.hash)"
        )
        for place in [*places, *reversed(places)]:
            top = one.page.evaluate(
                """async place => {
                    location.hash = place;
                    for (let i = 0; i < 8; i += 1) await new Promise(requestAnimationFrame);
                    const part = document.getElementById(decodeURIComponent(place.slice(1)));
                    const left = document.documentElement.scrollHeight - innerHeight - scrollY;
                    return left < 1 ? 0 : part.getBoundingClientRect().top;
                }""",
                place,
            )
            assert -2 <= top < 150, place


def test_every_control_is_reached_by_keyboard(name, visit):
    with visit(name) as one:
        one.page.evaluate(
            """() => {
                window.reached = new Set();
                addEventListener("focusin", ({ target }) => reached.add(target));
            }"""
        )
        one.wait_for_buttons()
        ends = 0  # a page may begin with its search field, half way down
        while ends < 2:
            one.page.keyboard.press("Tab")
            ends += one.page.evaluate("document.activeElement === document.body")
        missed = one.page.evaluate(
            """[...document.querySelectorAll(
                "a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']")]
            .filter(one => one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true })
                && !one.closest("[inert], details:not([open]) > :not(summary)")
                && !reached.has(one))
            .map(one => one.outerHTML.slice(0, 200))"""
        )
        assert missed == []
