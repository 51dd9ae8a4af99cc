"""What the categories are: read from a mapping, a table or a file."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.errors import ColumnError, InputError, ThresholdError, to_type
from workbench.tables import read_table

OTHER = "Other"
"""What rows are called that fit no category."""
COLUMNS = ("name", "description", "examples", "threshold", "parent")
SEPARATOR = "|"
"""What stands between the examples of one cell."""
MOST_CATEGORIES = 1_000


@dataclass(frozen=True)
class Category:
    """A category as its owner describes it.

    Attributes
    ----------
    name : str
        What it is called. It is embedded as well; underscores count as spaces.
    description : str, default ""
        What belongs to it, in a sentence.
    examples : tuple of str, default ()
        Texts that belong to it. Three make it much surer than none.
    threshold : float, optional
        Score from which a text belongs to it. Default: that of the call.
    parent : str, default ""
        The category above it.
    """

    name: str
    description: str = ""
    examples: tuple[str, ...] = ()
    threshold: float | None = None
    parent: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What is embedded: the name, the description and the examples."""
        said = (" ".join(self.name.replace("_", " ").split()), self.description, *self.examples)
        return tuple(text for text in said if text)


def read_categories(given: Any) -> tuple[Category, ...]:
    """Return the categories of a mapping, a list of names, a table, or a file that holds one."""
    if isinstance(given, (str, os.PathLike)):
        given = _file(Path(given))
    if isinstance(given, pd.DataFrame):
        categories = _table(given)
    elif isinstance(given, Mapping):
        categories = [_entry(name, value) for name, value in given.items()]
    elif isinstance(given, Sequence):
        categories = [one if isinstance(one, Category) else _entry(one, ()) for one in given]
    else:
        raise InputError(
            "categories must be a mapping of names to examples, a table with a column name, or a "
            f"file, got {type(given).__name__}."
        )
    return _checked(categories)


def categories_frame(categories: Sequence[Category]) -> pd.DataFrame:
    """Return the categories as a table that `read_categories` reads."""
    lines = [
        (one.name, one.description, f" {SEPARATOR} ".join(one.examples), one.threshold, one.parent)
        for one in categories
    ]
    return pd.DataFrame(lines, columns=list(COLUMNS))


def _file(path: Path) -> Any:
    """Return what a file of categories holds: a mapping, or a table."""
    suffix = path.suffix.lower()
    if suffix not in {".toml", ".json", ".yaml", ".yml"}:
        return read_table(path).frame
    try:
        written = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    content: Any
    try:
        if suffix == ".toml":
            content = tomllib.loads(written)
        elif suffix == ".json":
            content = json.loads(written)
        else:
            import yaml

            content = yaml.safe_load(written)
    except Exception as error:
        raise InputError(f"{path} is no valid {suffix[1:].upper()}: {error}") from error
    if isinstance(content, Mapping) and set(content) == {"categories"}:
        content = content["categories"]
    if isinstance(content, list) and all(isinstance(one, Mapping) for one in content):
        return pd.DataFrame(content)
    return content


def _entry(name: Any, value: Any) -> Category:
    """Return one category of a mapping: a name, and examples or all that can be said of it."""
    called = _words(name, "the name of a category")
    if not isinstance(value, Mapping):
        return Category(called, examples=_examples(value, called))
    unknown = sorted(map(str, set(value) - set(COLUMNS)))
    if unknown:
        allowed = ", ".join(COLUMNS[1:])
        raise InputError(f"category {called!r} has {unknown[0]!r}; it may have {allowed}.")
    threshold = value.get("threshold")
    return Category(
        called,
        _words(value.get("description") or "", f"the description of {called!r}", blank=True),
        _examples(value.get("examples") or (), called),
        None if threshold is None else check_score(threshold, f"the threshold of {called!r}"),
        _words(value.get("parent") or "", f"the parent of {called!r}", blank=True),
    )


def _table(frame: pd.DataFrame) -> list[Category]:
    """Return the categories of a table; lines of one name are one category."""
    if "name" not in frame.columns:
        raise ColumnError(
            "a table of categories needs a column name, and may have description, examples, "
            f"threshold and parent. It has: {', '.join(map(str, frame.columns))}."
        )
    known = [column for column in COLUMNS if column in frame.columns]
    merged: dict[str, Category] = {}
    for line in frame[known].astype(object).to_dict("records"):
        said = {
            column: value
            for column, value in line.items()
            if isinstance(value, (list, tuple)) or not pd.isna(value)
        }
        if isinstance(said.get("examples"), str):
            said["examples"] = said["examples"].replace("\n", SEPARATOR).split(SEPARATOR)
        one = _entry(said.pop("name", ""), said)
        before = merged.get(one.name)
        merged[one.name] = one if before is None else _joined(before, one)
    return list(merged.values())


def _joined(first: Category, more: Category) -> Category:
    """Add what a second line says of the same category."""
    return replace(
        first,
        description=first.description or more.description,
        examples=tuple(dict.fromkeys((*first.examples, *more.examples))),
        threshold=first.threshold if more.threshold is None else more.threshold,
        parent=first.parent or more.parent,
    )


def _examples(value: Any, name: str) -> tuple[str, ...]:
    """Return examples without blanks and repeats."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, Sequence):
        raise InputError(f"the examples of {name!r} must be texts, got {_shown(value)}.")
    texts = [_words(text, f"an example of {name!r}", blank=True) for text in given]
    return tuple(dict.fromkeys(text for text in texts if text))


def _shown(value: Any) -> str:
    """Return a cell for a message; what holds others may unfold without end in a YAML file."""
    return f"{value!r:.60}" if pd.api.types.is_scalar(value) else type(value).__name__


def _words(value: Any, what: str, *, blank: bool = False) -> str:
    """Return words without needless blanks; refuse anything else."""
    if not isinstance(value, str) or not (blank or value.strip()):
        raise InputError(f"{what} must be words, got {_shown(value)}.")
    return " ".join(value.split())


def check_score(value: Any, name: str = "threshold") -> float:
    """Return a threshold on scores: a number in (0, 1]."""
    try:
        number = 0.0 if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = 0.0
    if not 0 < number <= 1:
        raise ThresholdError(f"{name} must be in (0, 1], a score, got {value!r}.")
    return number


def _checked(categories: Sequence[Category]) -> tuple[Category, ...]:
    """Refuse no category, too many, two of one name, and the name of the rest."""
    if not categories:
        named = to_type('categories={"Refunds": ["money back"], ...}', "--categories FILE")
        raise InputError(f"there is no category. Give some: {named}")
    if len(categories) > MOST_CATEGORIES:
        raise InputError(f"there may be {MOST_CATEGORIES:,} categories, got {len(categories):,}.")
    names = [one.name for one in categories]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"two categories are called {twice!r}. Give each a name of its own.")
    if OTHER.casefold() in {name.casefold() for name in names}:
        raise InputError(
            f"{OTHER!r} is what rows are called that fit no category. Leave it out, or call the "
            "category differently."
        )
    return tuple(categories)
