"""Words of a corpus: cut apart, stemmed, and told from the stop words of its languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

import snowballstemmer
import stopwordsiso

from workbench.embedding.language import guess_language
from workbench.topics.names.stop_words import STOP_WORDS

Stems = tuple[str, ...]
"""A word or phrase by the stems of its words."""

WORD = re.compile(r"[^\W_](?:[\w]|['\u2019\-](?=\w))*")
MOST_DIGITS = 3
"""Digits of a word at most: "401k" is one, an order number is none."""

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTERS = re.compile(
    f"[{UNSPACED}][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*|[\u30a1-\u30ffー]+|[\u3040-\u309f]+"
    f"|[^{UNSPACED}\u3040-\u30ff]+"
)
"""Parts of a run without spaces: single letters, Katakana words, Hiragana, and all else."""

_WITHOUT_SPACES = re.compile(f"[{UNSPACED}\u3040-\u30ff]")
_HIRAGANA = re.compile("[\u3040-\u309f]+")

WITHOUT_APOSTROPHE = frozenset(word.replace("'", "") for word in STOP_WORDS if "'" in word)
ENGLISH_WORDS = STOP_WORDS | WITHOUT_APOSTROPHE - {"id", "ill", "hell", "shell", "wed"}

_VERBS = ("do", "does", "did", "will", "would", "can", "could")
NOT = frozenset(
    ["not", "cannot", "can't", "won't", *(f"{verb} not" for verb in _VERBS)]
    + [f"{verb}n't" for verb in (*_VERBS, "is", "was", "are", "were", "has", "have", "had")]
)
"""Negations of English verbs: one stem."""

LOOKED_AT = 300
"""Texts of a corpus whose language is guessed at most."""

COMMON = 0.05
"""Share of the texts with a known language from which on its stop words count."""

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "nb": "norwegian",
    "nn": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""Stemmers of the Snowball project by language (ISO 639-1)."""


class Token(NamedTuple):
    """A word in small letters; glued if no space stands before it; "" breaks a phrase."""

    word: str
    glued: bool


@dataclass(frozen=True)
class Lexicon:
    """Stop words and stems of some languages, the most frequent first."""

    languages: tuple[str, ...]

    @property
    def stop_words(self) -> frozenset[str]:
        """Words that name no topic."""
        return _stop_words(self.languages)

    @property
    def stop_stems(self) -> frozenset[str]:
        """The stems of these."""
        return frozenset(map(self.stem, self.stop_words))

    def stem(self, word: str) -> str:
        """Return what forms of a word have in common: "refund", "refunds", "refunded"."""
        return _stem(word, self.languages[0])

    def stems_of(self, word: str) -> Stems:
        """Return the stems of the parts of a word: "top-ups" has those of "topping up"."""
        return _stems(word, self.languages[0])

    def says(self, word: str) -> bool:
        """Tell whether a word can stand at the end of a term."""
        return _says(word, self.languages)


def lexicon_of(texts: Sequence[str]) -> Lexicon:
    """Return the lexicon of the languages that are common in a corpus."""
    step = max(1, len(texts) // LOOKED_AT)
    known = Counter(filter(None, map(guess_language, texts[::step])))
    enough = COMMON * sum(known.values())
    common = sorted((one for one in known if known[one] >= enough), key=lambda k: (-known[k], k))
    return Lexicon(tuple(common) or ("en",))


ENGLISH = Lexicon(("en",))


def tokens(text: str) -> list[Token]:
    """Return the words of a text in small letters; of scripts without spaces the letters."""
    words = []
    for match in WORD.finditer(text.lower()):
        word = match.group()
        if word.isascii() or not _WITHOUT_SPACES.search(word):
            words.append(Token(word.replace("\u2019", "'").removesuffix("'s"), glued=False))
            continue
        for number, part in enumerate(_LETTERS.findall(word)):
            words.append(Token("" if _HIRAGANA.fullmatch(part) else part, glued=number > 0))
    return words


def holds(phrase: Stems, term: Stems) -> bool:
    """Tell whether a term stands within a phrase."""
    size = len(term)
    return any(phrase[at : at + size] == term for at in range(len(phrase) - size + 1))


@lru_cache(maxsize=64)
def _stop_words(languages: tuple[str, ...]) -> frozenset[str]:
    listed = (ENGLISH_WORDS if one == "en" else stopwordsiso.stopwords(one) for one in languages)
    return frozenset().union(*listed)


@lru_cache(maxsize=1 << 17)
def _stem(word: str, language: str) -> str:
    stemmer = _stemmer(language)
    return word if stemmer is None else str(stemmer.stemWord(word))


@lru_cache(maxsize=1 << 17)
def _stems(word: str, language: str) -> Stems:
    if word in NOT:
        return ("not",)
    return tuple(_stem(part, language) for part in word.split("-") if part)


@cache
def _stemmer(language: str) -> Any:
    name = STEMMERS.get(language)
    return None if name is None else snowballstemmer.stemmer(name)


@lru_cache(maxsize=1 << 17)
def _says(word: str, languages: tuple[str, ...]) -> bool:
    listed = _stop_words(languages)
    said = {word, _stem(word, languages[0]), word.partition("'")[0]}
    digits = sum(map(str.isdigit, word))
    return said.isdisjoint(listed) and digits <= MOST_DIGITS and any(map(str.isalpha, word))
