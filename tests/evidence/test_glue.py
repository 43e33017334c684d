"""glue: what myst-nb stores, without myst-nb."""

import nbclient
import nbformat
import numpy as np
import pytest
import torch

from rnnbook.evidence import glue

VALUES = ["0.25", "7", "'a word'"]
NUMBERS = ["torch.tensor(0.125)", "np.float64(0.125)", "np.array([0.125])"]


def run(*cells):
    """Run cells in a kernel of their own and return the outputs of each."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells])
    nbclient.execute(notebook, kernel_name="python3")
    return [cell.outputs for cell in notebook.cells]


@pytest.fixture(scope="module")
def outputs():
    """Return {code of a cell: its outputs}, all of one kernel."""
    first = "import myst_nb, numpy as np, torch; from rnnbook.evidence import glue"
    cells = [first, *(call(value) for value in VALUES for call in (ours, theirs))]
    cells += [ours(value) for value in NUMBERS]
    return dict(zip(cells, run(*cells), strict=True))


def ours(value):
    return f"glue('name', {value})"


def theirs(value):
    return f"myst_nb.glue('name', {value}, display=False)"


@pytest.mark.slow
@pytest.mark.parametrize("value", VALUES)
def test_it_writes_the_output_that_myst_nb_writes(value, outputs):
    assert outputs[ours(value)] == outputs[theirs(value)]
    assert len(outputs[ours(value)]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("value", NUMBERS)
def test_numbers_of_torch_and_numpy_become_plain_ones_that_the_text_can_format(value, outputs):
    (output,) = outputs[ours(value)]
    assert output.data["application/papermill.record/text/plain"] == "0.125"


@pytest.mark.slow
def test_it_runs_where_myst_nb_is_not_installed():
    code = "import sys; sys.modules['myst_nb'] = None; from rnnbook.evidence import glue"
    ((output,),) = run(f"{code}; glue('name', 1.5)")
    assert output.metadata["scrapbook"]["name"] == "name"


@pytest.mark.parametrize("value", [1, 1.5, "word", np.float32(2), torch.tensor([3])])
def test_outside_a_notebook_it_does_nothing(value, capsys):
    glue("name", value)
    assert capsys.readouterr().out == ""
