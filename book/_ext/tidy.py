"""Leave nothing on a page that another build would make differently."""

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict:
    """Connect the steps to the build."""
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
