"""Everything that Workbench raises on purpose.

::

    WorkbenchError
    +-- InputError (ValueError)          a value, table or column that cannot be used
    |   +-- CallError (TypeError)        a call that does not fit the method
    |   +-- ColumnError                  the table has no such column, or it holds no text
    |   +-- ThresholdError               not a cosine similarity in (0, 1], or below a stored floor
    +-- FileError                        a file that cannot be read, written or understood
    +-- ModelError                       a model that cannot be had, or is not what it claims to be
    |   +-- EndpointError                an embeddings endpoint that does not answer as agreed
    +-- StoreError                       the vector store cannot be used as asked
    +-- EngineError                      a cluster that is gone, or does not get through the work
    +-- BudgetError (MemoryError)        the work asked for does not fit in the memory allowed
    +-- DependencyError (ImportError)    a package of an extra is not installed

Each message says what was given, what is allowed, and what to type next.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

DISTRIBUTION = "text-workbench"
"""Name on the package index, as used in every install hint."""


_ON_COMMAND_LINE: ContextVar[bool] = ContextVar("on_command_line", default=False)


@contextmanager
def command_line() -> Iterator[None]:
    """Word messages for those who type options, not Python, as long as this is open."""
    token = _ON_COMMAND_LINE.set(True)
    try:
        yield
    finally:
        _ON_COMMAND_LINE.reset(token)


def to_type(python: str, option: str) -> str:
    """Return what to type: the option on the command line, else the Python."""
    return option if _ON_COMMAND_LINE.get() else python


_COMMANDS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str, *, as_json: bool = False) -> str:
    """Return a text with its control characters written out, so that a terminal obeys none."""
    if as_json:
        return _COMMANDS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return _COMMANDS.sub(lambda match: ascii(match[0])[1:-1], text)


class WorkbenchError(Exception):
    """Base of every error that Workbench raises on purpose."""

    def __str__(self) -> str:
        """Return the message; what it quotes from tables and files moves no cursor."""
        return printable(super().__str__())

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: the message alone, for it says what to type next."""
        return [f"{type(self).__name__}: {self}"]


class InputError(WorkbenchError, ValueError):
    """A value, table or column that cannot be used as asked."""


class CallError(InputError, TypeError):
    """A call with a keyword that there is not, or with too many or too few values."""


class ColumnError(InputError):
    """The table has no such column, or the column holds no text."""

    @classmethod
    def missing(cls, column: object, columns: Sequence[object]) -> ColumnError:
        """Say which columns there are, and which one was probably meant."""
        names = [str(name) for name in columns]
        shown = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
        return cls(
            f"no column {column!r} in this table. Columns: {shown or '(none)'}."
            f"{did_you_mean(str(column), names)}"
        )


class ThresholdError(InputError):
    """A threshold that is no cosine similarity in (0, 1], or lies below a stored floor."""


class FileError(WorkbenchError):
    """A file that cannot be read, written or understood."""


class ModelError(WorkbenchError):
    """A model that cannot be had, or that is not what it claims to be."""


class EndpointError(ModelError):
    """An embeddings endpoint that does not answer as agreed."""


class StoreError(WorkbenchError):
    """The vector store cannot be used as asked."""


class EngineError(WorkbenchError):
    """A cluster that is gone, or whose workers do not get through the work."""


class BudgetError(WorkbenchError, MemoryError):
    """The work asked for does not fit in the memory allowed."""


class DependencyError(WorkbenchError, ImportError):
    """A package of an optional extra is not installed."""

    @classmethod
    def for_extra(cls, purpose: str, package: str, extra: str) -> DependencyError:
        """Say what the package is needed for and how to install it."""
        return cls(
            f"{purpose} needs the package {package!r}. "
            f'Install it with: pip install "{DISTRIBUTION}[{extra}]"'
        )


def did_you_mean(given: str, allowed: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return ``" Did you mean 'x'?"`` for the closest allowed name, or an empty string."""
    by_lower = {name.lower(): name for name in allowed}
    close = difflib.get_close_matches(given.lower(), by_lower, n=1, cutoff=cutoff)
    return f" Did you mean {by_lower[close[0]]!r}?" if close else ""


def check_choice(name: str, value: object, allowed: Sequence[str]) -> str:
    """Return `value` where it is one of the allowed words."""
    if isinstance(value, str) and value in allowed:
        return value
    words = ", ".join(repr(word) for word in allowed)
    raise InputError(
        f"{name} must be one of {words}, got {value!r}.{did_you_mean(str(value), allowed)}"
    )


def check_method(name: str, value: object, method: str, examples: str) -> None:
    """Refuse a class in place of an object, and an object without the method asked of it."""
    if isinstance(value, type):
        raise InputError(
            f"{name} must be an object, got the class {value.__name__}. "
            f"Write {value.__name__}(), with its options between the brackets."
        )
    if not callable(getattr(value, method, None)):
        raise InputError(
            f"{name} must have a method {method}, such as {examples}, got {type(value).__name__}."
        )


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 row``, ``1,204 rows``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def check_path(name: str, value: object) -> Path:
    """Return `value` as a path."""
    if isinstance(value, (str, os.PathLike)) and str(value).strip() and _is_writable(value):
        return Path(value)
    raise InputError(f"{name} must be a path, such as 'folder/name.ending', got {value!r}.")


def _is_writable(path: str | os.PathLike[str]) -> bool:
    """Tell whether a system can have a file of that name."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def check_threshold(value: object, *, name: str = "threshold") -> float:
    """Return `value` as a cosine similarity in (0, 1]."""
    if isinstance(value, bool) or not _is_real_scalar(value):
        raise ThresholdError(
            f"{name} must be a number in (0, 1], a cosine similarity, got {value!r}."
        )
    # As it is written: 0.7 in 32 bits is 0.699999988 in 64.
    short = type(value).__name__ in {"float32", "float16"}
    number = float(str(value)) if short else float(value)  # type: ignore[arg-type]
    if 0 < number <= 1:
        return number
    hint = f" Did you mean {number / 100:g}?" if 10 <= number <= 100 else ""
    raise ThresholdError(f"{name} must be in (0, 1], a cosine similarity, got {value!r}.{hint}")


def check_share(name: str, value: object, example: float) -> float:
    """Return a share as a plain number; refuse what is none."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= 1:
        return float(value)
    raise InputError(
        f"{name} must be a number above 0 and up to 1, such as {example:g}, got {value!r}."
    )


def check_count(name: str, value: object, *, least: int = 1) -> int:
    """Return `value` as a whole number of at least `least`."""
    if not isinstance(value, bool) and hasattr(value, "__index__"):
        number = int(value.__index__())
        if number >= least:
            return number
    raise InputError(f"{name} must be a whole number of at least {least}, got {value!r}.")


def _is_real_scalar(value: object) -> bool:
    """Tell numbers, numpy's scalars among them, from the rest without importing numpy."""
    return isinstance(value, (int, float)) or (
        hasattr(value, "__float__") and getattr(value, "shape", None) == ()
    )
