"""Where the book lives, from a workflow or from git, and the buttons that follow.

test_notebooks.py looks at the buttons of a page that was built.
"""

import subprocess

import pytest
from packaging.requirements import Requirement

from bookbuild.hosting import Repository
from bookbuild.publish import repository as module
from bookbuild.publish.repository import find, from_git, menus, parse

NOTHING = {}
SHA = "0123456789abcdef0123456789abcdef01234567"
WORKFLOW = {
    "GITHUB_REPOSITORY": "someone/a.book",
    "GITHUB_REF_NAME": "main",
    "GITHUB_SHA": SHA,
    "GITHUB_SERVER_URL": "https://github.com",
}


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/someone/a.book",
        "https://github.com/someone/a.book.git",
        "https://github.com/someone/a.book/",
        "https://user:secret@github.com/someone/a.book.git",
        "http://GitHub.com/someone/a.book",
        "git://github.com/someone/a.book.git",
        "ssh://git@github.com/someone/a.book.git",
        "ssh://git@ssh.github.com:443/someone/a.book.git",
        "git@github.com:someone/a.book.git",
        "git@github.com:someone/a.book",
        "git@github.com:/someone/a.book.git\n",
    ],
)
def test_every_way_to_write_a_remote_names_the_same_repository(url):
    assert parse(url) == ("github.com", "someone/a.book")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/home/someone/book",
        "../book",
        "file:///home/someone/book.git",
        "C:\\books\\book",
        "backup:books/book.git",
        "git@home.example.org:someone/book.git",
        "https://gitlab.com/someone/book",
        "https://github.com/someone",
        "https://github.com/",
        "https://github.com/someone/book/tree/main",
    ],
)
def test_what_is_not_on_github_is_no_repository(url):
    assert parse(url) is None


def git(folder, *arguments):
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    command = ["git", "-C", str(folder), *who, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path):
    """Return a repository with one commit on the branch `main`, and no remote."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch", "main")
    (folder / "page.md").write_text("# A page\n")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "First")
    return folder


def fetched(folder, *branches, remote="origin"):
    """Write down that the remote has these branches, all at the commit at hand."""
    for branch in branches:
        git(folder, "update-ref", f"refs/remotes/{remote}/{branch}", "HEAD")


def test_what_a_reader_has_set_for_git_changes_nothing(checkout, tmp_path, monkeypatch):
    git(checkout, "remote", "add", "origin", "https://github.com/someone/book")
    fetched(checkout, "main", "gh-pages")
    usual = find(checkout, NOTHING, "gh-pages")
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        '[url "https://mirror.example.org/"]\n\tinsteadOf = https://github.com/\n'
        "[color]\n\tui = always\n[column]\n\tui = always\n[core]\n\tabbrev = 4\n"
    )
    readers = {"HOME": home, "GIT_DIR": "/nowhere", "GIT_WORK_TREE": tmp_path, "GIT_CONFIG": "x"}
    for name, value in readers.items():
        monkeypatch.setenv(name, str(value))
    assert find(checkout, NOTHING, "gh-pages") == usual
    (home / ".gitconfig").write_text("[not a file of git")
    assert find(checkout, NOTHING, "gh-pages") == usual


def test_whose_folder_it_is_does_not_matter(checkout, monkeypatch):
    git(checkout, "remote", "add", "origin", "https://github.com/someone/book")
    monkeypatch.setitem(module.GIT, "GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert from_git(checkout, "gh-pages").path == "someone/book"


def test_no_git_and_no_remote_is_no_repository(tmp_path, checkout):
    assert find(tmp_path, NOTHING, "gh-pages") is None
    assert find(checkout, NOTHING, "gh-pages") is None


def test_a_path_as_remote_is_no_repository(checkout):
    git(checkout, "remote", "add", "origin", str(checkout))
    assert find(checkout, NOTHING, "gh-pages") is None


def test_a_remote_is_found_with_branch_commit_and_site(checkout):
    git(checkout, "remote", "add", "origin", "git@github.com:someone/book.git")
    fetched(checkout, "main", "gh-pages")
    commit = git(checkout, "rev-parse", "HEAD")
    expected = Repository("github.com", "someone/book", "main", commit, "gh-pages")
    assert find(checkout, NOTHING, "gh-pages") == expected


def test_what_is_not_pushed_is_not_linked_to(checkout):
    git(checkout, "remote", "add", "origin", "https://github.com/someone/book")
    fetched(checkout, "main")
    git(checkout, "switch", "--quiet", "--create", "mine")
    git(checkout, "commit", "--quiet", "--allow-empty", "-m", "Mine alone")
    found = from_git(checkout, "gh-pages")
    assert (found.branch, found.commit, found.pages) == ("main", None, None)


def test_the_branch_of_the_remote_counts_where_the_one_at_hand_is_not_there(checkout):
    git(checkout, "remote", "add", "origin", "https://github.com/someone/book")
    fetched(checkout, "trunk")
    git(checkout, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    git(checkout, "branch", "--move", "mine")
    assert from_git(checkout, "gh-pages").branch == "trunk"


def test_the_remote_that_the_branch_follows_comes_first(checkout):
    git(checkout, "remote", "add", "origin", "https://github.com/author/book")
    git(checkout, "remote", "add", "fork", "https://github.com/someone/book")
    fetched(checkout, "main", remote="fork")
    git(checkout, "config", "branch.main.remote", "fork")
    assert from_git(checkout, "gh-pages").path == "someone/book"


def test_a_folder_of_another_repository_is_none(checkout):
    git(checkout, "remote", "add", "origin", "https://github.com/someone/thesis")
    (checkout / "book").mkdir()
    assert from_git(checkout / "book", "gh-pages") is None


def test_a_workflow_comes_before_the_remote(checkout):
    git(checkout, "remote", "add", "origin", "https://github.com/author/book")
    expected = Repository("github.com", "someone/a.book", "main", SHA, "gh-pages")
    assert find(checkout, WORKFLOW, "gh-pages") == expected


def test_a_pull_request_links_to_the_branch_it_is_for(tmp_path):
    asked = {**WORKFLOW, "GITHUB_REF_NAME": "12/merge", "GITHUB_BASE_REF": "main"}
    found = find(tmp_path, asked, "gh-pages")
    assert (found.branch, found.commit) == ("main", None)


def test_a_tag_cannot_be_edited(tmp_path):
    tag = {**WORKFLOW, "GITHUB_REF_NAME": "v1.0", "GITHUB_REF_TYPE": "tag"}
    found = find(tmp_path, tag, "gh-pages")
    assert texts(menus(found, "book/one.md", runs=True)) == [
        *("Binder", "Colab", "Repository", "Issue")
    ]


def test_a_malformed_name_of_a_repository_is_named(tmp_path):
    with pytest.raises(ValueError, match="GITHUB_REPOSITORY has to be of the form owner/name; got"):
        find(tmp_path, {"GITHUB_REPOSITORY": "https://github.com/a/b"}, "gh-pages")


def texts(groups):
    return [entry.words for menu in groups for entry in menu.entries]


def urls(groups):
    return {entry.words: entry.address for menu in groups for entry in menu.entries}


def test_links_of_github():
    repository = Repository("github.com", "someone/a.book", "topic/new", SHA, "site/now")
    assert urls(menus(repository, "book/one.md", runs=True)) == {
        "Binder": "https://mybinder.org/v2/gh/someone/a.book/site%2Fnow"
        "?urlpath=lab/tree/book/one.ipynb",
        "Colab": "https://colab.research.google.com/github/someone/a.book/blob/site/now/"
        "book/one.ipynb",
        "Repository": "https://github.com/someone/a.book",
        "Edit": "https://github.com/someone/a.book/edit/topic/new/book/one.md",
        "Issue": "https://github.com/someone/a.book/issues/new"
        "?title=On%20the%20page%20book%2Fone.html",
    }


def test_a_github_of_somebodys_own_has_neither_binder_nor_colab():
    repository = Repository("github.example.org", "group/book", "main", None, "gh-pages")
    assert texts(menus(repository, "book/one.md", runs=True)) == ["Repository", "Edit", "Issue"]


def test_a_page_without_cells_is_not_launched():
    repository = Repository("github.com", "someone/book", "main", SHA, "gh-pages")
    assert texts(menus(repository, "book/one.md", runs=False)) == ["Repository", "Edit", "Issue"]


def test_nothing_is_launched_where_no_site_is_known():
    repository = Repository("github.com", "someone/book", "main", SHA, None)
    assert texts(menus(repository, "book/one.md", runs=True)) == ["Repository", "Edit", "Issue"]
    assert repository.site is None


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("Someone/book", "https://someone.github.io/book/"),
        ("someone/someone.github.io", "https://someone.github.io/"),
    ],
)
def test_the_address_of_the_site(path, address):
    repository = Repository("github.com", path, "main", SHA, "gh-pages")
    assert repository.site == address


def test_the_package_is_asked_for_at_the_books_own_commit():
    repository = Repository("github.com", "someone/book", "main", SHA)
    assert repository.requirement == f"rnnbook @ git+https://github.com/someone/book.git@{SHA}"
    asked = Requirement(repository.requirement)
    assert (asked.name, asked.url) == ("rnnbook", repository.requirement.partition(" @ ")[2])
    later = Repository("github.com", "someone/book", "main")
    assert later.requirement == "rnnbook @ git+https://github.com/someone/book.git@main"


@pytest.mark.slow
def test_a_malformed_name_ends_the_build(book):
    built = book.build(GITHUB_REPOSITORY="book")
    assert built.code != 0
    assert "GITHUB_REPOSITORY has to be of the form owner/name; got 'book'" in built.text


def test_the_module_sees_the_environment_only_through_its_arguments(monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_REPOSITORY", "someone/book")
    assert module.find(tmp_path, NOTHING, "gh-pages") is None
