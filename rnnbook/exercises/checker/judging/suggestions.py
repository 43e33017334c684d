"""Where to look next, for what the code of an answer raises."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn

from rnnbook.exercises.checker.judging.describing import dtype_of, error_text, fact, is_a
from rnnbook.exercises.checker.limits import OUT_OF_MEMORY

__all__ = ["suggestion_for"]

_BY_TYPE: tuple[tuple[type[BaseException], str], ...] = (
    (RecursionError, "A function that calls itself needs a case in which it does not."),
    (NotImplementedError, "Is a raise NotImplementedError left over?"),
    (NameError, "Is it spelt as where it was defined? Is an import missing at the top?"),
    (MemoryError, OUT_OF_MEMORY),
    (
        EOFError,
        "Nobody can answer a question here: instead of input(), write the value into your code.",
    ),
    (
        SystemExit,
        "Remove exit(), quit() or sys.exit(): it ends the check before it has looked at anything.",
    ),
)
# How torch, in its many places, says that numbers of two types met.
_FLOAT = r"(?:float(?:16|32|64)?|double|half|bfloat16|(?:c10::)?complex\w*)"
_WHOLE = r"(?:long(?: int)?|int(?:8|16|32|64)?|bool|byte|short|char)"
_DTYPE = re.compile(
    r"(?<!argument ')\bdtypes?\b|(?:scalar|data|weight|bias|input|result|tensor) ?types?\b"
    r"|\btype torch\.\w+|not implemented for '\w+'"
    rf"|\b{_FLOAT}\b.*(?:!=|\bbut\b|\band\b|\bto\b).*\b(?:{_FLOAT}|{_WHOLE})\b"
    rf"|\b{_WHOLE}\b.*(?:!=|\bbut\b|\band\b|\bto\b).*\b(?:{_FLOAT}|{_WHOLE})\b"
    r"|\w+Tensor\b|tensors used as indices|floating[- ]point or complex",
    re.IGNORECASE,
)
# What torch says of a change in place names the type of the tensor, which is not at fault.
_IN_PLACE = "modified by an inplace operation"
_OF_TORCH = (RuntimeError, TypeError, ValueError, IndexError)


def suggestion_for(error: BaseException, inputs: Mapping[str, Any]) -> str:
    """Return where to look next after an error.

    Parameters
    ----------
    error : BaseException
        What was raised.
    inputs : mapping of str to object
        The arguments of the call, by their names.
    """
    said = error_text(error)
    if is_a(error, *_OF_TORCH) and _IN_PLACE in said:
        return (
            "Numbers that the way back still needs were overwritten: by writing into x[...], by "
            "+=, by an operation that ends in _ or by a step of the optimiser."
        )
    if is_a(error, *_OF_TORCH) and _DTYPE.search(said):
        return _about_dtypes(said, inputs)
    return next((suggestion for kind, suggestion in _BY_TYPE if is_a(error, kind)), "")


def _about_dtypes(said: str, inputs: Mapping[str, Any]) -> str:
    found = {name: dtype_of(v) for name, v in inputs.items() if is_a(v, Tensor)}
    floats = [n for n in found if fact(inputs[n], "dtype").is_floating_point]
    name = floats[0] if floats else "x"
    if re.search(rf"\b(?:{_WHOLE}|\w*LongTensor|indices)\b", said, re.IGNORECASE):
        shown = f"Here {', '.join(f'{n} is {d}' for n, d in found.items())}. " if found else ""
        return (
            f"{shown}.long() makes whole numbers of a tensor, and .to({name}.dtype) gives it the "
            f"dtype of {name}."
        )
    modules = [v for v in inputs.values() if is_a(v, nn.Module)]
    dtypes = {found[n] for n in floats}
    dtypes |= {dtype_of(p) for m in modules for p in m.parameters() if p.is_floating_point()}
    if len(dtypes) == 1:
        shown = f"The inputs here are {dtypes.pop()}. "
    elif re.search("double", said, re.IGNORECASE) and re.search("float", said, re.IGNORECASE):
        shown = "Here float64 and float32 meet. "
    else:
        shown = "Here two dtypes meet. "
    return f"{shown}{name}.new_zeros(...) or dtype={name}.dtype makes a tensor of the same dtype."
