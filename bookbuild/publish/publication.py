"""What a published page says of itself, and the files beside the pages.

Every page: when it was verified and with what (see provenance.py), and Open Graph data, so that a
link to it shows title and description. Where the site's address is known, also a canonical address
and a picture, and beside the pages a sitemap. 404.html, which a server shows for any address that
leads nowhere, is sphinx-notfound-page's work; it is told here where the links on it begin.

The address is RNNBOOK_SITE_URL, or `html.baseurl` of _config.yml, or what GitHub Pages makes of
the repository. A copy on a reader's machine has none, and says nothing that would need one.
"""

import os
import platform
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from bookbuild.execute.cache_key import version_of
from bookbuild.hosting import Repository
from bookbuild.publish import cover, provenance
from bookbuild.state import build_state

ADDRESS = "RNNBOOK_SITE_URL"
PICTURE = "cover.png"
PICTURE_SIZE = (1200, 630)
OFFLINE = {"one zip file": "offline/rnnbook.zip", "EPUB": "offline/rnnbook.epub"}


def checked_address(text: str, name: str) -> str:
    """Return an address that ends with a slash; say what is wrong with any other."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ConfigError(
            f"{name} has to be the site's address, as in https://example.org/rnnbook/, got {text!r}"
        )
    return text.rstrip("/") + "/"


def site_address(environ: Mapping[str, str], configured: str, repository: Repository | None) -> str:
    """Return where the site will be, or nothing where that is not known.

    >>> site_address({}, "", Repository("github.com", "Someone/rnnbook", "main", None, "gh-pages"))
    'https://someone.github.io/rnnbook/'
    """
    if environ.get(ADDRESS):
        return checked_address(environ[ADDRESS], ADDRESS)
    if configured:
        return checked_address(configured, "html.baseurl in _config.yml")
    return (repository and repository.site) or ""


def find_address(app: Sphinx, config: Config) -> None:
    """Tell Sphinx the address: it writes the canonical one of each page.

    404.html is shown in place of a page at any depth, so its links begin at the server's root.
    Without a known address the site is taken to be the whole of its server.
    """
    config.html_baseurl = site_address(os.environ, config.html_baseurl, build_state(app).repository)
    config.notfound_urls_prefix = urlsplit(config.html_baseurl).path or "/"


def versions() -> dict[str, str | None]:
    """Return the versions that a page names."""
    return {
        "Python": platform.python_version(),
        "torch": version_of("torch"),
        "rnnbook": version_of("rnnbook"),
    }


def begin(app: Sphinx) -> None:
    """Find out once a build what every page says."""
    try:
        known = provenance.state(Path(app.srcdir))
    except ValueError as error:
        raise ConfigError(str(error)) from error
    build_state(app).verified = provenance.sentence(known, versions())


def plain(title: str) -> str:
    """Return a title without its marks, ready for an attribute."""
    return escape(Markup(title).striptags())


def open_graph(app: Sphinx, pagename: str, context: dict[str, Any]) -> list[tuple[str, str]]:
    """Return a page's Open Graph data, as names and escaped values."""
    first = pagename == app.config.root_doc
    data = [
        ("title", plain(context.get("title") or context["docstitle"])),
        ("type", "website" if first else "article"),
        ("site_name", escape(app.config.html_title or app.config.project)),
        ("description", escape(context["light"]["description"])),
    ]
    if context.get("pageurl"):
        address = escape(app.config.html_baseurl)
        data += [
            ("url", escape(context["pageurl"])),
            ("image", address + PICTURE),
            ("image:alt", escape(cover.ALT)),
        ]
    return data


def offline(app: Sphinx, pagename: str) -> dict[str, str]:
    """Return the addresses of the copies for reading offline, for the first page of a site."""
    address = app.config.html_baseurl
    if not address or pagename != app.config.root_doc:
        return {}
    return {name: address + path for name, path in OFFLINE.items()}


def describe(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Give a page's template what it says of itself."""
    if app.builder.name != "html" or "light" not in context:
        return
    context["publication"] = {
        "verified": build_state(app).verified,
        "open_graph": open_graph(app, pagename, context),
        "offline": offline(app, pagename),
    }


def chapters(app: Sphinx) -> list[str]:
    """Return the pages of the table of contents, in its order."""
    return [name for name in app.config.external_site_map if name in app.env.found_docs]


def sitemap(addresses: list[str]) -> str:
    """Return the text of a sitemap.

    >>> print(sitemap(["https://example.org/a.html"]), end="")
    <?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc>https://example.org/a.html</loc></url>
    </urlset>
    """
    lines = [f"<url><loc>{escape(address)}</loc></url>" for address in addresses]
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    opening = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join([head, opening, *lines, "</urlset>", ""])


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write the sitemap and the picture, where the address is known."""
    address = app.config.html_baseurl
    if exception or app.builder.name != "html" or not address:
        return
    addresses = [address + app.builder.get_target_uri(name) for name in chapters(app)]
    Path(app.outdir, "sitemap.xml").write_text(sitemap(addresses), "utf-8")
    cover.draw(Path(app.outdir, PICTURE), *PICTURE_SIZE)
