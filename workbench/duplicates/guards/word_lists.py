"""Closed lists of English words that the guards look at, read from ``english.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

_ENGLISH = tomllib.loads((Path(__file__).parent / "english.toml").read_text(encoding="utf-8"))


def _set(name: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(_ENGLISH[name].split())


def _meaning(words: Mapping[str, str]) -> dict[str, str]:
    """Return what each word of a table means."""
    return {word: meaning for meaning, written in words.items() for word in written.split()}


NEGATORS = _set("negators")
NEGATIVE_IN_MEANING = _set("negative_in_meaning")
DAY_WORDS = _set("day_words")
NO_CONTENT = _set("no_content")
LISTING = _set("listing")
DIRECTIONS = _set("directions")
NO_PRODUCTS = _set("no_products")
NUMBER_WORDS = _meaning(_ENGLISH["numbers"])
CURRENCIES = _meaning(_ENGLISH["currencies"])
SCALES = {word: int(power) for word, power in _meaning(_ENGLISH["scales"]).items()}
MONTHS = {word: int(month) for word, month in _meaning(_ENGLISH["months"]).items()}
PEOPLES = _meaning(_ENGLISH["peoples"])
OPPOSITES = tuple(
    tuple(frozenset(side.split()) for side in line.split("|"))
    for line in _ENGLISH["opposites"].strip().splitlines()
)
"""Words that say the contrary of one another, two sides each."""
