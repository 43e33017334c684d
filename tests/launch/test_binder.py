"""Every chapter by its Binder button: a new environment, JupyterLab, a browser, all cells run."""

import launch_binder
import pytest

pytestmark = pytest.mark.launch


def test_every_chapter_opens_and_runs_as_on_binder(site):
    assert launch_binder.main(["--site", str(site)]) == 0
