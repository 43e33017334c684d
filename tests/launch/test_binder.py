"""Every chapter by its Binder button: a new environment, JupyterLab, a browser, all cells run."""

import pytest

from bookbuild.commands import run

pytestmark = pytest.mark.launch


def test_every_chapter_opens_and_runs_as_on_binder(site):
    assert run(["launch", "--site", str(site)]) == 0
