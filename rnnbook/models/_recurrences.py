r"""Recurrences of many networks at once, with backpropagation through time written out.

S members read N sequences of T steps. The products with the inputs do not depend on the state, so
they are made for all steps before the recurrence starts; each function below takes them as ``a``
of shape (S, T, N, G H), the biases included, with G = 1 for the Elman cell, 3 for the GRU and 4 for
the LSTM, gates in torch's order. ``weight`` is :math:`W_{hh}` of shape (S, G H, H). Each returns
the hidden states, (S, T, N, H), and the last of them, (S, N, H).

The forward and backward passes are one ``torch.autograd.Function`` for each cell. What they
compute is what autograd computes from the loops in ``REFERENCE``; the tests hold them to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from rnnbook.models._activations import ACTIVATIONS, LEAKY_SLOPE

__all__ = ["MANUAL", "REFERENCE", "elman", "gru", "lstm"]

aten = torch.ops.aten


def elman(
    a: Tensor, weight: Tensor, activation: str, slope: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    r"""Return the states of :math:`h_t = \phi(a_t + W_{hh} h_{t-1})`; ``slope`` (S,) for PReLU."""
    slope = a.new_zeros(len(a)) if slope is None else slope
    return _Elman.apply(a, weight, slope, activation)


def gru(a: Tensor, weight: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
    r"""Return the states of a GRU; ``bias`` (S, H) is :math:`b_{hn}`, which stands inside a gate.

    .. math::
        r_t, z_t &= \sigma(a_t + W_{hh} h_{t-1})_{r, z} \\
        n_t &= \tanh(a_{t, n} + r_t (W_{hn} h_{t-1} + b_{hn})) \\
        h_t &= (1 - z_t) n_t + z_t h_{t-1}
    """
    return _GRU.apply(a, weight, bias)


def lstm(a: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
    r"""Return the hidden states of an LSTM.

    .. math::
        i_t, f_t, o_t &= \sigma(a_t + W_{hh} h_{t-1})_{i, f, o}, \qquad
        g_t = \tanh(a_t + W_{hh} h_{t-1})_g \\
        c_t &= f_t c_{t-1} + i_t g_t, \qquad h_t = o_t \tanh(c_t)
    """
    return _LSTM.apply(a, weight)


class _Recurrence(torch.autograd.Function):
    """What the cells share: two outputs, of which a network uses one."""

    @staticmethod
    def outputs(ctx: Any, states: Tensor) -> tuple[Tensor, Tensor]:
        # The gradient of the output that is not used arrives as None, not as zeros.
        ctx.set_materialize_grads(False)
        return states, states[:, -1].contiguous()

    @staticmethod
    def grad_at(states: Tensor | None, last: Tensor | None, t: int, end: int) -> Any:
        """Return the gradient that reaches the state of step t from outside the recurrence."""
        from_states = None if states is None else states[:, t]
        from_last = last if t == end else None
        if from_states is None or from_last is None:
            return from_last if from_states is None else from_states
        return from_states + from_last


def _sum_of_products(left: Tensor, right: Tensor) -> Tensor:
    r"""Return :math:`\sum_{t, n} l_{t, n} r_{t, n}^\top` for each member: (S, L, R)."""
    return torch.bmm(left.flatten(1, 2).transpose(1, 2), right.flatten(1, 2))


def _add_product(grad_from_output: Tensor | None, left: Tensor, right: Tensor) -> Tensor:
    """Return ``grad_from_output + left @ right``, where the first may be missing."""
    if grad_from_output is None:
        return torch.bmm(left, right)
    return torch.baddbmm(grad_from_output, left, right)


class _Elman(_Recurrence):
    @staticmethod
    def forward(
        ctx: Any, a: Tensor, weight: Tensor, slope: Tensor, activation: str
    ) -> tuple[Tensor, Tensor]:
        transposed = weight.transpose(1, 2)
        states = torch.empty_like(a)
        sums = torch.empty_like(a) if activation == "prelu" else None
        h = None
        for t, (a_t, h_t) in enumerate(zip(a.unbind(1), states.unbind(1), strict=True)):
            total = a_t if h is None else torch.baddbmm(a_t, h, transposed)
            _activate(activation, total, slope, out=h_t)
            h = h_t
            if sums is not None:
                sums[:, t] = total
        ctx.activation = activation
        ctx.save_for_backward(weight, slope, states, sums)
        return _Recurrence.outputs(ctx, states)

    @staticmethod
    @once_differentiable
    def backward(
        ctx: Any, grad_states: Tensor | None, grad_last: Tensor | None
    ) -> tuple[Tensor | None, ...]:
        weight, slope, states, sums = ctx.saved_tensors
        end = states.shape[1] - 1
        grad_a = torch.empty_like(states)  # the gradients with respect to a + W h
        grad_slope = None if sums is None else torch.zeros_like(slope)
        grad_h = _Recurrence.grad_at(grad_states, grad_last, end, end)
        steps = list(zip(states.unbind(1), grad_a.unbind(1), strict=True))
        for t in range(end, -1, -1):
            h, grad_a_t = steps[t]
            total = None if sums is None else sums[:, t]
            _activation_backward(ctx.activation, grad_h, h, total, slope, out=grad_a_t)
            if grad_slope is not None:
                grad_slope += (grad_h * sums[:, t].clamp(max=0)).sum(dim=(1, 2))
            if t > 0:
                grad_from_output = _Recurrence.grad_at(grad_states, grad_last, t - 1, end)
                grad_h = _add_product(grad_from_output, grad_a_t, weight)
        grad_weight = _sum_of_products(grad_a[:, 1:], states[:, :-1])
        return grad_a, grad_weight, grad_slope, None


def _activate(activation: str, total: Tensor, slope: Tensor, *, out: Tensor) -> None:
    r"""Write :math:`\phi` of the sums into ``out``, without a copy on the way."""
    if activation == "tanh":
        torch.tanh(total, out=out)
    elif activation == "sigmoid":
        torch.sigmoid(total, out=out)
    elif activation == "relu":
        torch.clamp_min(total, 0, out=out)
    else:
        out.copy_(ACTIVATIONS[activation](total, slope[:, None, None]))


def _activation_backward(
    activation: str, gradient: Tensor, h: Tensor, total: Any, slope: Tensor, *, out: Tensor
) -> None:
    r"""Write the gradient times :math:`\phi'` into ``out``; the state tells it, but for PReLU."""
    if activation == "tanh":
        aten.tanh_backward.grad_input(gradient, h, grad_input=out)
    elif activation == "sigmoid":
        aten.sigmoid_backward.grad_input(gradient, h, grad_input=out)
    elif activation == "relu":
        aten.threshold_backward.grad_input(gradient, h, 0, grad_input=out)
    elif activation == "leaky_relu":
        out.copy_(aten.leaky_relu_backward(gradient, h, LEAKY_SLOPE, True))
    elif activation == "prelu":
        torch.where(total > 0, gradient, gradient * slope[:, None, None], out=out)
    else:
        raise NotImplementedError(f"the derivative of {activation} is to be added here")


class _GRU(_Recurrence):
    @staticmethod
    def forward(ctx: Any, a: Tensor, weight: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
        members, steps, count, width = a.shape
        size = width // 3
        transposed, inner = weight.transpose(1, 2), bias[:, None]
        states = a.new_empty(members, steps, count, size)
        insides, gates = torch.empty_like(states), torch.empty_like(a)
        h = a.new_zeros(members, count, size)
        for t in range(steps):
            product = torch.bmm(h, transposed)
            # r and z decide, number by number, how much of the past is read and how much is kept.
            both = torch.sigmoid_(a[:, t, :, : 2 * size] + product[..., : 2 * size])
            r, z = both.chunk(2, dim=-1)
            # The proposed state n sees the past only as far as the reset gate r lets it.
            inside = product[..., 2 * size :] + inner
            n = torch.tanh_(torch.addcmul(a[:, t, :, 2 * size :], r, inside))
            # Where the update gate z is 1, the old state is copied: a way back without a factor.
            h = torch.lerp(n, h, z)
            gates[:, t, :, : 2 * size], gates[:, t, :, 2 * size :] = both, n
            insides[:, t], states[:, t] = inside, h
        ctx.save_for_backward(weight, states, gates, insides)
        return _Recurrence.outputs(ctx, states)

    @staticmethod
    @once_differentiable
    def backward(
        ctx: Any, grad_states: Tensor | None, grad_last: Tensor | None
    ) -> tuple[Tensor | None, ...]:
        weight, states, gates, insides = ctx.saved_tensors
        r, z, n = gates.chunk(3, dim=-1)
        before = torch.cat([torch.zeros_like(states[:, :1]), states[:, :-1]], dim=1)
        # The factor of the gradient of h_t in that of each gate, made for all steps at once.
        n_factor = (1 - z) * (1 - n * n)
        rz_factors = [n_factor * insides * r * (1 - r), (before - n) * z * (1 - z)]
        factors = torch.stack([*rz_factors, n_factor, n_factor * r], dim=3)  # (S, T, N, 4, H)
        size, end = n.shape[-1], states.shape[1] - 1
        grad_gates = torch.empty_like(factors)
        grad_h = _Recurrence.grad_at(grad_states, grad_last, end, end)
        for t in range(end, -1, -1):
            grad_gates_t = grad_h[:, :, None] * factors[:, t]
            grad_gates[:, t] = grad_gates_t
            if t > 0:
                grad_product = grad_gates_t[:, :, [0, 1, 3]].flatten(2)
                grad_h = torch.baddbmm(grad_h * z[:, t], grad_product, weight)
                grad_from_output = _Recurrence.grad_at(grad_states, grad_last, t - 1, end)
                grad_h = grad_h if grad_from_output is None else grad_h + grad_from_output
        grad_product = grad_gates[:, :, :, [0, 1, 3]].flatten(3)
        grad_bias = grad_product[..., 2 * size :].sum(dim=(1, 2))
        return grad_gates[:, :, :, :3].flatten(3), _sum_of_products(grad_product, before), grad_bias


class _LSTM(_Recurrence):
    @staticmethod
    def forward(ctx: Any, a: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
        members, steps, count, width = a.shape
        size = width // 4
        transposed = weight.transpose(1, 2)
        states = a.new_empty(members, steps, count, size)
        cells, gates = torch.empty_like(states), torch.empty_like(a)
        h = c = a.new_zeros(members, count, size)
        for t in range(steps):
            gate = torch.baddbmm(a[:, t], h, transposed)
            i, f, g, o = gate.chunk(4, dim=-1)
            g.tanh_()
            gate[..., : 2 * size].sigmoid_()
            o.sigmoid_()
            # The cell keeps what f lets it and adds what i lets in; no tanh stands on this way.
            c = torch.addcmul(f * c, i, g)
            # The output gate o decides what is seen of it outside.
            h = o * torch.tanh(c)
            gates[:, t], cells[:, t], states[:, t] = gate, c, h
        ctx.save_for_backward(weight, states, cells, gates)
        return _Recurrence.outputs(ctx, states)

    @staticmethod
    @once_differentiable
    def backward(
        ctx: Any, grad_states: Tensor | None, grad_last: Tensor | None
    ) -> tuple[Tensor | None, ...]:
        weight, states, cells, gates = ctx.saved_tensors
        i, f, g, o = gates.chunk(4, dim=-1)
        before = torch.cat([torch.zeros_like(cells[:, :1]), cells[:, :-1]], dim=1)
        squashed = torch.tanh(cells)
        # Factors of the gradients of c_t and h_t in those of the gates, for all steps at once.
        factors = torch.stack([g * i * (1 - i), before * f * (1 - f), i * (1 - g * g)], dim=3)
        from_h, h_to_c = squashed * o * (1 - o), o * (1 - squashed * squashed)
        size, end = o.shape[-1], states.shape[1] - 1
        grad_a = torch.empty_like(gates)
        grad_h, grad_c = _Recurrence.grad_at(grad_states, grad_last, end, end), 0
        for t in range(end, -1, -1):
            grad_c = grad_c + grad_h * h_to_c[:, t]
            grad_a[:, t, :, : 3 * size] = (grad_c[:, :, None] * factors[:, t]).flatten(2)
            grad_a[:, t, :, 3 * size :] = grad_h * from_h[:, t]
            grad_c = grad_c * f[:, t]
            if t > 0:
                grad_from_output = _Recurrence.grad_at(grad_states, grad_last, t - 1, end)
                grad_h = _add_product(grad_from_output, grad_a[:, t], weight)
        return grad_a, _sum_of_products(grad_a[:, 1:], states[:, :-1])


def _elman_steps(
    a: Tensor, weight: Tensor, activation: str, slope: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    slope = a.new_zeros(len(a)) if slope is None else slope
    h, states = torch.zeros_like(a[:, 0]), []
    for a_t in a.unbind(dim=1):
        h = ACTIVATIONS[activation](a_t + h @ weight.transpose(1, 2), slope[:, None, None])
        states.append(h)
    return torch.stack(states, dim=1), h


def _gru_steps(a: Tensor, weight: Tensor, bias: Tensor) -> tuple[Tensor, Tensor]:
    h, states = a.new_zeros(len(a), a.shape[2], weight.shape[2]), []
    for a_t in a.unbind(dim=1):
        a_r, a_z, a_n = a_t.chunk(3, dim=-1)
        w_r, w_z, w_n = (h @ weight.transpose(1, 2)).chunk(3, dim=-1)
        r, z = torch.sigmoid(a_r + w_r), torch.sigmoid(a_z + w_z)
        n = torch.tanh(a_n + r * (w_n + bias[:, None]))
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h


def _lstm_steps(a: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
    h = c = a.new_zeros(len(a), a.shape[2], weight.shape[2])
    states = []
    for a_t in a.unbind(dim=1):
        i, f, g, o = (a_t + h @ weight.transpose(1, 2)).chunk(4, dim=-1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        states.append(h)
    return torch.stack(states, dim=1), h


Recurrence = Callable[..., tuple[Tensor, Tensor]]

MANUAL: dict[str, Recurrence] = {"elman": elman, "gru": gru, "lstm": lstm}
# The same as their equations stand, for autograd: slower, and what the above are held to.
REFERENCE: dict[str, Recurrence] = {"elman": _elman_steps, "gru": _gru_steps, "lstm": _lstm_steps}
