"""Calls of public methods: one that does not fit is answered by what exists and what was meant."""

from __future__ import annotations

import functools
import inspect
import tomllib
from collections.abc import Callable, Collection
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

from workbench.cards import WrittenFile
from workbench.errors import CallError, did_you_mean
from workbench.progress import close_bars, stopped

_SYNONYMS = tomllib.loads((Path(__file__).parent / "synonyms.toml").read_text(encoding="utf-8"))

KEYWORDS: dict[str, str] = _SYNONYMS["keywords"]
"""Keywords by what is typed first."""

NUMBER_OF_TOPICS = (
    " Workbench finds the number of topics itself. about=10 gives about ten, detail='broad' fewer, "
    "detail='fine' more, and clusterer=sklearn.cluster.KMeans(10) exactly ten."
)

ADVICE = dict.fromkeys(
    ("n_topics", "nr_topics", "num_topics", "n_clusters", "k", "n_components"), NUMBER_OF_TOPICS
)
"""What to say of keywords for which there is nothing alike in `topics`."""

MEMBERS: dict[str, str] = _SYNONYMS["members"]
"""Methods and attributes by what is typed first."""

KEPT_ROWS: dict[str, str] = _SYNONYMS["kept_rows"]
"""Policies of which row is kept, by what is typed first."""


def meant(given: str, allowed: Collection[str], synonyms: dict[str, str]) -> str:
    """Return ``" Did you mean 'x'?"``: by meaning if that is known, else by spelling."""
    ours = synonyms.get(given.lower())
    if ours in allowed:
        return f" Did you mean {ours!r}?"
    return did_you_mean(given, allowed)


F = TypeVar("F", bound=Callable[..., Any])
C = TypeVar("C", bound=type)


def answers_calls(function: F) -> F:
    """Make a function answer a call that does not fit it; its signature stays as it is.

    A path that it returns is shown as a link in a notebook.
    """

    @functools.wraps(function)
    def called(*values: Any, **named: Any) -> Any:
        try:
            returned = function(*values, **named)
            return WrittenFile(returned) if isinstance(returned, Path) else returned
        except KeyboardInterrupt as interrupt:
            raise stopped(interrupt) from None
        except Exception as error:
            close_bars()
            said = misfit(function, values, named) if isinstance(error, TypeError) else ""
            if not said:
                raise
        finally:
            values, named = (), {}  # a traceback with local values shows no key that was given
        raise CallError(said)

    return called  # type: ignore[return-value]


def answers_methods(owner: C) -> C:
    """Make all public methods of a class, inherited ones too, answer calls that do not fit."""
    for base in reversed(owner.__mro__[:-1]):
        for name, member in vars(base).items():
            if isinstance(member, FunctionType) and not name.startswith("_"):
                setattr(owner, name, answers_calls(member))
    owner.__getattr__ = _no_member  # type: ignore[attr-defined]
    return owner


def _no_member(self: object, name: str) -> Any:
    """Answer an attribute that there is not."""
    kind = type(self)
    said = f"{kind.__name__!r} object has no attribute {name!r}."
    if not name.startswith("_"):
        public = [member for member in dir(kind) if not member.startswith("_")]
        public += [field for field in vars(self) if not field.startswith("_")]
        said += meant(name, public, MEMBERS)
    raise AttributeError(said, name=name, obj=None)  # without obj Python adds no guess of its own


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
            _unknown(function.__name__, parameters, named)
            or _too_many(function.__name__, parameters, given)
            or f"{error}."
        )
        return f"{function.__name__}: {said} {_allowed(parameters)}"
    return ""


def _unknown(name: str, parameters: list[inspect.Parameter], named: dict[str, Any]) -> str:
    """Name the first keyword that there is not."""
    names = [p.name for p in parameters if p.kind is not p.POSITIONAL_ONLY]
    unknown = [keyword for keyword in named if keyword not in names]
    if not unknown:
        return ""
    if name == "topics" and unknown[0] in ADVICE:
        return f"there is no keyword {unknown[0]!r}.{ADVICE[unknown[0]]}"
    return f"there is no keyword {unknown[0]!r}.{meant(unknown[0], names, KEYWORDS)}"


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
    value = values[len(first)]
    keyword = _keyword_for(name, value, others)
    example = ", ".join([*first, f"{keyword}={_short(value)}"])
    return (
        f"it {so_many} without a keyword. For example: {name}({example}).{_by_number(name, value)}"
    )


def _keyword_for(name: str, value: Any, others: list[str]) -> str:
    """Guess by its kind which keyword a value was meant for; else the first one."""
    if hasattr(value, "fit_predict") and "clusterer" in others:
        return "clusterer"
    if hasattr(value, "fit_transform") and "reducer" in others:
        return "reducer"
    if name == "projection" and isinstance(value, int):
        return "n_components"
    return others[0]


def _by_number(name: str, value: Any) -> str:
    """Say how many topics there will be, to somebody who asked for a number."""
    return NUMBER_OF_TOPICS if name == "topics" and isinstance(value, int) else ""


def _allowed(parameters: list[inspect.Parameter]) -> str:
    """List what can be given."""
    required = [p.name for p in parameters if p.default is p.empty]
    optional = [p.name for p in parameters if p.default is not p.empty]
    parts = [f"Needed: {', '.join(required)}." if required else ""]
    parts.append(f"Keywords: {', '.join(optional)}." if optional else "")
    return " ".join(part for part in parts if part) or "It takes no arguments."


def _short(value: Any) -> str:
    return repr(value) if isinstance(value, (str, int, float)) and len(repr(value)) < 40 else "..."
