"""The extension that stands in the place of `bookbuild` when the e-book is built."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from bookbuild.extension import Product, connect


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up what builds the e-book."""
    return connect(app, Product.EPUB)
