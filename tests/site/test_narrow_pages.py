"""What every page keeps on a telephone, for axe at every width, and opened from a folder."""

import axe
import pytest
import visits
from pages import CHAPTERS, PAGES

pytestmark = pytest.mark.slow

# Both themes and both widths: what a width changes, it changes in both themes.
AXE_SEES = [{"width": 1280, "theme": "light"}, {"width": 360, "theme": "dark"}]


@pytest.fixture(params=PAGES)
def name(request):
    return request.param


def test_on_a_narrow_screen(name, visit, address, subtests):
    with visit(name, width=360, theme="dark") as one:
        if name in CHAPTERS:
            with subtests.test("links into the page land where they should", width=360):
                visits.links_land(one.page)
        for theme in visits.THEMES:
            with subtests.test("it fits the screen", width=360, theme=theme):
                visits.fits(one, 360, theme)
        with subtests.test("a formula that is too wide scrolls", width=360):
            visits.wide_formulas_scroll(one.page)
        if name in CHAPTERS:
            with subtests.test("what is far from the screen keeps its place", width=360):
                visits.places_are_kept(one.page)
        with subtests.test("it is quiet and asks no other host"):
            visits.is_quiet(one, address)
        one.close_folds()
        axe.prepare(one, AXE_SEES)
        for setting in AXE_SEES:
            with subtests.test("axe finds nothing", **setting):
                assert axe.finds(one, **setting) == []


def test_from_a_folder(name, visit, site, subtests):
    root = f"{site.as_uri()}/"
    with visit(name, root=root, until="networkidle") as one:
        with subtests.test("every control is reached by keyboard"):
            visits.controls_are_reached_by_keyboard(one.page)
        with subtests.test("it is quiet and asks no other host"):
            visits.is_quiet(one, root)
