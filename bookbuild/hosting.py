"""The addresses of a repository on GitHub, and of what is published from it."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class Repository:
    """A repository on a GitHub, and the branch that this book was built from.

    `commit` is None where the commit may not be there yet, `pages` is the branch that holds the
    published site, or None where there may be none.
    """

    host: str
    path: str
    branch: str
    commit: str | None = None
    pages: str | None = None
    editable: bool = True

    @property
    def url(self) -> str:
        """Return the address of its first page."""
        return f"https://{self.host}/{quote(self.path)}"

    def edit(self, name: str) -> str:
        """Return the address at which a file is changed."""
        return f"{self.url}/edit/{quote(self.branch)}/{quote(name)}"

    def issue(self, page: str) -> str:
        """Return the address at which something is said about a page."""
        title = f"On the page {page}"
        return f"{self.url}/issues/new?{urlencode({'title': title}, quote_via=quote)}"

    def launches(self, notebook: str) -> dict[str, str]:
        """Return {where: address that opens a published notebook there}; empty if none is known."""
        if self.host != "github.com" or self.pages is None:
            return {}
        place, name = quote(self.path), quote(notebook)
        # Binder reads a slash in a branch only when it is escaped.
        escaped = quote(self.pages, safe="")
        return {
            "Binder": f"https://mybinder.org/v2/gh/{place}/{escaped}?urlpath=lab/tree/{name}",
            "Colab": "https://colab.research.google.com/github/"
            f"{place}/blob/{quote(self.pages)}/{name}",
        }

    @property
    def requirement(self) -> str:
        """Return what pip installs: the package of this very book."""
        return f"rnnbook @ git+{self.url}.git@{self.commit or self.branch}"

    @property
    def site(self) -> str | None:
        """Return the address at which GitHub shows the published site, or None if unknown."""
        if self.host != "github.com" or self.pages is None:
            return None
        owner, _, name = self.path.partition("/")
        home = f"{owner.lower()}.github.io"
        return f"https://{home}/" if name.lower() == home else f"https://{home}/{quote(name)}/"
