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
