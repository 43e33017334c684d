"""How the book is built: one extension of Sphinx, and the commands that the Makefile calls.

Sphinx finds `setup` here, and `extension.py` has what it sets up. `python -m bookbuild` lists the
commands. Importing this module imports nothing else of the package: a command may first have to
start itself again, in surroundings that are fit for a build.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up what builds the site; `bookbuild.ebook` is the extension for the e-book."""
    from bookbuild.extension import Product, connect

    return connect(app, Product.SITE)
