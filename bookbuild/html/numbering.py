"""Numbers by chapter: "Fig. 4.1", "Exercise 4.2", "(4.3)".

Sphinx counts figures, equations and exercises within the sections of a numbered table of contents.
Its numbers begin again with each part of a book, and it would number pages that are no chapters. So
a chapter's number is here the one that toc.py gives it, and everything else follows Sphinx's rules:
what stands on other pages is counted through, without a chapter.
"""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector

from bookbuild import toc
from bookbuild.errors import Problem


def chapter_numbers(self: TocTreeCollector, env: BuildEnvironment) -> list[str]:
    """Stand in for Sphinx's numbering of sections; return the pages whose numbers changed."""
    try:
        places = toc.places(Path(env.srcdir))
    except Problem:
        return []  # said where the pages are read
    before, env.toc_secnumbers = env.toc_secnumbers, {}
    for name, place in places.items():
        if name not in env.tocs:
            continue
        env.titles[name].attributes.pop("secnumber", None)
        if place.chapter:
            number = (place.chapter,)
            sections = [one["anchorname"] for one in env.tocs[name].findall(nodes.reference)]
            # Sections have no numbers: they are named by their headings.
            numbers: dict[str, Any] = {**dict.fromkeys(sections), "": number}
            env.toc_secnumbers[name] = numbers
            env.titles[name]["secnumber"] = number
    return [name for name in places if env.toc_secnumbers.get(name) != before.get(name)]


def use(app: Sphinx, config: Config) -> None:
    """Have figures counted by chapter."""
    config.numfig_secnum_depth = 1
    # Sphinx has no setting for what a chapter is.
    TocTreeCollector.assign_section_numbers = chapter_numbers  # type: ignore[method-assign]
