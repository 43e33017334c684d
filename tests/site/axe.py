"""What axe, which looks for barriers, finds on a page; said in a fraction of its time.

axe compares ink and ground of every letter with everything that lies below. On a chapter that takes
ten seconds, nearly all of them for the letters of formulas and the words of code, which look alike
by the hundred. So `prepare` notes how each letter looks under every setting, and leaves five of
those that look the same under all of them: axe cannot tell the ground of some. Nothing outside the
article is left out, nor what floats above it, nor what one can reach, nor what stands in pictures.
"""

import pytest
from pages import AXE

NOTE_LOOKS = """() => {
    const grounds = new Map([[null, ""]]);
    const ground = (one) => {
        if (!grounds.has(one)) {
            const { backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(one);
            const own = [backgroundColor, backgroundImage, opacity, filter].join();
            const plain = own === "rgba(0, 0, 0, 0),none,1,none";
            grounds.set(one, ground(one.parentElement) + (plain ? "" : own));
        }
        return grounds.get(one);
    };
    window.looks ??= new Map();
    for (const one of document.querySelectorAll("article *")) {
        const { color, fontSize, fontWeight, textShadow, visibility } = getComputedStyle(one);
        const look = [color, fontSize, fontWeight, textShadow, visibility, ground(one)].join();
        looks.set(one, (looks.get(one) ?? "") + look);
    }
}"""
LEAVE_FIVE_OF_A_KIND = """() => {
    const all = (selector, where = document) => [...where.querySelectorAll(selector)];
    const hasWords = (one) =>
        [...one.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim());
    const floats = (one) => one !== null
        && (/absolute|fixed|sticky/.test(getComputedStyle(one).position)
            || floats(one.parentElement));
    const kinds = new Map(); // {look: the first few that have it}
    const isNew = (one) => {
        const look = looks.get(one);
        if (!kinds.has(look)) kinds.set(look, new Set());
        const first = kinds.get(look);
        if (first.size < 5) first.add(one);
        return first.has(one);
    };
    // Formulas keep their size, since boxes that scroll have to be reached.
    const known = all("article .katex-html").filter((box) => {
        const news = all("*", box).filter(hasWords).filter(isNew);
        return !news.length && !box.querySelector("a, [tabindex]");
    });
    const sizes = known.map((box) =>
        [box.scrollWidth || box.getBoundingClientRect().width, box.getBoundingClientRect().height]);
    known.forEach((box, i) => {
        const [width, height] = sizes[i].map((size) => `${size}px`);
        box.replaceChildren();
        Object.assign(box.style, { display: "inline-block", width, height });
    });
    for (const one of all("article div.highlight pre span")) {
        if (!isNew(one)) one.replaceWith(...one.childNodes);
    }
    // The words for screen readers are not seen.
    for (const one of all("article *")) {
        const hidden = one.closest(".katex-mathml");
        if (hidden || hasWords(one) && !one.closest("svg") && !floats(one) && !isNew(one)) {
            one.setAttribute("data-alike", "");
        }
    }
    const selector = "*:not([data-alike])";
    axe.configure({ rules: [{ id: "color-contrast", selector }] });
}"""
# All of the page is drawn, and at once in its new colours.
DRAW_ALL = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { content-visibility: visible !important }" +
        "*, ::before, ::after { transition: none !important }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
RUN = """() => axe.run(document, { resultTypes: ["violations"], selectors: false }).then(
    ({ violations }) => violations.map((one) =>
        [one.id, one.nodes.slice(0, 5).map((node) => node.html.slice(0, 200))]))"""


def prepare(visit, settings):
    """Make axe ready on an open page; nothing but axe can be asked of the page after this."""
    if not AXE.is_file():
        pytest.fail("axe-core is missing: `make environment` installs it", pytrace=False)
    visit.page.evaluate(AXE.read_text("utf-8"))
    visit.page.evaluate(DRAW_ALL)
    for setting in settings:
        visit.show(width=setting["width"], theme=setting["theme"])
        visit.page.evaluate(NOTE_LOOKS)
    visit.page.evaluate(LEAVE_FIVE_OF_A_KIND)


def finds(visit, *, width, theme):
    """Return [rule, first places] for each rule that the page breaks."""
    visit.show(width=width, theme=theme)
    return visit.page.evaluate(RUN)
