"""Calls that do not fit a public method are answered in a line: what there is, what was meant."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar

from workbench.errors import CallError, did_you_mean

F = TypeVar("F", bound=Callable[..., Any])
C = TypeVar("C", bound=type)


def answers_calls(function: F) -> F:
    """Make a function answer a call that does not fit it; its signature stays as it is.

    Raises
    ------
    CallError
        In place of Python's own TypeError, if arguments do not fit the signature. A TypeError from
        inside the function is left alone.
    """

    @functools.wraps(function)
    def called(*values: Any, **named: Any) -> Any:
        try:
            return function(*values, **named)
        except TypeError:
            said = misfit(function, values, named)
            if not said:
                raise
        raise CallError(said)

    return called  # type: ignore[return-value]


def answers_methods(owner: C) -> C:
    """Make all public methods of a class, inherited ones too, answer calls that do not fit."""
    for base in reversed(owner.__mro__[:-1]):
        for name, member in vars(base).items():
            if isinstance(member, FunctionType) and not name.startswith("_"):
                setattr(owner, name, answers_calls(member))
    return owner


def misfit(function: Callable[..., Any], values: tuple[Any, ...], named: dict[str, Any]) -> str:
    """Say what is wrong with the arguments of a call, or "" if they fit."""
    signature = inspect.signature(function)
    try:
        signature.bind(*values, **named)
    except TypeError as error:
        parameters = [p for p in signature.parameters.values() if p.name != "self"]
        method = len(parameters) < len(signature.parameters)
        given = values[1:] if method else values
        said = (
            _unknown(parameters, named)
            or _too_many(function.__name__, parameters, given)
            or f"{error}."
        )
        return f"{function.__name__}: {said} {_allowed(parameters)}"
    return ""


def _unknown(parameters: list[inspect.Parameter], named: dict[str, Any]) -> str:
    """Name the first keyword that there is not."""
    names = [p.name for p in parameters if p.kind is not p.POSITIONAL_ONLY]
    unknown = [name for name in named if name not in names]
    if not unknown:
        return ""
    return f"there is no keyword {unknown[0]!r}.{did_you_mean(unknown[0], names)}"


def _too_many(name: str, parameters: list[inspect.Parameter], values: tuple[Any, ...]) -> str:
    """Say which keyword a value without one could be meant for."""
    first = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    others = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY]
    if len(values) <= len(first):
        return ""
    begin = ", ".join(first)
    so_many = "takes no value" if not first else f"takes only {begin}"
    if not others:
        return f"it {so_many}, got {len(values)} values."
    example = ", ".join([*first, f"{others[0]}={_short(values[len(first)])}"])
    return f"it {so_many} without a keyword. For example: {name}({example})."


def _allowed(parameters: list[inspect.Parameter]) -> str:
    """List what can be given."""
    required = [p.name for p in parameters if p.default is p.empty]
    optional = [p.name for p in parameters if p.default is not p.empty]
    parts = [f"Needed: {', '.join(required)}." if required else ""]
    parts.append(f"Keywords: {', '.join(optional)}." if optional else "")
    return " ".join(part for part in parts if part) or "It takes nothing."


def _short(value: Any) -> str:
    return repr(value) if isinstance(value, (str, int, float)) and len(repr(value)) < 40 else "..."
