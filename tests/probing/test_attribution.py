"""Attribution on models whose shares are known, and against Captum."""

import pytest
import torch
from torch import nn

from rnnbook.models import CELLS, RecurrentClassifier, RNNEnsemble
from rnnbook.probing import (
    gradient,
    gradient_times_input,
    integrated_gradients,
    logit_margin,
    occlusion,
)


class Linear(nn.Module):
    """Logits that are linear in the inputs: what each input adds is known."""

    def __init__(self):
        super().__init__()
        g = torch.Generator().manual_seed(3)
        self.weight = nn.Parameter(torch.randn(21, 2, generator=g, dtype=torch.float64))

    def forward(self, x):
        return x.flatten(-2) @ self.weight


def test_on_a_linear_model_all_shares_are_the_same(x, y):
    model = Linear()
    w = (model.weight[:, 1] - model.weight[:, 0]).detach().reshape(7, 3)
    sign = (2 * y - 1)[:, None, None]
    torch.testing.assert_close(logit_margin(model, x, y), (sign * w * x).sum(dim=(1, 2)))
    torch.testing.assert_close(gradient(model, x, y), (sign * w).expand_as(x))
    for shares in (gradient_times_input(model, x, y), integrated_gradients(model, x, y, points=1)):
        torch.testing.assert_close(shares, sign * w * x)
    torch.testing.assert_close(occlusion(model, x, y), (sign * w * x).sum(dim=-1))


@pytest.mark.parametrize("cell", CELLS)
def test_integrated_gradients_are_complete(cell, x, y, network):
    model = network(cell, classes=3)
    shares = integrated_gradients(model, x, y, baseline=0.3, points=200)
    gained = logit_margin(model, x, y) - logit_margin(model, torch.full_like(x, 0.3), y)
    # The integrand has kinks where an activation has one.
    kinks = cell in ("relu", "leaky_relu", "prelu")
    torch.testing.assert_close(
        shares.sum(dim=(1, 2)), gained, atol=1e-3 if kinks else 1e-10, rtol=0
    )


def test_members_are_attributed_each_for_itself(x, y, network):
    models = [network(), network(), RecurrentClassifier(3, 5, 2, seed=9).double()]
    ensemble = RNNEnsemble(models)
    for tool in (logit_margin, gradient, gradient_times_input, integrated_gradients, occlusion):
        together = tool(ensemble, x, y)
        for index, model in enumerate(models):
            torch.testing.assert_close(together[index], tool(model, x, y))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
@pytest.mark.parametrize("cell", CELLS)
def test_a_graphics_card_attributes_as_the_processor_does(cell, x, y, network):
    model = network(cell)
    for tool in (logit_margin, gradient, occlusion):
        here = tool(model.cpu(), x, y)
        torch.testing.assert_close(tool(model.cuda(), x.cuda(), y.cuda()).cpu(), here)


def test_the_field_s_library_agrees(x, y, network):
    from captum import attr

    model = network()

    def difference(inputs, labels):
        logits = model(inputs)
        return logits[range(len(labels)), labels] - logits[range(len(labels)), 1 - labels]

    ours = gradient_times_input(model, x, y)
    wanted = x.clone().requires_grad_()
    theirs = attr.InputXGradient(difference).attribute(wanted, additional_forward_args=y)
    torch.testing.assert_close(ours, theirs.detach())
    theirs = attr.IntegratedGradients(difference).attribute(
        wanted, additional_forward_args=y, n_steps=50, method="gausslegendre"
    )
    torch.testing.assert_close(integrated_gradients(model, x, y, points=50), theirs.detach())
    theirs = attr.Occlusion(difference).attribute(
        wanted, sliding_window_shapes=(1, 3), additional_forward_args=y
    )
    ours = occlusion(model, x, y).to(theirs.dtype)
    torch.testing.assert_close(ours, theirs[:, :, 0].detach())


def test_what_the_network_ignores_gets_nothing(x, y, network):
    model = network()
    with torch.no_grad():
        model.rnn.weight_ih_l0[:, 1] = 0
    for tool in (gradient, gradient_times_input, integrated_gradients):
        assert (tool(model, x, y)[:, :, 1] == 0).all()
