"""Many networks of one kind, side by side in tensors with a leading axis of members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from torch.func import functional_call, stack_module_state

from rnnbook.arguments import instance, quote, readable
from rnnbook.models._classifier import RecurrentClassifier, RecurrentWeights
from rnnbook.models._recurrences import MANUAL, REFERENCE, Recurrence

__all__ = ["RNNEnsemble", "StackedModules"]


class _Stack(nn.Module):
    """Parameters of S modules, stacked under the modules' own names."""

    def __init__(self, members: Iterable[nn.Module], kind: type[nn.Module], what: str) -> None:
        super().__init__()
        modules = list(instance("members", members, Iterable, "a collection of modules"))
        if not modules:
            raise ValueError("members must hold at least one module, got none")
        for module in modules:
            instance("every one of members", module, kind, what)
        shapes = [{name: p.shape for name, p in module.named_parameters()} for module in modules]
        if any(other != shapes[0] for other in shapes[1:]):
            raise ValueError(
                "members must have the same parameters and shapes, got "
                f"{quote(modules[0])} and another kind"
            )
        self.members = len(modules)
        self._example = [modules[0]]  # in a list: it is no part of this module
        for name, p in modules[0].named_parameters():
            if any(m.get_parameter(name).requires_grad != p.requires_grad for m in modules):
                raise ValueError(
                    f"members must have the same parameters frozen, got {name} frozen in some only"
                )
        parameters, _ = stack_module_state(modules)
        for name, value in parameters.items():
            place, _, leaf = name.rpartition(".")
            copied = nn.Parameter(value.detach().clone(), requires_grad=value.requires_grad)
            self._folder(place).register_parameter(leaf, copied)

    def _folder(self, place: str) -> nn.Module:
        """Return the submodule of this dotted name, made where it is missing."""
        folder: nn.Module = self
        for part in filter(None, place.split(".")):
            if part not in folder._modules:
                folder.add_module(part, nn.Module())
            folder = folder._modules[part]  # type: ignore[assignment]
        return folder

    def _copy_member(self, index: int, module: Any) -> Any:
        if not isinstance(index, int) or isinstance(index, bool):
            raise TypeError(f"index must be an integer, got {quote(index)}")
        if not 0 <= index < self.members:
            raise ValueError(f"index must be from 0 to {self.members - 1}, got {index}")
        state = {name: value[index] for name, value in self.state_dict().items()}
        reference = next(iter(state.values()))
        module = module.to(device=reference.device, dtype=reference.dtype)
        module.load_state_dict(state)
        return _frozen_as(self, module)


class StackedModules(_Stack):
    """Any modules of one kind, run side by side with ``torch.vmap``.

    For networks without a recurrence, such as the baselines. Member s computes what module s
    computes.

    Parameters
    ----------
    members : iterable of torch.nn.Module
        The modules, with parameters of the same names and shapes.

    Raises
    ------
    TypeError, ValueError
        If there are none, or they differ in kind.

    Examples
    --------
    >>> from rnnbook.models import WindowMLP
    >>> stack = StackedModules(WindowMLP(1, 5, 8, 2, seed=seed) for seed in range(10))
    >>> stack(torch.zeros(3, 20, 1)).shape
    torch.Size([10, 3, 2])
    """

    def __init__(self, members: Iterable[nn.Module]) -> None:
        super().__init__(members, nn.Module, "a torch.nn.Module")

    def forward(self, x: Tensor) -> Tensor:
        """Return the members' logits; ``x`` is (N, T, D), or (S, N, T, D), one for each."""
        expected = f"x must be a tensor of shape (N, T, D) or ({self.members}, N, T, D)"
        if not isinstance(x, Tensor):
            raise TypeError(f"{expected}, got {quote(x)}")
        if x.ndim not in (3, 4) or (x.ndim == 4 and len(x) != self.members):
            raise ValueError(f"{expected}, got {quote(x)}")
        (module,) = self._example
        parameters: dict[str, Tensor] = dict(self.named_parameters())

        def run(weights: dict[str, Tensor], inputs: Tensor) -> Tensor:
            return functional_call(module, weights, (inputs,))

        return torch.vmap(run, in_dims=(0, 0 if x.ndim == 4 else None))(parameters, x)


class _LinearWeights(Protocol):
    weight: Tensor
    bias: Tensor


class RNNEnsemble(_Stack):
    r"""S recurrent classifiers that read their sequences in one batched computation.

    Member s has the equations of ``RecurrentClassifier``; at every step one batched product
    serves all members, and the products with the inputs are made for all steps at once.
    Backpropagation through time is written by hand, in ``rnnbook/models/_recurrences.py``.

    Parameters
    ----------
    members : iterable of RecurrentClassifier
        The networks, all with the same cell, head and sizes. Their parameters are copied.

    Attributes
    ----------
    members : int
        The number of networks, S.
    rnn, fc : torch.nn.Module
        Hold the parameters under the names of the single network, with a leading axis:
        ``rnn.weight_hh_l0`` has the shape (S, G H, H), with G = 1, 3 or 4 gates.

    Raises
    ------
    TypeError, ValueError
        If there are no members, or they differ in kind.

    Examples
    --------
    >>> ensemble = RNNEnsemble.from_seeds(range(100), 1, 8, 2)
    >>> ensemble(torch.zeros(3, 5, 1)).shape
    torch.Size([100, 3, 2])
    """

    rnn: RecurrentWeights
    fc: _LinearWeights

    def __init__(self, members: Iterable[RecurrentClassifier]) -> None:
        modules = list(instance("members", members, Iterable, "a collection of modules"))
        super().__init__(modules, RecurrentClassifier, "a RecurrentClassifier or SimpleRNN")
        self.cell, self.head = modules[0].cell, modules[0].head
        kinds = {(module.cell, module.head) for module in modules}
        if len(kinds) > 1:
            raise ValueError(f"members must have the same cell and head, got {sorted(kinds)}")

    @classmethod
    def from_seeds(
        cls,
        seeds: Sequence[int],
        input_size: int,
        hidden_size: int,
        output_size: int,
        *,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
        **settings: Any,
    ) -> RNNEnsemble:
        """Return an ensemble with one member for each seed.

        Parameters
        ----------
        seeds : sequence of int
            The members' seeds.
        input_size, hidden_size, output_size : int
            D, H and C.
        device : torch.device or str, optional
            Where the parameters go, such as ``'cuda'``; they are drawn on the processor, so that
            a seed gives the same network everywhere.
        dtype : torch.dtype, optional
            Their type, torch's default (float32) if left out.
        **settings
            ``cell``, ``head``, ``recurrent_init`` and ``gain`` of ``RecurrentClassifier``.

        Returns
        -------
        RNNEnsemble
            Member s equals ``RecurrentClassifier(..., seed=seeds[s])``.
        """
        sizes = (input_size, hidden_size, output_size)
        drawn = cls(RecurrentClassifier(*sizes, seed=seed, **settings) for seed in seeds)
        return drawn.to(device=device, dtype=dtype)

    def member(self, index: int) -> RecurrentClassifier:
        """Return a copy of member ``index`` as an ordinary module."""
        _, _, input_size = self.rnn.weight_ih_l0.shape
        _, output_size, hidden_size = self.fc.weight.shape
        single = RecurrentClassifier(
            input_size, hidden_size, output_size, cell=self.cell, head=self.head
        )
        return self._copy_member(index, single)

    def hidden_states(self, x: Tensor, *, manual_backward: bool = True) -> Tensor:
        """Return all hidden states, (S, N, T, H), for x of shape (N, T, D) or (S, N, T, D).

        Their gradients come from the written backward pass or, with ``manual_backward=False``,
        from autograd through the equations step by step, which is slower.
        """
        return self._states(x, MANUAL if manual_backward else REFERENCE)[0].transpose(1, 2)

    def forward(self, x: Tensor) -> Tensor:
        """Return the members' logits, (S, N, C), or (S, N, T, C) with ``head='every'``.

        ``x`` has the shape (N, T, D), the same for all members, or (S, N, T, D), one for each.
        """
        states, last = self._states(x, MANUAL)  # (S, T, N, H), (S, N, H)
        weight, bias = self.fc.weight.transpose(1, 2), self.fc.bias[:, None]
        if self.head == "last":
            return torch.baddbmm(bias, last, weight)
        logits = torch.baddbmm(bias, states.flatten(1, 2), weight)
        return logits.unflatten(1, states.shape[1:3]).transpose(1, 2)

    def _states(self, x: Tensor, cells: Mapping[str, Recurrence]) -> tuple[Tensor, Tensor]:
        rnn = self.rnn
        weight, bias = rnn.weight_hh_l0, rnn.bias_ih_l0 + rnn.bias_hh_l0
        size = weight.shape[2]
        if self.cell == "gru":
            # The last gate has its recurrent bias inside a product with the reset gate.
            inner = rnn.bias_hh_l0[:, 2 * size :]
            bias = torch.cat([bias[:, : 2 * size], rnn.bias_ih_l0[:, 2 * size :]], dim=1)
            return cells["gru"](self._from_inputs(x, bias), weight, inner)
        a = self._from_inputs(x, bias)
        if self.cell == "lstm":
            return cells["lstm"](a, weight)
        return cells["elman"](a, weight, self.cell, getattr(rnn, "slope", None))

    def _from_inputs(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return the part of every sum that does not depend on the state: (S, T, N, G H)."""
        x = readable("x", x, self.rnn.weight_ih_l0, members=self.members)
        weight = self.rnn.weight_ih_l0.transpose(1, 2)
        by_time = x.transpose(-3, -2)  # (T, N, D), or (S, T, N, D)
        rows = by_time.flatten(-3, -2).expand(self.members, -1, -1)
        return torch.baddbmm(bias[:, None], rows, weight).unflatten(1, by_time.shape[-3:-1])


def _frozen_as(source: nn.Module, module: nn.Module) -> nn.Module:
    """Freeze the parameters of ``module`` that are frozen in ``source``, and free the others."""
    for name, p in module.named_parameters():
        p.requires_grad_(source.get_parameter(name).requires_grad)
    return module
