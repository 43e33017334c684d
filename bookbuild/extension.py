"""The parts of the build in their order: what each adds to Sphinx, and when each has its turn.

There is one list of turns, `STEPS`. Sphinx calls the handlers of an event by priority: those of
other extensions have 500 and a little more, and ours get theirs from their places in the list.
"""

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from bookbuild.epub import builder as epub
from bookbuild.evidence import claims, evidence_page
from bookbuild.execute import chapter_time, execution
from bookbuild.html import (
    accessibility,
    assets,
    bibliography,
    build_checks,
    bundle,
    code_folds,
    code_links,
    descriptions,
    exercise_cards,
    exercise_tables,
    explorables,
    formulas,
    frame,
    guess_list,
    highlighting,
    numbering,
    package_pages,
    reading_time,
    search,
    stable_ids,
    term_index,
)
from bookbuild.notebook import notebooks
from bookbuild.publish import publication, repository


class Product(Enum):
    """What is built: the site, by Jupyter Book, or the e-book, by `python -m bookbuild epub`."""

    SITE = "site"
    EPUB = "epub"


SITE, EPUB = frozenset({Product.SITE}), frozenset({Product.EPUB})
BOTH = SITE | EPUB


class Step(NamedTuple):
    """A turn: at which event, what is done, and for which products."""

    event: str
    handler: Callable[..., object]
    products: frozenset[Product] = BOTH


# What adds directives, roles, settings, kinds of nodes, or takes over a part of a library.
PARTS: tuple[tuple[Callable[[Sphinx], None], frozenset[Product]], ...] = (
    (execution.register, BOTH),
    (formulas.register, BOTH),
    (chapter_time.register, BOTH),
    (reading_time.register, BOTH),
    (term_index.register, BOTH),
    (stable_ids.register, BOTH),
    (claims.register, BOTH),
    (evidence_page.register, BOTH),
    (exercise_cards.register, BOTH),
    (exercise_tables.register, BOTH),
    (guess_list.register, BOTH),
    (package_pages.register, BOTH),
    (code_folds.register, BOTH),
    (accessibility.register, BOTH),
    (explorables.register, BOTH),
    (bibliography.register, BOTH),
    (repository.register, BOTH),
    (assets.register, SITE),
    (bundle.register, BOTH),
    (epub.register, EPUB),
)
# Here other extensions have their turns.
OTHERS = Step("", lambda: None)
STEPS = (
    # sphinxcontrib.katex reads its settings after this,
    Step("builder-inited", formulas.prepare),
    # and cannot clean up twice when a later step fails.
    Step("build-finished", formulas.copy_style),
    Step("build-finished", build_checks.check_pages),
    OTHERS,
    Step("config-inited", execution.choose_cache),
    Step("config-inited", highlighting.use, SITE),
    Step("config-inited", numbering.use),
    Step("config-inited", repository.look),
    Step("config-inited", publication.find_address),
    Step("builder-inited", publication.begin),
    Step("builder-inited", epub.prepare, EPUB),
    Step("builder-inited", search.replace_builtin, SITE),
    Step("builder-inited", frame.prepare, SITE),
    Step("env-before-read-docs", execution.run_missing),
    Step("env-purge-doc", evidence_page.forget),
    Step("env-purge-doc", term_index.forget),
    Step("env-purge-doc", code_links.forget),
    Step("env-purge-doc", exercise_cards.forget),
    Step("env-purge-doc", descriptions.forget),
    # These two while a page of the reference is read.
    Step("autodoc-skip-member", package_pages.skip),
    Step("sphinx-click-process-description", package_pages.keep_code),
    Step("doctree-read", build_checks.find_tracebacks),
    Step("doctree-read", formulas.check),
    Step("doctree-read", explorables.depend, SITE),
    Step("doctree-read", package_pages.straighten),
    Step("doctree-read", code_links.collect),
    Step("doctree-read", exercise_cards.collect),
    Step("doctree-read", term_index.collect),
    Step("doctree-read", reading_time.write),
    Step("doctree-read", descriptions.note),
    Step("env-merge-info", evidence_page.merge),
    Step("env-merge-info", term_index.merge),
    Step("env-merge-info", code_links.merge),
    Step("env-merge-info", exercise_cards.merge),
    Step("env-merge-info", descriptions.merge),
    Step("env-get-updated", evidence_page.to_write),
    Step("env-get-updated", reading_time.to_write),
    Step("env-get-updated", term_index.to_write),
    Step("env-get-updated", code_links.to_write),
    Step("env-get-updated", guess_list.to_write),
    Step("env-updated", build_checks.no_tracebacks),
    Step("env-updated", formulas.verdict),
    Step("env-updated", claims.check),
    Step("doctree-resolved", stable_ids.drop_repeated),
    Step("doctree-resolved", evidence_page.write),
    Step("doctree-resolved", reading_time.sum_up),
    Step("doctree-resolved", term_index.write),
    Step("doctree-resolved", code_links.link, SITE),
    Step("doctree-resolved", formulas.keep_together, SITE),
    Step("doctree-resolved", code_links.say_where_used),
    # Names in cells are links by now.
    Step("doctree-resolved", code_folds.fold),
    Step("doctree-resolved", accessibility.measure_images),
    Step("doctree-resolved", guess_list.write),
    # All that stands in an exercise is as it will be shown.
    Step("doctree-resolved", exercise_cards.make, SITE),
    Step("doctree-resolved", epub.move_solutions, EPUB),
    Step("html-collect-pages", epub.colophon, EPUB),
    Step("html-collect-pages", search.page, SITE),
    Step("html-page-context", explorables.add_scripts, SITE),
    Step("html-page-context", accessibility.fold),
    Step("html-page-context", frame.dress, SITE),
    # The menus of the header: the notebook, and before it the repository.
    Step("html-page-context", notebooks.write, SITE),
    Step("html-page-context", repository.add_menus),
    # Nobody names another file for the page after this.
    Step("html-page-context", assets.lighten, SITE),
    Step("html-page-context", publication.describe),
    Step("html-page-context", epub.own_files_only, EPUB),
    # All style sheets are written.
    Step("build-finished", bundle.bundle, SITE),
    Step("build-finished", search.write, SITE),
    Step("build-finished", publication.write_files),
)
# Sphinx's priorities: others take 400 to 1000.
FIRST, LAST = 100, 1001


def connect(app: Sphinx, product: Product) -> ExtensionMetadata:
    """Add the parts that a product needs, and connect their steps."""
    for register, products in PARTS:
        if product in products:
            register(app)
    others = STEPS.index(OTHERS)
    for place, (event, handler, products) in enumerate(STEPS):
        if place != others and product in products:
            priority = (FIRST if place < others else LAST) + place
            app.connect(event, handler, priority)
    # Pages are read anew when the number of what is kept of them changes.
    return {
        "version": "1",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
