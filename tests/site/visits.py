"""What a visit to a page asks of it.

To open a page costs more than to ask it something. So each page is visited four times: on a wide
and a narrow screen, from a folder and without scripts. Each visit asks all that it can tell, and a
question that disturbs the answers to others comes after these.
"""

import gzip
from urllib.parse import urlsplit

MOST_REQUESTS = 10
MOST_BYTES = 120 * 1024
THEMES = ("light", "dark")
TEX = (r"\(", r"\[", "$$")
MOST_STOPS = 3000


def is_quiet(one, root):
    hosts = {urlsplit(url).netloc for url in one.requests if not url.startswith("data:")}
    assert (hosts, one.complaints) == ({urlsplit(root).netloc}, [])
    policy = one.page.locator("meta[http-equiv=Content-Security-Policy]")
    assert "default-src 'none'" in policy.get_attribute("content")


def is_light(one, address, site):
    # Another host's files are not for this question: see is_quiet.
    asked = {url.split("?")[0] for url in one.requests if url.startswith(address)}
    shift = one.page.evaluate(
        """() => {
            const moves = new PerformanceObserver(() => {});
            moves.observe({ type: "layout-shift", buffered: true });
            return moves.takeRecords().reduce((sum, { value }) => sum + value, 0);
        }"""
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


def formulas_are_rendered(page):
    places = page.locator("main span.math, main div.math")
    formulas = page.locator("main .katex-html")
    assert formulas.count() >= places.count()
    prose = page.locator("article").evaluate(
        "one => { const copy = one.cloneNode(true);"
        "for (const part of copy.querySelectorAll('pre, code, .katex')) part.remove();"
        "return copy.textContent }"
    )
    left = [prose[max(0, i - 40) : i + 40] for m in TEX if (i := prose.find(m)) >= 0]
    assert left == []


def links_land(page):
    """Follow every link of the page's contents, down and up again, until nothing moves."""
    missed = page.evaluate(
        """async () => {
            const links = [...document.querySelectorAll("#contents a")];
            const places = links.map((link) => link.hash);
            const missed = [];
            for (const place of [...places, ...places.toReversed()]) {
                location.hash = place;
                const part = document.getElementById(decodeURIComponent(place.slice(1)));
                let top, still = 0;
                while (still < 4) {
                    await new Promise(requestAnimationFrame);
                    const now = part.getBoundingClientRect().top;
                    still = now === top ? still + 1 : 0;
                    top = now;
                }
                const left = document.documentElement.scrollHeight - innerHeight - scrollY;
                if (left >= 1 && !(-2 <= top && top < 150)) missed.push([place, top]);
            }
            return missed;
        }"""
    )
    assert missed == []


def code_can_be_copied(page):
    without = page.evaluate(
        "[...document.querySelectorAll('div.highlight > pre:not(:has(+ .copy))')]"
        ".map(one => one.outerHTML.slice(0, 200))"
    )
    assert without == []


def controls_are_reached_by_keyboard(page):
    page.evaluate(
        """() => {
            window.reached = new Set();
            window.ends = 0;
            addEventListener("focusin", ({ target }) => reached.add(target));
            addEventListener("keydown", () => {
                if (document.activeElement === document.body) ends += 1;
            }, true);
        }"""
    )
    # A page may begin with its search field, half way down; a box that scrolls may be measured only
    # when it is near, which is early enough for a second round.
    pressed = 0
    for ends in (2, 3):
        while page.evaluate("ends") < ends:
            assert pressed < MOST_STOPS, page.evaluate("document.activeElement.outerHTML")[:200]
            for _ in range(10):
                page.keyboard.press("Tab")
            pressed += 10
        missed = page.evaluate(
            """[...document.querySelectorAll(
                "a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']")]
            .filter(one => one.tabIndex >= 0
                && one.checkVisibility({ visibilityProperty: true })
                && !one.closest("[inert], details:not([open]) > :not(summary)")
                && !reached.has(one)
                // Of radio buttons Tab reaches one, and arrows the others.
                && !(one.type === "radio" && [...one.form.elements].some((other) =>
                    other.type === "radio" && other.name === one.name && reached.has(other))))
            .map(one => one.outerHTML.slice(0, 200))"""
        )
        if not missed:
            break
    assert missed == []


def folds_open(page):
    for fold in page.locator("article details").all()[:3]:
        summary = fold.locator("summary").first
        summary.click()
        assert fold.get_attribute("open") is not None
        summary.focus()
        page.keyboard.press("Enter")
        assert fold.get_attribute("open") is None


def fits(one, width, theme):
    one.show(width=width, theme=theme)
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


def wide_formulas_scroll(page):
    # Asked of every formula: whether one is too wide depends on the screen.
    stuck = page.evaluate(
        """[...document.querySelectorAll("article div.math > .katex-display")]
        .filter(box => !/auto|scroll/.test(getComputedStyle(box).overflowX))
        .map(box => box.parentElement.outerHTML.slice(0, 200))"""
    )
    assert stuck == []


def places_are_kept(page):
    # A browser that does not draw a box yet takes the size that the page reserves for it.
    off = page.evaluate(
        """() => {
            const boxes = [...document.querySelectorAll(
                "article .katex-display, article .rnnbook-picture")];
            const heights = () => boxes.map((box) => box.getBoundingClientRect().height);
            const reserved = boxes.map(({ style }) => style.containIntrinsicBlockSize);
            for (const { style } of boxes) style.contentVisibility = "visible";
            const drawn = heights();
            boxes.forEach(({ style }, i) => {
                style.contentVisibility = "hidden";
                style.containIntrinsicBlockSize = reserved[i].replace("auto ", "");
            });
            const kept = heights();
            boxes.forEach(({ style }, i) => {
                style.contentVisibility = "";
                style.containIntrinsicBlockSize = reserved[i];
            });
            return boxes.flatMap(({ outerHTML }, i) => Math.abs(drawn[i] - kept[i]) > 2
                ? [[drawn[i], kept[i], outerHTML.slice(0, 300)]] : []);
        }"""
    )
    assert off == []
