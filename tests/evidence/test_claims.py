"""Claims: shown where they hold, an error with the numbers where they do not."""

import numpy as np
import pytest

from rnnbook.evidence import ClaimError, claim, share


def test_a_claim_that_holds_shows_its_sentence_and_its_numbers():
    shown = claim("A < B & C.", True, share([True] * 8 + [False] * 2))
    html = shown._repr_html_()
    assert "A &lt; B &amp; C." in html
    assert "share 0.800" in html
    assert "n = 10" in html
    assert "Checked claim" in html


def test_a_claim_that_fails_raises_and_shows_the_numbers():
    evidence = share([True, False])
    with pytest.raises(
        ClaimError, match=r"does not hold: It is so\. Evidence: share 0\.500.*n = 2"
    ):
        claim("It is so.", np.bool_(False), evidence)


def test_a_failing_claim_is_an_assertion_error():
    with pytest.raises(AssertionError):
        claim("It is so.", False, share([True]))
