"""What is given in 64 bits comes back right in 64 bits, whatever torch's default dtype is.

A single Python number in the wrong place makes float32 of a result, and a test with the default
tolerance does not see it. Here every public function that takes numbers and returns numbers is held
to NumPy, with equations of its own and derivatives by the complex step, which has no rounding to
speak of.
"""

import inspect
from functools import cache

import numpy as np
import pytest
import torch

from rnnbook import data, evidence, models, probing, training
from rnnbook.models._bptt import forward

EXACT = {"rtol": 1e-12, "atol": 1e-13}
N, T, D, H, C, S = 4, 5, 2, 3, 3, 2


@pytest.fixture(params=[torch.float32, torch.float64], ids=str, autouse=True)
def default(request):
    """Change torch's default dtype for a test, as a reader may have done."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(request.param)
    yield request.param
    torch.set_default_dtype(before)


# A network in NumPy. All of it takes complex numbers too.


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def rectifier(slope):
    return lambda a: np.where(a.real > 0, a, slope * a)


PHI = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": rectifier(0.0),
    "leaky_relu": rectifier(0.01),
    "prelu": rectifier(0.25),
}


def step(cell, w, x, h, c):
    """Return the states (h, c) after the element x."""
    a = w["rnn.weight_ih_l0"] @ x + w["rnn.bias_ih_l0"]
    b = w["rnn.weight_hh_l0"] @ h + w["rnn.bias_hh_l0"]
    if cell == "gru":
        (ar, az, an), (br, bz, bn) = np.split(a, 3), np.split(b, 3)
        z = sigmoid(az + bz)
        return (1 - z) * np.tanh(an + sigmoid(ar + br) * bn) + z * h, c
    if cell == "lstm":
        i, f, g, o = np.split(a + b, 4)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        return sigmoid(o) * np.tanh(c), c
    return PHI[cell](a + b), c


def read(cell, w, x, nudge=None):
    """Return the states of one sequence; ``nudge`` is (t, dh), added to the state after step t."""
    h = c = np.zeros(w["rnn.weight_hh_l0"].shape[1], dtype=complex)
    states = []
    for t, x_t in enumerate(x):
        h, c = step(cell, w, x_t, h, c)
        if nudge is not None and nudge[0] == t:
            h = h + nudge[1]
        states.append(h)
    return np.stack(states)


def logits(cell, w, x):
    return w["fc.weight"] @ read(cell, w, x)[-1] + w["fc.bias"]


def loss(z, y):
    return np.log(np.exp(z).sum()) - z[y]


def score(z, y):
    return z[y] - (z.sum() - z[y]) / (len(z) - 1)


def derivative(function, point):
    """Return the Jacobian of a function of an array, by the complex step."""
    columns = []
    for index in np.ndindex(point.shape):
        nudged = np.array(point, dtype=complex)
        nudged[index] += 1e-30j
        columns.append(np.asarray(function(nudged)).imag / 1e-30)
    return np.stack(columns, axis=-1).reshape((*columns[0].shape, *point.shape))


# What is read.


def drawn(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


X, Y = drawn(N, T, D), torch.tensor([0, 2, 1, 1])
x_ = X.numpy()


@cache
def network(cell, seed=0):
    """Return a network whose weights are no numbers of float32."""
    model = models.RecurrentClassifier(D, H, C, cell=cell, seed=seed).double()
    with torch.no_grad():
        for i, p in enumerate(model.parameters()):
            if p.ndim:  # the slope of the PReLU stays at 1/4
                p += 0.1 * drawn(*p.shape, seed=i + 10 * seed)
    return model


def numpy_weights(model):
    return {name: p.detach().numpy() for name, p in model.named_parameters()}


def each(function, cell):
    """Return what a function of (weights, one sequence, its label) says of all sequences."""
    w = numpy_weights(network(cell))
    return np.stack([np.real(function(w, x, y)) for x, y in zip(x_, Y.tolist(), strict=True)])


def assert_exact(ours, wanted):
    ours = torch.as_tensor(ours)
    assert ours.dtype == torch.float64
    torch.testing.assert_close(ours.detach(), torch.as_tensor(np.asarray(wanted)), **EXACT)


CELLS = pytest.mark.parametrize("cell", models.CELLS)
ELMAN = pytest.mark.parametrize("cell", PHI)


def test_activations_and_their_derivatives():
    a = drawn(50)
    for name, phi in PHI.items():
        assert_exact(models.activate(name, a), phi(a.numpy()))
        assert_exact(models.activate(name, a, slope=0.25), phi(a.numpy()))
        slopes = np.stack([derivative(phi, value) for value in a.numpy()])
        assert_exact(models.derivative(name, a), slopes)
    assert_exact(models.activate("prelu", a, slope=0.3), rectifier(0.3)(a.numpy()))
    assert_exact(models.derivative("prelu", a, slope=0.3), np.where(a > 0, 1.0, 0.3))


@CELLS
def test_networks_their_states_and_what_is_read_from_them(cell):
    model = network(cell)
    states = each(lambda w, x, y: read(cell, w, x), cell)
    readouts = each(lambda w, x, y: read(cell, w, x) @ w["fc.weight"].T + w["fc.bias"], cell)
    assert_exact(model(X), readouts[:, -1])
    assert_exact(models.logits_of(model, X), readouts[:, -1])
    assert_exact(probing.hidden_states(model, X), states)
    assert_exact(probing.readouts(model, X), readouts)
    for ours, wanted in zip(
        probing.run_with_hook(model, X, lambda h, t: h), (states, readouts[:, -1]), strict=True
    ):
        assert_exact(ours, wanted)
    losses = [loss(z, y) for z, y in zip(readouts[:, -1], Y, strict=True)]
    measured = training.evaluate(model, X, Y)
    assert measured.loss == pytest.approx(np.mean(losses), rel=1e-13)
    right = readouts[:, -1].argmax(axis=1) == Y.numpy()
    assert measured.accuracy == training.accuracy(model, X, Y) == right.mean()
    assert training.predict(model, X).tolist() == readouts[:, -1].argmax(axis=1).tolist()


@CELLS
def test_ensembles_their_losses_and_their_gradients(cell):
    ensemble = models.RNNEnsemble([network(cell), network(cell, seed=1)])
    assert_exact(ensemble(X)[0], each(lambda w, x, y: logits(cell, w, x), cell))
    states = each(lambda w, x, y: read(cell, w, x), cell)
    for manual_backward in (True, False):
        assert_exact(ensemble.hidden_states(X, manual_backward=manual_backward)[0], states)
    wanted = each(lambda w, x, y: loss(logits(cell, w, x), y), cell).mean()
    assert_exact(training.evaluate_ensemble(ensemble, X, Y).loss[0], wanted)
    ensemble.zero_grad()
    torch.nn.functional.cross_entropy(ensemble(X)[0], Y).backward()
    for name, p in ensemble.named_parameters():

        def with_this(value, w, x, y, name=name):
            if name == "rnn.slope":
                return loss(logits_with_slope(w, x, value), y)
            return loss(logits(cell, w | {name: value}, x), y)

        point = numpy_weights(network(cell))[name]
        by_steps = each(
            lambda w, x, y, f=with_this, p=point: derivative(lambda v: f(v, w, x, y), p), cell
        )
        assert_exact(p.grad[0], by_steps.mean(axis=0))


def logits_with_slope(w, x, slope):
    h = np.zeros(H, dtype=complex)
    for x_t in x:
        a = w["rnn.weight_ih_l0"] @ x_t + w["rnn.bias_ih_l0"]
        h = rectifier(slope)(a + w["rnn.weight_hh_l0"] @ h + w["rnn.bias_hh_l0"])
    return w["fc.weight"] @ h + w["fc.bias"]


def test_the_way_back_by_hand():
    model = models.SimpleRNN(D, H, C).double()
    model.load_state_dict(network("tanh").state_dict())
    cache = forward(model.state_dict(), X)
    assert_exact(cache.states, each(lambda w, x, y: read("tanh", w, x), "tanh"))
    assert_exact(cache.logits[:, -1], model(X).detach())
    back = models.backpropagate(model.state_dict(), X, Y)
    assert_exact(back.loss, each(lambda w, x, y: loss(logits("tanh", w, x), y), "tanh").mean())
    for name, gradient in back.gradients.items():
        by_steps = each(
            lambda w, x, y, name=name: derivative(
                lambda v: loss(logits("tanh", w | {name: v}, x), y), w[name]
            ),
            "tanh",
        )
        assert_exact(gradient, by_steps.mean(axis=0))
    assert_exact(back.contributions.sum(dim=0), back.gradients["rnn.weight_hh_l0"])
    assert_exact(back.deltas, back.grad_states * (1 - cache.states**2))


def test_networks_without_a_recurrence():
    blind = models.OrderBlindMLP(D, H, C).double()
    w = numpy_weights(blind)
    terms = np.tanh(x_ @ w["embed.weight"].T + w["embed.bias"]).mean(axis=1)
    assert_exact(blind(X), terms @ w["fc.weight"].T + w["fc.bias"])
    window = models.WindowMLP(D, 3, H, C).double()
    w = numpy_weights(window)
    hidden = np.tanh(x_[:, -3:].reshape(N, -1) @ w["hidden.weight"].T + w["hidden.bias"])
    assert_exact(window(X), hidden @ w["fc.weight"].T + w["fc.bias"])
    slid = models.ConvolutionMLP(D, H, C, kernel=2, head="mean").double()
    w = numpy_weights(slid)
    before = np.concatenate([np.zeros((N, 1, D)), x_[:, :-1]], axis=1)
    both = np.concatenate([before, x_], axis=2)
    hidden = np.tanh(both @ w["layers.0.weight"].T + w["layers.0.bias"]).mean(axis=1)
    assert_exact(slid(X), hidden @ w["fc.weight"].T + w["fc.bias"])
    assert_exact(models.StackedModules([blind, blind])(X)[1], blind(X).detach())


@CELLS
def test_attributions(cell):
    model = network(cell)

    def score_of(w, x, y):
        return score(logits(cell, w, x), y)

    def slope_of(w, x, y):
        return derivative(lambda v: score_of(w, v, y), x)

    assert_exact(probing.logit_margin(model, X, Y), each(score_of, cell))
    assert_exact(probing.gradient(model, X, Y), each(slope_of, cell))
    shares = each(lambda w, x, y: x * slope_of(w, x, y), cell)
    assert_exact(probing.gradient_times_input(model, X, Y), shares)
    nodes, weights = np.polynomial.legendre.leggauss(4)

    def along(w, x, y):
        points = [0.3 + (node + 1) / 2 * (x - 0.3) for node in nodes]
        slopes = [slope_of(w, point, y) for point in points]
        return (x - 0.3) * np.tensordot(weights / 2, slopes, axes=1)

    ours = probing.integrated_gradients(model, X, Y, baseline=0.3, points=4)
    assert_exact(ours, each(along, cell))

    def without(w, x, y):
        others = [np.where(np.arange(T)[:, None] == t, 0.3, x) for t in range(T)]
        return np.array([score_of(w, x, y) - score_of(w, other, y) for other in others])

    assert_exact(probing.occlusion(model, X, Y, baseline=0.3), each(without, cell))


@CELLS
def test_gradients_through_time(cell):
    def lengths(w, x, y):
        return [
            np.linalg.norm(
                derivative(
                    lambda dh, t=t: loss(
                        w["fc.weight"] @ read(cell, w, x, (t, dh))[-1] + w["fc.bias"], y
                    ),
                    np.zeros(H),
                )
            )
            for t in range(T)
        ]

    if cell != "lstm":  # there c_t is a way of its own, which is no part of it
        wanted = each(lengths, cell).mean(axis=0)
        assert_exact(probing.gradients_through_time(network(cell), X, Y)[0], wanted)
    assert probing.gradients_through_time(network(cell), X, Y).dtype == torch.float64


@ELMAN
def test_jacobians(cell):
    model = network(cell)
    if cell == "prelu":
        with pytest.raises(ValueError, match="model must have one of the cells"):
            probing.step_jacobians(model, X)
        return

    def each_step(w, x, y):
        before = np.concatenate([np.zeros((1, H)), read(cell, w, x)[:-1].real])
        return [
            derivative(lambda v, x_t=x_t: step(cell, w, x_t, v, None)[0], h)
            for h, x_t in zip(before, x, strict=True)
        ]

    wanted = each(each_step, cell)
    ours = probing.step_jacobians(model, X)
    assert_exact(ours, wanted)
    assert_exact(
        probing.jacobian_products(ours)[:, 0], [np.linalg.multi_dot(w[::-1]) for w in wanted]
    )
    rates = probing.lyapunov_exponents(ours + torch.eye(H).double())
    volume = np.log(np.abs(np.linalg.det(wanted + np.eye(H)))).mean(axis=1)
    assert_exact(rates.sum(dim=-1), volume)


def test_fixed_points():
    W, b = 0.3 * drawn(H, H), drawn(H, seed=1)
    found = probing.find_fixed_points(lambda h: h @ W.T + b, drawn(5, H))
    point = np.linalg.solve(np.eye(H) - W.numpy(), b.numpy())
    torch.testing.assert_close(found.points[0], torch.tensor(point), rtol=0, atol=1e-9)
    assert_exact(found.jacobians[0], W)
    sizes = np.sort(np.abs(np.linalg.eigvals(W.numpy())))[::-1]
    assert_exact(found.eigenvalues[0].abs(), sizes.copy())


def test_what_is_read_from_points():
    points, others = drawn(9, T, H), drawn(9, T, H, seed=1)
    lengths = np.sqrt(((points.numpy() - others.numpy()) ** 2).sum(axis=-1))
    assert_exact(probing.state_distance(points, others), lengths)
    found = probing.principal_components(points, 2)
    rows = points.numpy().reshape(-1, H)
    variances, directions = np.linalg.eigh(np.cov(rows.T))
    assert_exact(found.shares, (variances[::-1] / variances.sum())[:2])
    along = np.abs((rows - rows.mean(axis=0)) @ directions[:, ::-1][:, :2])
    assert_exact(found.coordinates.abs().flatten(0, 1), along)
    slope = probing.central_differences(lambda v: (v**2).sum(), points[0], step=1e-4)
    torch.testing.assert_close(slope, 2 * points[0], rtol=1e-9, atol=1e-9)
    assert_exact(probing.factor_per_step(points[0].abs()), factors(points[0].abs().numpy()))


def factors(norms):
    return (norms[:, 0] / norms[:, -1]) ** (1 / (norms.shape[1] - 1))


def test_what_a_state_remembers():
    x = drawn(40, T, 1)
    h = torch.cat([x[:, -1] + 0.1 * x[:, -2], x[:, -3]], dim=1)
    ours = probing.memory_curve(h, x, [0, 1])
    known = np.concatenate([h.numpy(), np.ones((40, 1))], axis=1)
    wanted = []
    for lag in (0, 1):
        target = x[:, T - 1 - lag, 0].numpy()
        fit = np.linalg.lstsq(known[:20], target[:20], rcond=None)[0]
        spread = ((target[20:] - target[:20].mean()) ** 2).sum()
        wanted.append(1 - ((target[20:] - known[20:] @ fit) ** 2).sum() / spread)
    assert_exact(ours, wanted)
    features, target = drawn(40, H).numpy(), drawn(40, seed=1).numpy()
    scores = probing.probe_with_controls({"states": features}, target, seed=0)
    assert scores["states"] == probing.linear_probe(features, target)
    mean, spread = features[:20].mean(axis=0), features[:20].std(axis=0)
    fitted, held = ((part - mean) / spread for part in (features[:20], features[20:]))
    middle = target[:20].mean()
    ridge = np.linalg.solve(fitted.T @ fitted + np.eye(H), fitted.T @ (target[:20] - middle))
    errors = target[20:] - middle - held @ ridge
    around = target[20:] - target[20:].mean()
    wanted = 1 - (errors**2).sum() / (around**2).sum()
    assert scores["states"] == pytest.approx(wanted, rel=1e-10)
    side = (features[:, 0] > 0).astype(int)
    shares = probing.probe_by_class(features, side)
    both = sum(share * (side[20:] == one).mean() for one, share in shares.items())
    assert both == pytest.approx(probing.linear_probe(features, side), rel=1e-12)


def test_shares_are_float64_and_exact():
    w = numpy_weights(network("tanh"))
    for unit, ours in enumerate(probing.unit_ablation_accuracy(network("tanh"), X, Y).tolist()):
        kept = np.arange(H) != unit
        right = 0
        for x, y in zip(x_, Y.tolist(), strict=True):
            h = np.zeros(H)
            for x_t in x:
                h = kept * step("tanh", w, x_t, h, None)[0]
            right += (w["fc.weight"] @ h + w["fc.bias"]).argmax() == y
        assert ours == right / N
    share = probing.accuracy_under_noise(network("tanh"), X, Y, noise=0.0, seed=0)
    assert share == training.accuracy(network("tanh"), X, Y)
    values = torch.tensor([[1, 2, 6], [3, 2, 1], [2, 9, 4]])
    for rule, wanted in zip(probing.RULES, (2 / 3, 1.0, 1.0), strict=True):
        for kind in (values, values.float(), values.double()):
            assert_exact(probing.agreement(torch.tensor([1, 0, 1]), kind, rule), wanted)


def test_series_keep_their_numbers():
    s = drawn(9, D)
    cut = np.stack([s.numpy()[i : i + 5] for i in range(5)])
    for ours, wanted in zip(data.windows(s, 3, horizon=2), (cut[:, :3], cut[:, 3:]), strict=True):
        assert_exact(ours, wanted)
    values = s[:, 0].numpy()
    around = values - values.mean()
    wanted = (around[:-2] * around[2:]).sum() / (around**2).sum()
    assert_exact(data.autocorrelation(s[:, 0], 2), wanted)
    padded, lengths = data.pad([s, s[:4]], value=0.1)
    assert_exact(padded[1], np.concatenate([s[:4], np.full((5, D), 0.1)]))
    assert_exact(data.last_states(padded, lengths), np.stack([s[-1], s[3]]))
    assert data.length_mask(lengths, 9).sum(dim=1).tolist() == [9, 4]
    parts = data.split(drawn(6, T, D), torch.zeros(6, dtype=torch.int64), seed=0)
    kept = np.concatenate([part.x.numpy() for part in parts])
    assert {row.tobytes() for row in kept} == {row.tobytes() for row in drawn(6, T, D).numpy()}
    assert_exact(data.stack_over_seeds(lambda seed: (s + seed,), [0, 1])[0][1], s + 1)


def test_training_follows_the_equations():
    model = models.SimpleRNN(D, H, C).double()
    model.load_state_dict(network("tanh").state_dict())
    w = numpy_weights(model)
    w = {name: value.copy() for name, value in w.items()}
    history = training.train(model, torch.optim.SGD(model.parameters(), lr=0.3), X, Y, epochs=3)
    ensemble = models.RNNEnsemble([network("tanh"), network("tanh", seed=1)])
    sgd = torch.optim.SGD(ensemble.parameters(), lr=0.3)
    together = training.train_ensemble(ensemble, sgd, X, Y, epochs=3)
    for epoch in range(3):

        def mean_loss(values, w=w):
            labelled = zip(x_, Y.tolist(), strict=True)
            return np.mean([loss(logits("tanh", w | values, x), y) for x, y in labelled])

        wanted = mean_loss({}).real
        assert history.loss[epoch] == pytest.approx(wanted, rel=1e-12)
        assert_exact(together.loss[0, epoch], wanted)
        moves = {n: derivative(lambda v, n=n: mean_loss({n: v}), value) for n, value in w.items()}
        w = {name: value - 0.3 * moves[name] for name, value in w.items()}


def test_statistics():
    values = drawn(30)
    assert evidence.mean(values).estimate == pytest.approx(values.numpy().mean(), rel=1e-15)
    assert evidence.median(values).estimate == np.median(values.numpy())
    difference = evidence.mean_difference(values, drawn(30, seed=1)).estimate
    assert difference == pytest.approx((values.numpy() - drawn(30, seed=1).numpy()).mean())
    assert evidence.proportion(values > 0).estimate == (values.numpy() > 0).mean()


# What is made follows the default dtype, as the weights of a network do.

MADE = {
    "two_ramps": lambda: data.two_ramps(),
    "counting_ramps": lambda: data.counting_ramps(7, start=0.1, step=0.3),
    "sorted_ramps": lambda: data.sorted_ramps(5, 6, low=0.1, seed=3),
    "trend_pairs": lambda: data.trend_pairs(5, 6, seed=3),
    "first_mark_pairs": lambda: data.first_mark_pairs(5, 6, positions=[1, 3, 4], seed=3),
    "rise_or_fall": lambda: data.rise_or_fall(5, 6, seed=3),
    "running_parity": lambda: data.running_parity(5, 6, seed=3),
    "flip_flops": lambda: data.flip_flops(5, 6, seed=3),
    "one_hot": lambda: (data.one_hot(torch.tensor([2, 0]), 3), torch.tensor([2, 0])),
    "Vocabulary": lambda: (data.Vocabulary("abc").one_hot(torch.tensor([2])), torch.tensor([2])),
    "daily_temperatures": lambda: (data.daily_temperatures().values, torch.tensor(0)),
    "monthly_prices": lambda: (data.monthly_prices().values, torch.tensor(0)),
    "motion_sensors": lambda: labelled(data.motion_sensors()),
    "spoken_vowels": lambda: labelled(data.spoken_vowels()),
}


def labelled(recorded):
    return torch.cat(recorded.sequences), recorded.labels


@pytest.mark.parametrize("name", MADE)
def test_what_is_made_is_of_the_default_dtype_and_the_same_in_each(name, default):
    x, y = MADE[name]()
    assert (x.dtype, y.dtype) == (default, torch.int64)
    torch.set_default_dtype(torch.float32)
    single, labels = MADE[name]()
    torch.testing.assert_close(x.float(), single, rtol=1e-6, atol=1e-6)
    assert torch.equal(y, labels)


def test_what_is_written_in_64_bits_is_made_in_64_bits():
    torch.set_default_dtype(torch.float64)
    assert data.counting_ramps(7, start=0.1, step=0.3)[0][0, 1, 0].item() == 0.1 + 0.3
    assert data.daily_temperatures().values[0, 0].item() == 12.8
    ramp = data.trend_pairs(1, 4, noise=0.0, seed=0)[0][0, :, 0]
    assert ramp.tolist() == pytest.approx([-1, -1 / 3, 1 / 3, 1], rel=1e-15)


def test_the_worked_example_runs_in_the_default_dtype():
    x, y = data.two_ramps()
    model = models.SimpleRNN(1, 8, 2)
    history = training.train(model, torch.optim.Adam(model.parameters()), x, y, epochs=2)
    assert history.epochs == 2


# Not numbers in, numbers out; Python's own numbers are 64 bits long.
WITHOUT_NUMBERS = {
    "builtin_text", "ElmanLayer", "init_recurrent_", "torch_seed", "evaluation_mode",
    "classify_orders", "permutations", "EarlyStopping", "track", "seeds", "claim", "glue",
    "data_seed", "tuning_seeds", "proved", "contest",
}  # fmt: skip


def test_every_public_function_is_held_to_it(public_functions):
    source = inspect.getsource(inspect.getmodule(drawn))
    called = {name.removeprefix("rnnbook."): name.rpartition(".")[2] for name in public_functions}
    missing = [
        name
        for name, last in called.items()
        if name.startswith(("data.", "models.", "probing.", "training.", "evidence."))
        and last not in WITHOUT_NUMBERS
        and f"{name}(" not in source
    ]
    assert not missing
