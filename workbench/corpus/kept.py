"""What a corpus keeps of its results, and under which keys: equal calls have equal keys."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from workbench.corpus.duplicate_searches import LAST, SEARCHES
from workbench.tables import Rows

if TYPE_CHECKING:
    from workbench.topics import Topics
    from workbench.topics.follow_up import Home

# What `Corpus.topics` takes, with its defaults, in the order of the key.
DEFAULTS = {
    "detail": "medium",
    "min_cluster_size": "auto",
    "random_state": 0,
    "assign_noise": True,
    "namer": None,
}

OLD_NAMES = {"min_size": "min_cluster_size", "seed": "random_state"}
"""Names of settings in files saved before, and their names now."""


def topics_key(**settings: Any) -> Hashable:
    """Return the key of topics by their settings; what is not given has its default."""
    bound: dict[str, Any] = DEFAULTS | settings
    namer = bound.pop("namer")
    # A namer may not be hashable. It stays alive beside the topics, so that its id is its own.
    return ("topics", *bound.items(), None if namer is None else id(namer))


def saved_topics(topics: Topics) -> dict[Hashable, Topics]:
    """Return topics by the keys under which an opened corpus looks for them.

    They take the place of those with their settings, and of those at default settings.
    """
    settings = topics.settings
    if settings.given:
        return {topics_key(): topics}
    own = topics_key(
        detail=settings.detail,
        min_cluster_size=settings.asked,
        random_state=settings.random_state,
        assign_noise=settings.assign_noise,
    )
    return {topics_key(): topics, own: topics}


def part_of_kept(
    kept: Mapping[Hashable, Any], rows: Rows, texts: NDArray[np.int64]
) -> dict[Hashable, Any]:
    """Return the part of the kept results that holds for fewer texts: pairs and positions."""
    smaller: dict[Hashable, Any] = {}
    for key, value in kept.items():
        if key == "pairs":
            smaller[key] = value.among(texts)
        elif isinstance(key, tuple) and key[0] == "projection":
            smaller[key] = value.among(rows, texts)
    return smaller


def without_code(kept: Mapping[Hashable, Any]) -> dict[Hashable, Any]:
    """Return what is saved.

    Topics of a namer are not found again by its id, and duplicates are found again from the pairs.
    """
    return {
        key: value
        for key, value in kept.items()
        if key not in (SEARCHES, LAST)
        and not (isinstance(key, tuple) and key[0] == "topics" and key[-1] is not None)
    }


def current_keys(kept: Mapping[Hashable, Any]) -> dict[Hashable, Any]:
    """Return what was kept under the keys of today; files saved before had the words of a call."""
    now: dict[Hashable, Any] = {}
    for key, value in kept.items():
        if isinstance(key, tuple) and len(key) == 2 and key[0] == "topics":
            settings = _settings_of(str(key[1]))
            if settings is not None:
                now[topics_key(**settings)] = value
        else:
            now[key] = value
    return now


def settle(corpus: Home, kept: dict[Hashable, Any]) -> None:
    """Give topics that were read from a file the corpus that they belong to."""
    for key, value in kept.items():
        if hasattr(value, "_home"):
            kept[key] = replace(value, _home=corpus)


def _settings_of(words: str) -> dict[str, Any] | None:
    """Read the settings of an old key such as "[('min_size', 4)]"; None if they hold code."""
    try:
        given = {OLD_NAMES.get(name, name): value for name, value in ast.literal_eval(words)}
    except (ValueError, SyntaxError, TypeError):
        return None
    return given if given.keys() <= DEFAULTS.keys() - {"namer"} else None
