"""glue: what myst-nb stores, without myst-nb."""

import nbclient
import nbformat
import numpy as np
import pytest
import torch

from rnnbook.evidence import glue, glued


def outputs_of(*lines):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("\n".join(lines))])
    nbclient.execute(notebook, kernel_name="python3")
    return notebook.cells[0].outputs


@pytest.mark.parametrize("value", ["0.25", "7", "'a word'"])
def test_it_writes_the_output_that_myst_nb_writes(value):
    ours = outputs_of("from rnnbook.evidence import glue", f"glue('name', {value})")
    theirs = outputs_of("from myst_nb import glue", f"glue('name', {value}, display=False)")
    assert ours == theirs
    assert len(ours) == 1


def test_numbers_of_torch_and_numpy_become_plain_ones_that_the_text_can_format():
    cell = [
        "import numpy as np, torch",
        "from rnnbook.evidence import glue",
        "glue('a', torch.tensor(0.125))",
        "glue('b', np.float64(0.125))",
        "glue('c', np.array([0.125]))",
    ]
    prefix = "application/papermill.record/"
    assert [out.data[prefix + "text/plain"] for out in outputs_of(*cell)] == ["0.125"] * 3


def test_it_runs_where_myst_nb_is_not_installed():
    cell = [
        "import sys",
        "sys.modules['myst_nb'] = None",
        "from rnnbook.evidence import glue",
        "glue('name', 1.5)",
    ]
    assert outputs_of(*cell)[0].metadata["scrapbook"]["name"] == "name"


@pytest.mark.parametrize("value", [1, 1.5, "word", np.float32(2), torch.tensor([3])])
def test_outside_a_notebook_it_does_nothing(value, capsys):
    glue("name", value)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("value", "spec", "told"),
    [
        (0.12345, ".2f", "0.12"),
        (torch.tensor(7), "", "7"),
        ("word", "", "word"),
        (12.5, ".0f", "12"),
    ],
)
def test_a_text_that_computes_prints_what_was_stored(value, spec, told):
    glue("of-a-test", value)
    assert glued("of-a-test", spec) == told
    assert repr(glued("of-a-test", spec)) == told, "a notebook would show quotes"


def test_a_number_whose_cell_has_not_run_is_named():
    with pytest.raises(ValueError, match="glue has stored, got 'never-stored': did its cell run"):
        glued("never-stored")
