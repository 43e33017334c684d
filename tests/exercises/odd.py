"""Answers that are right but for what they give back or leave behind, in every odd way we know."""

import asyncio
import collections
import decimal
import fractions
import itertools
import types

import numpy as np
import torch
from torch import Tensor, nn


class Hostile:
    """An object that raises whatever it is asked."""

    def _no(self, *arguments, **named):
        raise ValueError("no \ud800")

    __eq__ = __ne__ = __len__ = __repr__ = __str__ = __iter__ = __format__ = _no
    __float__ = __int__ = __index__ = __bool__ = __hash__ = __getattr__ = __getitem__ = _no
    __lt__ = __add__ = __abs__ = __call__ = __array__ = __reduce_ex__ = _no
    __class__ = property(_no)


def lying(base, **claims):
    """Return a subclass whose methods say something else than is so."""

    def raises(self, *arguments, **named):
        raise ValueError("no")

    names = "__eq__ __len__ __repr__ __str__ __iter__ __format__ __hash__ __float__ __abs__ keys"
    spoilt = dict.fromkeys(names.split(), raises) | {"__hash__": lambda self: 1}
    return type("Liar" * 3, (base,), spoilt | claims)


class Meta(type):
    @property
    def __name__(cls):
        raise ValueError("no name")

    def __eq__(cls, other):
        raise ValueError("no")

    def __hash__(cls):
        raise ValueError("no")


def nameless():
    """Return a class that raises as well.

    Made here, and not with the module: who looks for doctests asks every class for its name.
    """

    class Nameless(metaclass=Meta):
        pass

    return Nameless


class Wrapped(Tensor):
    """A tensor that refuses every function of torch."""

    @classmethod
    def __torch_function__(cls, func, kinds, arguments=(), named=None):
        raise RuntimeError("not with me")

    shape = dtype = device = property(lambda self: 1 / 0)


class Dispatched(Tensor):
    """A tensor without data of its own."""

    @staticmethod
    def __new__(cls, like):
        return Tensor._make_wrapper_subclass(cls, like.shape, dtype=like.dtype)

    @classmethod
    def __torch_dispatch__(cls, func, kinds, arguments=(), named=None):
        raise RuntimeError("not with me either")


async def _late():
    return 1


def cycle(kind):
    if kind is tuple:
        inner = []
        made = (inner,)
        inner.append(made)
        return made
    made = kind()
    made[0:0] = [made] if kind is list else []
    return made


def own_key():
    found = {}
    found["a"] = found
    return found


def deep(levels):
    made = []
    for _ in range(levels):
        made = [made]
    return made


def of_objects():
    made = np.empty(2, dtype=object)
    made[0] = Hostile()
    return made


class BadModule(nn.Module):
    def forward(self, *arguments):
        raise ValueError("no forward")

    def state_dict(self, *arguments, **named):
        raise ValueError("no state")


Pair = collections.namedtuple("Pair", "first second")

# What is given back instead of the right result.
INSTEAD = {
    "hostile": Hostile,
    "hostile class": lambda: Hostile,
    "nameless": lambda: nameless()(),
    "nameless class": nameless,
    "huge int": lambda: 10**400,
    "int beyond writing": lambda: 10**5000,
    "negative huge int": lambda: -(10**400),
    "int beyond int64": lambda: 2**70,
    "nan": lambda: float("nan"),
    "inf": lambda: float("-inf"),
    "complex": lambda: 1 + 2j,
    "Decimal": lambda: decimal.Decimal("0.1"),
    "Decimal NaN": lambda: decimal.Decimal("NaN"),
    "Decimal sNaN": lambda: decimal.Decimal("sNaN"),
    "Decimal huge": lambda: decimal.Decimal("1e999999"),
    "Fraction": lambda: fractions.Fraction(1, 3),
    "Fraction huge": lambda: fractions.Fraction(10**400, 3),
    "np.float32": lambda: np.float32(0.5),
    "np.longdouble": lambda: np.longdouble("1e400"),
    "np.float16": lambda: np.float16(0.5),
    "np.int8": lambda: np.int8(3),
    "np.bool": lambda: np.bool_(True),
    "np.complex": lambda: np.complex64(1j),
    "np.str": lambda: np.str_("a"),
    "np.datetime": lambda: np.datetime64("2020-01-01"),
    "np.void": lambda: np.zeros(1, dtype=[("a", int)])[0],
    "0-d array": lambda: np.array(0.5),
    "array of objects": of_objects,
    "masked array": lambda: np.ma.masked_array([1.0, 2.0], mask=[True, False]),
    "lying int": lambda: lying(int)(3),
    "lying float": lambda: lying(float)(0.5),
    "lying str": lambda: lying(str)("rise"),
    "lying list": lambda: lying(list)([1, 2]),
    "lying tuple": lambda: lying(tuple)([1, 2]),
    "lying dict": lambda: lying(dict)(a=1),
    "lying length": lambda: lying(list, __len__=lambda self: 10**9)([1]),
    "dict with hostile keys": lambda: {lying(str)("a"): 1, (1, None): 2},
    "dict with odd keys": lambda: {None: 1, (1, 2): 2, 1.5: 3, b"x": 4, frozenset(): 5},
    "dict of unprintable keys": lambda: {type("K", (), {"__repr__": lambda s: 1 / 0})(): 1},
    "long key": lambda: {"k" * 10**6: 1},
    "dict in itself": own_key,
    "list in itself": lambda: cycle(list),
    "tuple in itself": lambda: cycle(tuple),
    "deep": lambda: deep(100_000),
    "count": itertools.count,
    "generator": lambda: (n for n in itertools.count()),
    "iterator": lambda: iter([1, 2]),
    "coroutine": _late,
    "future": lambda: asyncio.Future(loop=asyncio.new_event_loop()),
    "namedtuple": lambda: Pair(1, 2),
    "range": lambda: range(3),
    "infinite range": lambda: range(10**30),
    "ragged": lambda: [[1.0], [1.0, 2.0]],
    "set": lambda: {1, 2},
    "empty list": list,
    "empty dict": dict,
    "bytes": lambda: b"\xff",
    "surrogates": lambda: "\ud800 rise",
    "long text": lambda: "x" * 10**6,
    "control text": lambda: "\x1b[2J\x00\r",
    "ellipsis": lambda: ...,
    "NotImplemented": lambda: NotImplemented,
    "an exception": lambda: ValueError("x"),
    "a module of Python": lambda: types,
    "a function": lambda: len,
    "a lambda": lambda: lambda *a: 1 / 0,
    "a class": lambda: Tensor,
    "nn.Module class": lambda: nn.RNN,
    "bad module": BadModule,
    "empty module": nn.Module,
    "a right-looking module": lambda: nn.Linear(2, 2),
    "meta module": lambda: nn.Linear(2, 2, device="meta"),
    "lazy module": lambda: nn.LazyLinear(3),
    "script": lambda: torch.nn.utils.rnn.pack_sequence([torch.zeros(2)]),
    "parameter": lambda: nn.Parameter(torch.zeros(2)),
    "uninitialised parameter": nn.UninitializedParameter,
    "buffer": lambda: nn.Buffer(torch.zeros(2)),
    "empty tensor": lambda: torch.zeros(0),
    "0-d tensor": lambda: torch.tensor(0.5),
    "wide tensor": lambda: torch.zeros(1).expand(10**9),
    "meta tensor": lambda: torch.zeros(2, device="meta"),
    "bool tensor": lambda: torch.zeros(2, dtype=torch.bool),
    "float8": lambda: torch.zeros(2).to(torch.float8_e4m3fn),
    "bits": lambda: torch.zeros(2, dtype=torch.uint8).view(torch.bits8),
    "quantized": lambda: torch.quantize_per_tensor(torch.zeros(2), 0.1, 0, torch.quint8),
    "storage": lambda: torch.zeros(2).untyped_storage(),
    "size": lambda: torch.Size([2]),
    "dtype": lambda: torch.float32,
    "device": lambda: torch.device("meta"),
    "generator of torch": torch.Generator,
}


def _is_tensor(value):
    return isinstance(value, Tensor)


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def _every(change, fits=_is_tensor):
    """Apply a change to each tensor in a result, or to what else fits, and leave the rest."""

    def changed(value):
        if isinstance(value, tuple | list):
            return type(value)(map(changed, value))
        if isinstance(value, dict):
            return {key: changed(inner) for key, inner in value.items()}
        return change(value) if fits(value) else value

    return changed


def _numbers(change):
    return _every(change, _is_number)


def _conjugated(t):
    return torch.complex(t.double(), t.double()).conj() if t.dtype.is_floating_point else t


def _in_inference(t):
    with torch.inference_mode():
        return t.clone()


def _compressed(t):
    return t.to_sparse_csr() if t.ndim == 2 else t.to_sparse()


# What is done to the right result.
CHANGES = {
    "meta": _every(lambda t: t.to("meta")),
    "sparse": _every(lambda t: t.to_sparse() if t.ndim else t),
    "csr": _every(_compressed),
    "nested": _every(lambda t: torch.nested.nested_tensor([t.detach(), t.detach()])),
    "jagged": _every(
        lambda t: (
            torch.nested.nested_tensor([t.detach().double()], layout=torch.jagged) if t.ndim else t
        )
    ),
    "mkldnn": _every(lambda t: t.detach().float().to_mkldnn()),
    "complex": _every(_conjugated),
    "wrapped": _every(lambda t: t.detach().as_subclass(Wrapped)),
    "dispatched": _every(lambda t: Dispatched(t)),
    "parameters": _every(lambda t: nn.Parameter(t.detach(), t.is_floating_point())),
    "with gradients": _every(
        lambda t: t.detach().clone().requires_grad_() if t.is_floating_point() else t
    ),
    "inference": _every(_in_inference),
    "numpy": _every(lambda t: t.detach().numpy()),
    "lists": _every(lambda t: t.tolist()),
    "expanded": _every(lambda t: t[None].expand(10**8, *t.shape)),
    "emptied": _every(lambda t: t.new_zeros(0)),
    "half": _every(lambda t: t.half()),
    "NaN": _every(lambda t: t * torch.nan),
    "huge": _every(lambda t: t + 1e300),
    "decimals": _numbers(lambda n: decimal.Decimal(n)),
    "fractions": _numbers(lambda n: fractions.Fraction(n)),
    "numpy numbers": _numbers(lambda n: np.float64(n) if isinstance(n, float) else np.int64(n)),
    "0-d arrays": _numbers(np.array),
    "0-d tensors": _numbers(torch.tensor),
    "lying numbers": _numbers(lambda n: lying(type(n))(n)),
    "infinite numbers": _numbers(lambda n: float("inf")),
    "huge numbers": _numbers(lambda n: 10**400),
    "in a namedtuple": lambda r: Pair(*r) if isinstance(r, tuple) and len(r) == 2 else r,
    "in a liar": lambda r: lying(type(r))(r) if type(r) in (list, tuple, dict, str) else r,
    "in a generator": lambda r: (x for x in [r]),
    "in a list": lambda r: [r],
}

# What stands at the top of an answer, or in front of its first statement.
GLOBALS = {
    "device": "torch.set_default_device('meta')",
    "default float16": "torch.set_default_dtype(torch.float16)",
    "default float64": "torch.set_default_dtype(torch.float64)",
    "no gradients": "torch.set_grad_enabled(False)",
    "deterministic": "torch.use_deterministic_algorithms(True)",
    "anomaly": "torch.autograd.set_detect_anomaly(True)",
    "isclose": "torch.isclose = lambda *a, **k: 1 / 0",
    "equal": "torch.equal = torch.allclose = torch.isfinite = None",
    "randn": "torch.randn = torch.rand = torch.randint = torch.zeros",
    "manual_seed": "torch.manual_seed = None",
    "methods": "torch.Tensor.all = torch.Tensor.detach = torch.Tensor.item = None",
    "more methods": "torch.Tensor.__eq__ = torch.Tensor.shape = torch.Tensor.copy_ = None",
    "Generator": "torch.Generator = torch.Tensor = None",
    "modules": "nn.Module.__call__ = nn.Module.state_dict = None",
    "layers": "nn.RNN.forward = nn.Linear.forward = None",
    "functional": "nn.functional.cross_entropy = nn.functional.softmax = None",
    "warnings": "import warnings; warnings.simplefilter('error')",
    "seed": "torch.manual_seed(99); import random; random.seed(1)",
    "recursion": "import sys; sys.setrecursionlimit(10**6)",
    "little recursion": "import sys; sys.setrecursionlimit(200)",
    "sys.modules": "import sys; sys.modules['torch'] = sys.modules['numpy'] = None",
    "rnnbook": "import sys; sys.modules['rnnbook.models'] = None",
    "builtins": "import builtins; builtins.isinstance = builtins.len = None",
    "more builtins": "import builtins; builtins.print = builtins.zip = builtins.type = None",
    "every builtin": "import builtins; builtins.__dict__.update(dict.fromkeys(\n"
    "[n for n in dir(builtins) if n[0].islower()]))",
    "numpy": "import numpy; numpy.seterr(all='raise'); numpy.isfinite = None",
    "math": "import math; math.isfinite = math.isnan = None",
    "copy": "import copy; copy.deepcopy = None",
    "inspect": "import inspect; inspect.signature = None",
    "stdout": "import sys; sys.stdout = sys.stderr = None",
}
