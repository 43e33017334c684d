"""Theorems: held to the code in every case, and shown without an interval."""

import numpy as np
import pytest
import torch

from rnnbook._mime import CLAIM_MIME
from rnnbook.evidence import ClaimError, proved


def test_a_theorem_shows_its_sentence_and_its_cases_and_no_interval():
    bundle = proved("A < B & C.", [True] * 3)._repr_mimebundle_()
    assert "A &lt; B &amp; C." in bundle["text/html"]
    assert "Proved." in bundle["text/html"]
    assert bundle["text/plain"] == "Proved: A < B & C. (checked in 3 cases)"
    assert "interval" not in bundle["text/html"]
    record = bundle[CLAIM_MIME]
    assert (record["kind"], record["holds"], record["n"]) == ("proved", True, 3)


@pytest.mark.parametrize(
    ("holds", "n"),
    [
        (True, 1),
        (np.bool_(True), 1),
        (torch.tensor(True), 1),
        (torch.ones(2, 3).bool(), 6),
        (np.ones((2, 2, 2), bool), 8),
        ([[True], [True]], 2),
    ],
)
def test_cases_may_come_in_any_shape(holds, n):
    assert proved("It is so.", holds).n == n


def test_one_case_is_called_one_case():
    assert proved("It is so.", True).shown == "checked in one case"


def test_an_exception_is_named_by_its_number():
    cases = torch.ones(2, 3).bool()
    cases[1, 0] = cases[1, 2] = False
    with pytest.raises(ClaimError, match=r"not so: It is so\. It fails in 2 of 6 .* number 3\."):
        proved("It is so.", cases)


def test_an_exception_can_be_reported_instead(monkeypatch):
    monkeypatch.setenv("RNNBOOK_CLAIMS", "report")
    theorem = proved("It is so.", [True, False])
    assert not theorem.holds
    assert theorem.shown == "not so in each of the 2 cases tried"
    assert theorem._repr_mimebundle_()[CLAIM_MIME]["holds"] is False


@pytest.mark.parametrize("holds", [1, [1, 0], 0.0, [0.5], "yes", None, torch.ones(2)])
def test_numbers_are_no_truth_values(holds):
    with pytest.raises(TypeError, match="holds must be truth values, one for each case, got"):
        proved("It is so.", holds)


def test_nothing_tried_is_nothing_checked():
    with pytest.raises(ValueError, match="holds must be truth values, one for each case, got none"):
        proved("It is so.", torch.zeros(0).bool())
