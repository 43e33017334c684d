"""Orders, and the rules a network may follow."""

import itertools

import pytest
import torch

from rnnbook.models import OrderBlindMLP
from rnnbook.probing import (
    RULES,
    agreement,
    classify_orders,
    permutations,
)


def test_all_orders_and_samples_of_them():
    assert permutations(4).tolist() == [list(p) for p in itertools.permutations(range(4))]
    drawn = permutations(6, count=4000, seed=0)
    assert (drawn.sort(dim=1).values == torch.arange(6)).all()
    # Each element stands at each place equally often, within five standard errors.
    share = torch.stack([(drawn == i).double().mean(dim=0) for i in range(6)])
    assert (share - 1 / 6).abs().max() < 5 * (5 / 36 / 4000) ** 0.5


def test_a_blind_model_says_the_same_of_every_order():
    sequence = torch.randn(6, 2, generator=torch.Generator().manual_seed(0))
    said = classify_orders(OrderBlindMLP(2, 8, 2, seed=0), sequence, permutations(6))
    assert len(said.unique()) == 1


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_agrees_with_itself_and_never_with_its_contrary(rule):
    values = torch.arange(5.0)[permutations(5)]
    verdict = RULES[rule](values)
    said = (verdict > 0).long()
    assert agreement(said, values, rule) == 1
    assert agreement(torch.stack([said, 1 - said]), values, rule).tolist() == [1, 0]


def test_rules_on_a_sequence_by_hand():
    values = torch.tensor([[2.0, 5.0, 1.0, 3.0]])
    # rising pairs: 2-5, 2-3, 1-3; falling: 2-1, 5-1, 5-3
    assert RULES["Kendall's tau above 0"](values).tolist() == [0]
    assert RULES["first below last"](values).tolist() == [1]
    assert RULES["last element above the mean"](values).tolist() == [0.25]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_calls_a_rising_sequence_rising(rule):
    values = torch.tensor([[1.0, 2.0, 4.0], [4.0, 2.0, 1.0]])
    verdict = RULES[rule](values)
    assert verdict[0] > 0 > verdict[1]
