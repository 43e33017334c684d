"""The written backward pass against autograd, equation by equation, in float64."""

import pytest
import torch
from torch.nn import functional

from rnnbook.models import (
    RecurrentClassifier,
    RNNEnsemble,
    SimpleRNN,
    backpropagate,
)
from rnnbook.models._bptt import forward

# N, T, D, H, C: all different, then ones, and every size alone
SIZES = [(7, 5, 3, 4, 6), (1, 1, 1, 1, 1), (1, 1, 2, 3, 4), (6, 1, 2, 3, 4), (1, 9, 2, 3, 4),
         (2, 3, 1, 5, 2), (5, 4, 3, 1, 2), (3, 30, 2, 8, 2)]  # fmt: skip
EXACT = {"rtol": 0, "atol": 1e-12}


def make(N, T, D, H, C, every=False):
    generator = torch.Generator().manual_seed(0)
    head = "every" if every else "last"
    model = RecurrentClassifier(D, H, C, head=head, seed=generator).double()
    if not every:
        simple = SimpleRNN(D, H, C).double()
        simple.load_state_dict(model.state_dict())
        model = simple
    x = torch.randn(N, T, D, generator=generator, dtype=torch.float64)
    y = torch.randint(C, (N, T) if every else (N,), generator=generator)
    return model, x, y


def by_autograd(model, x, y):
    loss = functional.cross_entropy(model(x).flatten(0, -2), y.flatten())
    names, parameters = zip(*model.named_parameters(), strict=True)
    return loss.detach(), dict(zip(names, torch.autograd.grad(loss, parameters), strict=True))


@pytest.mark.parametrize("every", [False, True], ids=["many-to-one", "many-to-many"])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_the_gradients_are_those_of_autograd(sizes, every):
    model, x, y = make(*sizes, every=every)
    back = backpropagate(dict(model.named_parameters()), x, y)
    loss, gradients = by_autograd(model, x, y)
    torch.testing.assert_close(back.loss, loss, **EXACT)
    assert back.gradients.keys() == gradients.keys()
    for name, gradient in gradients.items():
        torch.testing.assert_close(back.gradients[name], gradient, **EXACT, msg=name)


@pytest.mark.parametrize("every", [False, True], ids=["many-to-one", "many-to-many"])
def test_states_and_logits_are_those_of_the_network(every):
    model, x, _ = make(*SIZES[0], every=every)
    cache = forward(model.state_dict(), x)
    torch.testing.assert_close(cache.states, model.rnn(x)[0].detach(), **EXACT)
    logits = cache.logits if every else cache.logits[:, -1]
    torch.testing.assert_close(logits, model(x).detach(), **EXACT)


def unrolled(model, x, y, cut=None):
    """Return the loss with all sums and states kept, for autograd to differentiate by them."""
    rnn, sums, states = model.rnn, [], []
    h = torch.zeros(len(x), rnn.hidden_size, dtype=x.dtype)
    copies = [rnn.weight_hh_l0.detach().clone().requires_grad_() for _ in range(x.shape[1])]
    for t, (x_t, weight) in enumerate(zip(x.unbind(1), copies, strict=True)):
        if cut is not None and t % cut == 0:
            h = h.detach()
        a = x_t @ rnn.weight_ih_l0.T + rnn.bias_ih_l0 + h @ weight.T + rnn.bias_hh_l0
        h = torch.tanh(a)
        sums.append(a)
        states.append(h)
    logits = torch.stack([model.fc(h) for h in states], dim=1)
    chosen = logits if y.ndim == 2 else logits[:, -1]
    loss = functional.cross_entropy(chosen.flatten(0, -2), y.flatten())
    return loss, sums, states, copies


@pytest.mark.parametrize("every", [False, True], ids=["many-to-one", "many-to-many"])
def test_what_the_gradients_are_made_of_is_what_autograd_finds_there(every):
    model, x, y = make(*SIZES[0], every=every)
    back = backpropagate(model.state_dict(), x, y)
    loss, sums, states, copies = unrolled(model, x, y)
    found = torch.autograd.grad(loss, [*sums, *states, *copies])
    T = x.shape[1]
    torch.testing.assert_close(back.deltas, torch.stack(found[:T], dim=1), **EXACT)
    torch.testing.assert_close(back.grad_states, torch.stack(found[T : 2 * T], dim=1), **EXACT)
    torch.testing.assert_close(back.contributions, torch.stack(found[2 * T :]), **EXACT)


@pytest.mark.parametrize("every", [False, True], ids=["many-to-one", "many-to-many"])
@pytest.mark.parametrize("truncate", [1, 2, 3, 5, 7, 100])
def test_truncation_is_what_detaching_does(truncate, every):
    model, x, y = make(3, 7, 2, 4, 5, every=every)
    back = backpropagate(model.state_dict(), x, y, truncate=truncate)
    loss, *_ = unrolled(model, x, y, cut=truncate)
    wanted = [model.rnn.weight_ih_l0, model.rnn.bias_hh_l0, model.fc.weight]
    names = ["rnn.weight_ih_l0", "rnn.bias_hh_l0", "fc.weight"]
    for name, gradient in zip(names, torch.autograd.grad(loss, wanted), strict=True):
        torch.testing.assert_close(back.gradients[name], gradient, **EXACT, msg=name)
    loss, _, _, copies = unrolled(model, x, y, cut=truncate)
    shared = sum(g for g in torch.autograd.grad(loss, copies, allow_unused=True) if g is not None)
    torch.testing.assert_close(back.gradients["rnn.weight_hh_l0"], shared, **EXACT)


def test_no_truncation_is_the_whole_way():
    model, x, y = make(3, 7, 2, 4, 5)
    whole, cut = (backpropagate(model.state_dict(), x, y, truncate=k) for k in (None, 7))
    assert torch.equal(whole.contributions, cut.contributions)


def test_a_member_of_an_ensemble_has_the_same_gradients():
    _, x, y = make(4, 6, 2, 3, 5)
    ensemble = RNNEnsemble.from_seeds(range(3), 2, 3, 5, dtype=torch.float64)
    functional.cross_entropy(ensemble(x)[1], y).backward()
    back = backpropagate(ensemble.member(1).state_dict(), x, y)
    for name, parameter in ensemble.named_parameters():
        torch.testing.assert_close(back.gradients[name], parameter.grad[1], **EXACT, msg=name)


def test_the_parameters_are_left_as_they_are():
    model, x, y = make(3, 4, 2, 4, 5)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    backpropagate(dict(model.named_parameters()), x, y)
    assert all(p.grad is None for p in model.parameters())
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def test_views_that_are_not_contiguous_give_the_same():
    model, x, y = make(3, 4, 2, 4, 5)
    view = x.permute(2, 1, 0).contiguous().permute(2, 1, 0)
    plain, viewed = (backpropagate(model.state_dict(), each, y) for each in (x, view))
    torch.testing.assert_close(viewed.contributions, plain.contributions, **EXACT)


def test_a_wrong_number_of_features_is_refused():
    model, x, y = make(3, 4, 2, 4, 5)
    with pytest.raises(ValueError, match="x must have 2 features, got a tensor"):
        backpropagate(model.state_dict(), x[..., :1], y)
    with pytest.raises(TypeError, match=r"x must be of the weights' dtype .*float64, got"):
        backpropagate(model.state_dict(), x.float(), y)
