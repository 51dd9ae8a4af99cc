"""What a text says in another language than English, under the English words that guards read.

One data file per language: negators, number words, months and days, opposites. Values and opposites
stand under the English word they mean, so that every guard reads one language, and two texts in
two languages can differ by a number or an opposite too.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.guards.word_lists import NEGATORS, NO_CONTENT, NUMBER_WORDS
from workbench.embedding.language import guess_language
from workbench.errors import counted

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_NOT_RUSSIAN = re.compile("[\u0404\u0406\u0407\u0454\u0456\u0457\u0490\u0491\u0408\u0458\u045e]")
_OTHER_LETTERS = re.compile("[\u0370-\u03ff\u0530-\u1dff\ua960-\ud7ff]")
_DAY_OF_MONTH = re.compile(
    r"(?P<month>1[0-2]|0?[1-9])\s?月\s?(?P<day>3[01]|[12]\d|0?[1-9])\s?[日号]"
)
_MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

MANY_LETTERS = 20
"""Letters from which the language of a text without a known word is guessed."""


SHORT, SHORT_LETTERS = 14, 30
"""Words, and letters of a text without spaces, up to which a second negation is counted."""

SURE_FROM = 2
"""Frequent words of a language that tell it."""

ASCII, OTHER = 0.15, 0.3
"""Share of the words that these must be, if all letters are ASCII, and if not."""


@dataclass(frozen=True, eq=False)
class Language:
    """Words of one language, in lower case.

    common: frequent words by which it is known.
    negators, negative: words that negate, and words that are negative in meaning.
    values, opposites: the English word for each word.
    written_together: no spaces part words.
    concord: a second negator in a sentence negates nothing.
    capital_nouns: capitals tell nothing of names.
    """

    common: frozenset[str]
    negators: frozenset[str]
    negative: frozenset[str]
    values: Mapping[str, str]
    opposites: Mapping[str, str]
    not_negating: re.Pattern[str]
    negating: re.Pattern[str] | None
    written_together: bool
    concord: bool
    capital_nouns: bool
    patterns: dict[str, re.Pattern[str]] = field(default_factory=dict, repr=False)

    def count_negators(self, text: str) -> int:
        """Return how often a text negates; once at most if a second negator says no more."""
        plain = self.not_negating.sub(" ", text.lower().replace("\u2019", "'"))
        if self.written_together:
            return len(self.patterns["negators"].findall(plain))
        count = sum(word in self.negators for word in _WORD.findall(plain))
        count += len(self.negating.findall(plain)) if self.negating else 0
        return min(count, 1) if self.concord else count

    def is_short(self, text: str) -> bool:
        """Tell whether a text has few words, or few letters if no spaces part its words."""
        if self.written_together:
            return len(text) <= SHORT_LETTERS
        return len(_WORD.findall(text)) <= SHORT

    def negative_words(self, text: str) -> frozenset[str]:
        """Return the words of a text that are negative in meaning."""
        return self.negative.intersection(_WORD.findall(text.lower()))

    def opposite_words(self, text: str) -> list[str]:
        """Return the English words for those opposites that stand in a text, in order."""
        if self.written_together:
            return [self.opposites[word] for word in self.patterns["opposites"].findall(text)]
        words = _WORD.findall(text.lower())
        return [self.opposites[word] for word in words if word in self.opposites]

    def values_in_english(self, text: str) -> str:
        """Return a text with numbers, months and days in English words."""
        if self.written_together:
            text = _DAY_OF_MONTH.sub(_english_date, text)
            return self.patterns["values"].sub(lambda m: f" {self.values[m[0]]} ", text)
        text = self.patterns["day"].sub(r"\1 \2 ", text)
        return _WORD.sub(lambda m: self.values.get(m[0].lower(), m[0]), text)


def _english_date(match: re.Match[str]) -> str:
    return f" {int(match['day'])} {_MONTH_NAMES[int(match['month']) - 1]} "


@cache
def languages() -> dict[str, Language]:
    """Return the languages whose words are known, by their code (ISO 639-1); English has none."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    return {path.stem: _read(path) for path in files}


def _read(path: Path) -> Language:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    values, opposites = (
        {word: english for english, words in data[name].items() for word in words.split()}
        for name in ("values", "opposites")
    )
    together = bool(data.get("written_together"))
    negators = frozenset(data["negators"].split())
    patterns = (
        {
            "negators": _any(negators),
            "opposites": _any(opposites),
            "values": re.compile(_counted(values, data["counted"])),
        }
        if together
        else {"day": _day_pattern(values)}
    )
    negating = data.get("negating")
    bounds = "" if together else r"\b"
    return Language(
        common=frozenset(data.get("common", "").split()),
        negators=negators,
        negative=frozenset(data.get("negative_in_meaning", "").split()),
        values=values,
        opposites=opposites,
        not_negating=re.compile(f"{bounds}(?:{data['not_negating']}){bounds}"),
        negating=re.compile(negating) if negating else None,
        written_together=together,
        concord=bool(data.get("concord")),
        capital_nouns=bool(data.get("capital_nouns")),
        patterns=patterns,
    )


def _any(words: Mapping[str, str] | frozenset[str]) -> re.Pattern[str]:
    """Return a pattern of words, the longest first."""
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w)))))


def _counted(values: Mapping[str, str], counted: str) -> str:
    """Return a pattern of values; numbers only before what is counted, and alone."""
    numbers = [word for word, english in values.items() if english in NUMBER_WORDS]
    others = sorted(values.keys() - set(numbers), key=len, reverse=True)
    signs = "".join(numbers)
    return f"{'|'.join(others)}|(?<![{signs}])[{signs}](?=(?:{counted}))"


def _day_pattern(values: Mapping[str, str]) -> re.Pattern[str]:
    """Return a pattern of a day before a month: "3. M\u00e4rz", "3 de marzo"."""
    months = [word for word, english in values.items() if english in _MONTH_NAMES]
    return re.compile(
        rf"\b(\d{{1,2}})(?:\.|er|\u00ba|\u00b0)?\s+(?:de\s+|di\s+)?({'|'.join(months)})\b"
        r"(?:\s+de\b|\s+del\b)?",
        re.IGNORECASE,
    )


@cache
def _votes() -> dict[str, tuple[str, ...]]:
    """Return the languages of which each word is a sign."""
    signs: dict[str, list[str]] = {}
    for code, language in languages().items():
        if not language.written_together:
            months = (word for word, english in language.values.items() if english in _MONTH_NAMES)
            for word in {*language.common, *language.negators, *months}:
                signs.setdefault(word, []).append(code)
    for word in NO_CONTENT | NEGATORS:
        signs.setdefault(word, []).append("en")
    return {word: tuple(codes) for word, codes in signs.items()}


@lru_cache(maxsize=1 << 16)
def language_of(text: str) -> str:
    """Return the language of a text as a code; "" if it is too short to tell.

    Frequent words tell, each for every language that has it; English if several are as likely and
    it is one of them. Other texts are guessed by byte n-grams (`guess_language`).
    """
    script = _by_script(text)
    if script:
        return script
    words = _WORD.findall(text.lower())
    counts: dict[str, int] = {}
    for word in words:
        for code in _votes().get(word, ()):
            counts[code] = counts.get(code, 0) + 1
    best = max(counts.values(), default=0)
    leading = [code for code, count in counts.items() if count == best]
    likely = "en" if "en" in leading else leading[0] if leading else ""
    clear = len(leading) == 1 or likely == "en"
    # "Do" and "to" are English, but Polish and Czech too.
    sure = best >= SURE_FROM and best >= len(words) * (ASCII if text.isascii() else OTHER)
    if (clear and sure) or sum(map(str.isalpha, text)) < MANY_LETTERS:
        return likely
    return guess_language(text) or likely


def _by_script(text: str) -> str:
    """Return the language that a script tells, "" for Latin letters."""
    if text.isascii():
        return ""
    if _KANA.search(text):
        return "ja"
    if _HAN.search(text):
        return "zh"
    if _CYRILLIC.search(text):
        return guess_language(text) or "other" if _NOT_RUSSIAN.search(text) else "ru"
    return guess_language(text) or "other" if _OTHER_LETTERS.search(text) else ""


def foreign(text: str) -> Language | None:
    """Return the language of a text if its words are in a file, None for English and others."""
    return languages().get(language_of(text))


def is_unknown(text: str) -> bool:
    """Tell whether a text is in a language of which the guards know no words."""
    code = language_of(text)
    return code not in ("", "en") and code not in languages()


def unknown_notes(texts: Sequence[str], counts: NDArray[np.int64]) -> tuple[str, ...]:
    """Say how many rows are in a language of which the guards know no words.

    Shapes: counts (m,), rows per text.
    """
    rows: Counter[str] = Counter()
    for text, count in zip(texts, counts.tolist(), strict=True):
        if is_unknown(text):
            rows[language_of(text)] += count
    if not rows:
        return ()
    codes = ", ".join(code for code, _ in rows.most_common(3))
    note = (
        f"guards do not know the language of {counted(rows.total(), 'row')} with a similar row "
        f"({codes}): they see numbers in digits there, but no negation, no opposite and no number "
        "in words. Look at such rows before they go"
    )
    return (note,)
