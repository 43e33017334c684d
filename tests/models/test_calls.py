"""What the networks are called with: sequences (N, T, D) of their own kind, and nothing else."""

import copy
import pickle
from functools import cache

import numpy as np
import pytest
import torch
from torch.func import functional_call, jacrev
from torch.nn.utils.rnn import pack_sequence

from rnnbook.models import (
    CELLS,
    ConvolutionMLP,
    ElmanLayer,
    OrderBlindMLP,
    RecurrentClassifier,
    RNNEnsemble,
    SimpleRNN,
    StackedModules,
    WindowMLP,
)
from rnnbook.models._bptt import forward

N, T, D = 4, 6, 2


@cache
def singles(D=D):
    """Return one network of each kind that reads D features."""
    return {
        "SimpleRNN": SimpleRNN(D, 3, 2),
        **{cell: RecurrentClassifier(D, 3, 2, cell=cell) for cell in CELLS},
        "many-to-many": RecurrentClassifier(D, 3, 2, head="every"),
        "OrderBlindMLP": OrderBlindMLP(D, 3, 2),
        "WindowMLP": WindowMLP(D, 3, 3, 2),
        **{head: ConvolutionMLP(D, 3, 2, kernel=2, head=head) for head in ("last", "mean")},
        "ElmanLayer": ElmanLayer(D, 3, nonlinearity="sigmoid"),
    }


@cache
def readers(D=D):
    """Return all that is called with sequences: those networks, and many of them at once."""
    ensemble = RNNEnsemble.from_seeds(range(5), D, 3, 2)
    return {
        **singles(D),
        "RNNEnsemble": ensemble,
        "its states": ensemble.hidden_states,
        "StackedModules": StackedModules(SimpleRNN(D, 3, 2, seed=seed) for seed in range(5)),
        "forward": lambda x: forward(SimpleRNN(D, 3, 2).state_dict(), x),
    }


NAMES = [*readers()]
X = torch.randn(N, T, D, generator=torch.Generator().manual_seed(0))
BAD = {
    "one sequence": X[0],
    "one number": X[0, 0, 0],
    "a row": X[0, :, 0],
    "four axes": X[None],
    "too many members": X.expand(6, N, T, D),
    "five axes": X.expand(1, 5, N, T, D),
    "features missing": X[..., :1],
    "features added": torch.cat([X, X], dim=-1),
    "no steps": X[:, :0],
    "whole numbers": X.long(),
    "truth values": X > 0,
    "complex numbers": X + 1j,
    "float64": X.double(),
    "float16": X.half(),
    "another device": X.to("meta"),
    "a list": X.tolist(),
    "an array": X.numpy(),
    "an array of doubles": np.zeros((N, T, D)),
    "packed": pack_sequence([*X]),
    "nothing": None,
    "a pair": (X, X),
}


@pytest.mark.parametrize("case", BAD)
@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_read_is_refused_in_our_words(name, case):
    with pytest.raises((TypeError, ValueError), match=r"x must .*, got "):
        readers()[name](BAD[case])


@pytest.mark.parametrize("name", NAMES)
def test_numbers_without_an_axis_of_features_are_refused_although_torch_would_read_them(name):
    with pytest.raises(ValueError, match=r"x must be .* \(N, T, D\).*, got .*\(4, 6\)"):
        readers(D=1)[name](X[:, :, 0])
    with pytest.raises(ValueError, match=r"x must be .* \(N, T, D\).*, got .*\(6, 1\)"):
        readers(D=1)[name](X[0, :, :1])


def test_the_message_says_how_to_make_what_is_wanted():
    one, two = SimpleRNN(1, 3, 2), SimpleRNN(2, 3, 2)
    ways = {
        r"x\[None\]": (two, X[0]),
        r"x\[\.\.\., None\]": (one, X[:, :, 0]),
        r"torch\.tensor\(x\)": (two, X.tolist()),
        r"torch\.from_numpy\(x\)": (two, X.numpy()),
        r"pad_packed_sequence": (two, BAD["packed"]),
        r"x\.to\(torch\.float32\)": (two, X.double()),
        r"x\.float\(\)": (two, X.long()),
    }
    for way, (model, x) in ways.items():
        with pytest.raises((TypeError, ValueError), match=way):
            model(x)


def test_a_window_that_is_longer_than_the_sequences_is_refused():
    with pytest.raises(ValueError, match="x must have at least 5 time steps, got"):
        WindowMLP(D, 5, 3, 2)(X[:, :4])


@pytest.mark.parametrize("h_0", [torch.zeros(N, 3), torch.zeros(1, 1, 3), torch.zeros(3), [0.0]])
def test_a_state_of_another_shape_is_not_stretched_to_fit(h_0):
    with pytest.raises(ValueError, match=r"h_0 must be a tensor of shape \(1, 4, 3\), got"):
        ElmanLayer(D, 3, nonlinearity="sigmoid")(X, h_0)


def test_one_batch_for_each_member_is_not_stretched_to_fit():
    for many in ("RNNEnsemble", "its states", "StackedModules"):
        with pytest.raises(ValueError, match=r"x must .*5.*, got .*\(1, 4, 6, 2\)"):
            readers()[many](X[None])


@pytest.mark.parametrize("name", singles())
def test_an_empty_batch_has_empty_answers(name):
    answer = singles()[name](X[:0])
    assert len(answer[0] if isinstance(answer, tuple) else answer) == 0


# What torch does with modules, it does with these.


@pytest.mark.parametrize("name", singles())
def test_copies_and_functional_calls_compute_the_same(name):
    model = singles()[name]
    wanted = model(X)
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        torch.testing.assert_close(other(x=X), wanted, rtol=0, atol=0)
    weights = dict(model.named_parameters())
    torch.testing.assert_close(functional_call(model, weights, (X,)), wanted, rtol=0, atol=0)


# torch cannot map its own recurrent layers.
VMAPPED = ["sigmoid", "prelu", "OrderBlindMLP", "WindowMLP", "last", "mean"]


@pytest.mark.parametrize("name", VMAPPED)
def test_they_are_mapped_over_batches_and_weights(name):
    model = singles()[name]
    batches = torch.stack([X, -X, 2 * X])
    torch.testing.assert_close(torch.vmap(model)(batches), torch.stack([*map(model, batches)]))
    weights = {key: torch.stack([p, 2 * p]) for key, p in model.named_parameters()}
    both = torch.vmap(lambda w: functional_call(model, w, (X,)))(weights)
    for s in range(2):
        alone = functional_call(model, {key: p[s] for key, p in weights.items()}, (X,))
        torch.testing.assert_close(both[s], alone)


def test_a_wrong_rank_is_seen_inside_a_map_too():
    with pytest.raises(ValueError, match=r"x must be .*got .*\(6, 2\)"):
        torch.vmap(WindowMLP(D, 3, 3, 2))(X)


def test_derivatives_with_respect_to_the_input_pass_through():
    model = SimpleRNN(D, 3, 2).double()
    x = X.double().requires_grad_()
    by_rows = jacrev(model)(x)
    for n in range(N):
        for c in range(2):
            (row,) = torch.autograd.grad(model(x)[n, c], x)
            torch.testing.assert_close(by_rows[n, c], row, rtol=0, atol=1e-12)


def test_hooks_see_and_change_what_they_see_and_change_in_any_module():
    model, seen = SimpleRNN(D, 3, 2), []
    plain = model(X)
    model.rnn.register_forward_hook(lambda module, args, out: seen.append(out[0].shape))
    model.register_forward_hook(lambda module, args, out: out + 1)
    # A hook may make sequences of what is none: the network looks at what reaches it.
    model.register_forward_pre_hook(lambda module, args: (torch.as_tensor(args[0]),))
    torch.testing.assert_close(model(X.numpy()), plain + 1)
    assert seen == [(N, T, 3)]


def test_under_autocast_torch_converts_by_itself():
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert WindowMLP(D, 3, 3, 2)(X.bfloat16()).dtype == torch.bfloat16


def test_a_network_in_float64_reads_float64_only():
    model = SimpleRNN(D, 3, 2).double()
    assert model(X.double()).dtype == torch.float64
    with pytest.raises(TypeError, match=r"model's dtype torch\.float64, got .*float32"):
        model(X)
