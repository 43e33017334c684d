"""What every page keeps on a wide screen, and in a browser that runs no scripts."""

import pytest
import visits
from pages import CHAPTERS, PAGES

pytestmark = pytest.mark.slow


@pytest.fixture(params=PAGES)
def name(request):
    return request.param


def test_on_a_wide_screen(name, visit, address, site, subtests):
    with visit(name, until="networkidle") as one:
        with subtests.test("it is light"):
            visits.is_light(one, address, site)
        if name in CHAPTERS:
            with subtests.test("formulas are rendered and no TeX is left"):
                visits.formulas_are_rendered(one.page)
            with subtests.test("links into the page land where they should", width=1280):
                visits.links_land(one.page)
        with subtests.test("all code can be copied"):
            visits.code_can_be_copied(one.page)
        with subtests.test("folds open by mouse and by keyboard"):
            visits.folds_open(one.page)
        for width in (1280, 768):
            for theme in visits.THEMES:
                with subtests.test("it fits the screen", width=width, theme=theme):
                    visits.fits(one, width, theme)
            if name in CHAPTERS and width == 1280:
                with subtests.test("what is far from the screen keeps its place", width=width):
                    visits.places_are_kept(one.page)
        with subtests.test("it is quiet and asks no other host"):
            visits.is_quiet(one, address)


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
