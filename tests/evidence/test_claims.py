"""Claims: shown where they hold, an error with the numbers where they do not."""

import numpy as np
import pytest

from rnnbook._mime import CLAIM_MIME
from rnnbook.evidence import ClaimError, Interval, claim, proportion, seeds

INTERVAL = Interval(0.5, 0.4, 0.7, n=9, level=0.95, statistic="mean")


def test_a_claim_that_holds_shows_its_sentence_and_its_numbers():
    shown = claim("A < B & C.", True, proportion([True] * 8 + [False] * 2))
    html = shown._repr_mimebundle_()["text/html"]
    assert "A &lt; B &amp; C." in html
    assert "proportion 0.800" in html
    assert "n = 10" in html
    assert "Claim holds" in html
    # Nothing is claimed of a threshold.
    assert "The interval, 0.444 to 0.975.</title>" in html


@pytest.mark.parametrize(
    ("comparison", "above", "below", "words"),
    [
        (INTERVAL > 0.3, 0.3, None, "lies above the threshold, 0.3."),
        (INTERVAL < 0.9, None, 0.9, "lies below the threshold, 0.9."),
        (INTERVAL.inside(0.0, 0.8), 0.0, 0.8, "lies between the thresholds, 0 and 0.8."),
    ],
)
def test_a_claim_keeps_its_thresholds_and_draws_them(comparison, above, below, words):
    shown = claim("It is so.", comparison)
    bundle = shown._repr_mimebundle_()
    assert (shown.above, shown.below) == (above, below)
    assert (bundle[CLAIM_MIME]["above"], bundle[CLAIM_MIME]["below"]) == (above, below)
    assert f"The interval, 0.4 to 0.7, {words}</title>" in bundle["text/html"]


def test_a_claim_that_fails_raises_and_shows_the_numbers():
    evidence = proportion([True, False])
    with pytest.raises(
        ClaimError, match=r"does not hold: It is so\. Evidence: proportion 0\.500.*n = 2"
    ):
        claim("It is so.", np.bool_(False), evidence)


def test_a_failing_claim_is_an_assertion_error():
    with pytest.raises(AssertionError):
        claim("It is so.", False, proportion([True]))


@pytest.mark.parametrize(
    ("comparison", "holds", "margin"),
    [
        (INTERVAL > 0.3, True, 2.0),
        (INTERVAL > 0.4, False, 1.0),
        (INTERVAL < 0.9, True, 2.0),
        (INTERVAL < 0.6, False, 0.5),
        (INTERVAL.inside(0.0, 0.8), True, 1.5),
        (INTERVAL.inside(0.45, 0.8), False, 0.5),
    ],
)
def test_a_comparison_asks_for_the_whole_interval_and_gives_its_margin(comparison, holds, margin):
    assert bool(comparison) is holds
    assert comparison.margin == pytest.approx(margin)


def test_the_evidence_of_a_comparison_is_its_interval():
    shown = claim("It is high.", INTERVAL > 0.3)
    record = shown._repr_mimebundle_()[CLAIM_MIME]
    assert record["holds"] is True
    assert (record["estimate"], record["low"], record["high"], record["n"]) == (0.5, 0.4, 0.7, 9)
    assert record["margin"] == pytest.approx(2.0)
    with pytest.raises(ClaimError, match="It is higher"):
        claim("It is higher.", INTERVAL > 0.45)


def test_claims_can_be_reported_instead_of_raised(monkeypatch):
    monkeypatch.setenv("RNNBOOK_CLAIMS", "report")
    shown = claim("It is higher.", INTERVAL > 0.45)
    assert shown._repr_mimebundle_()[CLAIM_MIME]["holds"] is False
    assert "Claim fails" in repr(shown)


def test_fresh_seeds_can_be_asked_for(monkeypatch):
    assert list(seeds(2)) == [0, 1]
    monkeypatch.setenv("RNNBOOK_FIRST_SEED", "500")
    assert list(seeds(2)) == [500, 501]
    monkeypatch.setenv("RNNBOOK_FIRST_SEED", "-1")
    with pytest.raises(ValueError, match="RNNBOOK_FIRST_SEED must be a whole number, got '-1'"):
        seeds(2)
