"""The book as one EPUB file: the extension that stands in the place of `bookbuild` there."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up what builds the e-book."""
    from bookbuild.extension import Product, connect

    return connect(app, Product.EPUB)
