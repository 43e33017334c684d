"""A function or class of one process, pickled for another one."""

from __future__ import annotations

import io
import linecache
import sys
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType
from typing import Any

from rnnbook.exercises.checker.limits import Limits, amount
from rnnbook.exercises.checker.lines import lines_of

__all__ = ["NotPicklableError", "serialize_target", "source_of"]


class NotPicklableError(Exception):
    """A target cannot be sent to another process."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        super().__init__(message)
        self.suggestion = suggestion


def serialize_target(target: Callable[..., Any], most: int = Limits().carried) -> bytes:
    """Return ``target`` as bytes from which another process makes it again.

    Parameters
    ----------
    target : callable
        The function or class.
    most : int
        How many bytes it may have.

    Returns
    -------
    bytes
        The target, with all of ``__main__`` that it uses.

    Raises
    ------
    NotPicklableError
        If it, or something that it uses, cannot be copied or is too large; the message names it.
    """
    for used, value in _used(target):
        # Before it is copied, which takes as much memory again.
        if _stored(value) > most:
            raise _too_large(target, used, value, _stored(value), most)
    try:
        return _pickled(target, most)
    except _FullError:
        raise _heaviest(target, most) from None
    except Exception as error:
        raise _not_picklable(target, error) from error


def source_of(target: Any) -> tuple[str, list[str]]:
    """Return the file or cell in which a function or class stands, and the lines of that.

    Parameters
    ----------
    target : callable
        The function or class.

    Returns
    -------
    str
        The name of the file, or ``"<unknown>"``.
    list of str
        Its lines; none where they cannot be had.
    """
    code = _code_of(target)
    filename = code.co_filename if code else "<unknown>"
    return filename, lines_of("".join(linecache.getlines(filename)))


class _FullError(Exception):
    """More was written than there is room for."""


class _Room(io.BytesIO):
    """Bytes in memory, up to a number of them."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: Any) -> int:
        if self.tell() + memoryview(data).nbytes > self._most:
            raise _FullError
        return super().write(data)


def _pickled(value: Any, most: int) -> bytes:
    import cloudpickle

    room = _Room(most)
    cloudpickle.CloudPickler(room).dump(value)
    return room.getvalue()


def _stored(value: Any) -> int:
    """Return the bytes of a tensor, with all those it is a view of, or of an array; else 0."""
    torch = sys.modules.get("torch")
    try:
        if torch is not None and isinstance(value, torch.Tensor):
            return int(value.untyped_storage().nbytes())
        return int(value.nbytes) if type(value).__module__ == "numpy" else 0
    except Exception:
        return 0


def _heaviest(target: Any, most: int) -> NotPicklableError:
    """Say which of the names that a target uses takes the most room."""
    import cloudpickle

    sizes = []
    for used, value in _used(target):
        if issubclass(type(value), FunctionType) and value.__module__ == "__main__":
            # It is made of what it uses itself, which is in the list as well.
            continue
        try:
            sizes.append((len(cloudpickle.dumps(value)), used, value))
        except Exception:
            continue
    if not sizes:
        return NotPicklableError(
            f"{_name(target)} has more than {amount(most)} with all that it uses, which is as much "
            "as is copied to the process that checks."
        )
    size, used, value = max(sizes, key=lambda found: found[0])
    return _too_large(target, used, value, size, most)


def _too_large(target: Any, used: str, value: Any, size: int, most: int) -> NotPicklableError:
    name = _name(target)
    cut_off = ""
    if hasattr(value, "untyped_storage") and value.numel() * value.element_size() < size:
        cut_off = f" It is a part of a larger tensor: {used}.clone() is copied without the rest."
    return NotPicklableError(
        f"{name} uses {used}, a {type(value).__name__} of {amount(size)}; at most {amount(most)} "
        "are copied to the process that checks.",
        f"Make {used} smaller, or make it inside {name}.{cut_off}",
    )


def _name(target: Any) -> str:
    return str(getattr(target, "__name__", "It"))


def _code_of(target: Any) -> CodeType | None:
    """Return the code of a function, or of the first method of a class."""
    for candidate in [target, *getattr(target, "__dict__", {}).values()]:
        code = getattr(getattr(candidate, "__wrapped__", candidate), "__code__", None)
        if isinstance(code, CodeType):
            return code
    return None


def _not_picklable(target: Any, error: Exception) -> NotPicklableError:
    """Say which of the names that a target uses cannot be copied."""
    import cloudpickle

    name = _name(target)
    for used, value in _used(target):
        try:
            cloudpickle.dumps(value)
        except Exception as reason:
            said = f"{type(reason).__name__}: {reason}"
            return NotPicklableError(
                f"{name} uses {used}, a {type(value).__name__}, which cannot be copied to the "
                f"process that checks: {said:.300}",
                f"Take {used} out of {name}: it belongs to the notebook, and {name} is checked "
                "away from it."
                if _is_of_notebook(value)
                else f"Make {used} inside {name}.",
            )
    said = f"{type(error).__name__}: {error}"
    return NotPicklableError(f"{name} cannot be copied to the process that checks: {said:.300}")


def _is_of_notebook(value: Any) -> bool:
    home = getattr(value, "__module__", None) or type(value).__module__
    return str(home).partition(".")[0] in ("IPython", "ipykernel")


def _used(target: Any) -> list[tuple[str, Any]]:
    """Return the names from outside that a target uses, and those that its helpers use."""
    found: list[tuple[str, Any]] = []
    waiting, seen = [target], set()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        new = list(_used_by(one))
        found += new
        # What is only imported travels by its name.
        waiting += [
            value
            for _, value in new
            if issubclass(type(value), FunctionType | type) and value.__module__ == "__main__"
        ]
    return found


def _used_by(target: Any) -> Iterator[tuple[str, Any]]:
    for function in [target, *getattr(target, "__dict__", {}).values()]:
        code = getattr(function, "__code__", None)
        if not isinstance(code, CodeType):
            continue
        for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=False):
            # A name that is given a value only later has an empty cell.
            try:
                yield name, cell.cell_contents
            except ValueError:
                continue
        names = getattr(function, "__globals__", {})
        yield from ((name, names[name]) for name in _names(code) if name in names)


def _names(code: CodeType) -> list[str]:
    """Return the names that a piece of code and the pieces inside it use."""
    inner = [n for c in code.co_consts if isinstance(c, CodeType) for n in _names(c)]
    return [*code.co_names, *inner]
