"""Where a network starts: the seed of its weights, and the form of the recurrent ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, get_args

import torch
from torch import nn

from rnnbook._renamed import old_keyword
from rnnbook.arguments import generator_from, instance, number, one_of, quote

__all__ = ["RECURRENT_INITS", "RecurrentInit", "init_recurrent_", "torch_seed"]

RecurrentInit = Literal["default", "orthogonal", "identity"]
RECURRENT_INITS: tuple[RecurrentInit, ...] = get_args(RecurrentInit)


@contextmanager
def torch_seed(seed: int | torch.Generator) -> Iterator[None]:
    """Make torch's layers draw their weights from ``seed``, and leave the global state untouched.

    With an integer the layers built inside get the weights they would get after
    ``torch.manual_seed(seed)``. With a generator the integer is drawn from it.

    Parameters
    ----------
    seed : int or torch.Generator
        Where the randomness comes from.

    Raises
    ------
    TypeError, ValueError
        If ``seed`` is neither a generator nor an integer from 0 to 2**63 - 1.

    Examples
    --------
    >>> with torch_seed(7):
    ...     a = torch.nn.Linear(2, 2)
    >>> with torch_seed(7):
    ...     b = torch.nn.Linear(2, 2)
    >>> bool((a.weight == b.weight).all())
    True
    """
    generator = generator_from("seed", seed)
    if isinstance(seed, torch.Generator):
        start = int(torch.randint(2**63 - 1, (1,), generator=generator))
    else:
        start = generator.initial_seed()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(start)
        yield


@old_keyword("start", "recurrent_init")
@torch.no_grad()
def init_recurrent_(
    layer: nn.Module, *, recurrent_init: RecurrentInit = "default", gain: float = 1.0
) -> None:
    r"""Give a recurrent layer new recurrent weights; all its other parameters stay.

    - ``'default'``: those it has, as torch drew them, uniform between
      :math:`\pm 1/\sqrt{H}`;
    - ``'orthogonal'``: a random orthogonal matrix for each gate (Saxe, McClelland and Ganguli,
      2014);
    - ``'identity'``: the identity matrix for each gate, and all biases 0 (Le, Jaitly and Hinton,
      2015, use this with ReLU).

    Each is then multiplied with ``gain``. Random numbers come from torch's global state: call it
    inside ``torch_seed``.

    Parameters
    ----------
    layer : torch.nn.Module
        ``torch.nn.RNN``, ``GRU``, ``LSTM`` or ``ElmanLayer``, with one layer and one direction.
    recurrent_init : {'default', 'orthogonal', 'identity'}
        The form of the matrices.
    gain : float
        Their factor, above 0.

    Examples
    --------
    >>> layer = nn.RNN(1, 4)
    >>> init_recurrent_(layer, recurrent_init="identity", gain=0.5)
    >>> layer.weight_hh_l0.diagonal().tolist()
    [0.5, 0.5, 0.5, 0.5]
    """
    instance("layer", layer, nn.Module, "a torch.nn.Module")
    weight = getattr(layer, "weight_hh_l0", None)
    if weight is None:
        raise ValueError(f"layer must have recurrent weights weight_hh_l0, got {quote(layer)}")
    recurrent_init = one_of("recurrent_init", recurrent_init, RECURRENT_INITS)
    gain = number("gain", gain, above=0)
    for gate in weight.split(weight.shape[1]):
        if recurrent_init == "orthogonal":
            nn.init.orthogonal_(gate)
        elif recurrent_init == "identity":
            nn.init.eye_(gate)
    if recurrent_init == "identity":
        layer.get_parameter("bias_ih_l0").zero_()
        layer.get_parameter("bias_hh_l0").zero_()
    weight.mul_(gain)
