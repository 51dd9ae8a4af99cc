"""What a model can read: not a language that it never saw, nor a script it has no tokens for."""

# Lists of words are easiest to read and to extend as plain text.
# ruff: noqa: SIM905

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.base import EncoderInfo
from workbench.embedding.likely_languages import likely_languages
from workbench.embedding.model_files.catalog import find_card

SURE = 0.8
"""Least probability of a guess that counts; none of 4,500 real English texts reaches it wrongly."""
LETTERS = 20
"""Texts with fewer letters are not guessed at, unless their script is no Latin one."""
MOSTLY = 0.5
"""Share of a text's letters and digits from which it counts as unreadable."""
SPELLED_OUT = 0.9
"""Tokens per letter from which a model has no words of a script, only its letters."""
LONGEST_WORD = 90
"""A longer run of letters may have no token: the vocabularies of BERT give up at 100."""
MANY, PIECE = 1_000, 65_536
"""Texts from which on languages are guessed many at a time, and how many at most."""
ROUNDING = 0.005
"""How near to `SURE` a probability is computed alone; many at once differ by less than .0003."""
SAMPLE = 300
"""Texts by which the language of a table is judged."""

MOST = 0.5
"""Share of them from which a table counts as unreadable."""

SUGGESTED = "paraphrase-multilingual-MiniLM-L12-v2"

_OTHER_SCRIPT = re.compile(
    "[\u0370-\u1dff\u2c00-\u2c5f\u2c80-\ua71f\ua800-\ufaff\ufb1d-\ufefe\uff66-\uffdc"
    "\U00010000-\U0001bfff\U00020000-\U0003ffff]+"
)
"""Letters that are not Latin; symbols and emoji lie outside of these ranges."""

_NO_LETTERS = re.compile(r"[^a-z\s]+")
"""What of a text in ASCII does not tell its language."""

_TRIED = ("where is my card", "wo ist meine karte", "dónde está mi tarjeta", "où est ma carte", "a")
"""Texts that are guessed in both ways, once a process."""

_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

_ENGLISH = frozenset(
    "the and my you your with this that have what how please where when from which would could "
    "should there their been of to i".split()
)
"""Words that two of which, in so many letters, no other language puts into a text."""


@runtime_checkable
class Vocabulary(Protocol):
    """An encoder that knows which parts of a text have no token."""

    def unknown(self, texts: Sequence[str]) -> list[str]:
        """Return the parts of each text that the model has no token for, joined by spaces."""

    def count_tokens(self, texts: Sequence[str]) -> NDArray[np.int32]:
        """Return each text's length in tokens, special ones included."""


@dataclass(frozen=True, eq=False)
class Legibility:
    """What a model can read of m texts.

    unreadable (m,): texts whose vectors say nothing: mostly without tokens, without a word, or in a
        language that the model was not trained on.
    unread: the words of each text that the model cannot read, "" if it can read all.
    notes: what to tell the reader, with a model to use instead; empty if all can be read.
    """

    unreadable: NDArray[np.bool_]
    unread: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def joined(self, other: Legibility) -> Legibility:
        """Return what holds for these texts and those of another table behind them."""
        unreadable = np.concatenate([self.unreadable, other.unreadable])
        return Legibility(unreadable, self.unread + other.unread)

    def take(self, places: NDArray[np.int64]) -> Legibility:
        """Return what holds for some of the texts, without notes."""
        return Legibility(self.unreadable[places], tuple(self.unread[k] for k in places.tolist()))


def legibility(
    texts: Sequence[str],
    info: EncoderInfo,
    encoder: Callable[[], Any] | None = None,
    *,
    guess: bool = True,
) -> Legibility:
    """Find out which texts a model can read; without a guess at languages, by their letters alone.

    The model's own vocabulary is asked which parts have no token. Of models that the catalog
    calls English, other scripts and other languages count as unreadable too. Languages are guessed
    by py3langid (naive Bayes over byte n-grams; Lui and Baldwin, "langid.py", 2012), whose 5 MB
    model is part of its package. Only confident guesses count.
    """
    card = find_card(info.model)
    english = card is not None and card.languages == "English"
    unread = [_other_script(text) if english else "" for text in texts]
    vocabulary = _ask(texts, unread, encoder)
    wordless = np.zeros(len(texts), dtype=np.bool_)
    if english or vocabulary is not None:
        wordless[:] = [not any(letter.isalnum() for letter in text) for text in texts]
    mostly = np.array([_mostly(part, text) for part, text in zip(unread, texts, strict=True)], bool)
    if not english and vocabulary is not None:
        mostly |= _spelled_out(texts, vocabulary)
    foreign = np.zeros(len(texts), dtype=np.bool_)
    if english and guess:
        foreign = _foreign(texts, mostly | wordless)
    notes = tuple(_notes(info.model, mostly, wordless & ~mostly, foreign))
    return Legibility(mostly | wordless | foreign, tuple(unread), notes)


def table_note(texts: Sequence[str], info: EncoderInfo) -> tuple[str, ...]:
    """Say that a model cannot read most texts of a table, by a sample of them."""
    step = max(1, len(texts) // SAMPLE)
    read = legibility(texts[::step], info)
    share = float(read.unreadable.mean()) if len(texts) else 0.0
    if share <= MOST:
        return ()
    note = (
        f"{info.model} was trained on English and cannot read most of these texts ({share:.0%} of "
        f"a sample): their similarities and topics mean little. Another model reads more "
        f"languages: {SUGGESTED}"
    )
    return (note,)


def _notes(
    model: str, mostly: NDArray[np.bool_], wordless: NDArray[np.bool_], foreign: NDArray[np.bool_]
) -> list[str]:
    """Say how many texts cannot be read, why, and what to do about it."""
    why = [
        (mostly, f"in a script that {model} does not know"),
        (wordless, "without a word (emoji, symbols)"),
        (foreign & ~mostly, f"not in English, which is all that {model} was trained on"),
    ]
    counts = [f"{int(mask.sum()):,} {words}" for mask, words in why if mask.any()]
    if not counts:
        return []
    total = int((mostly | wordless | foreign).sum())
    advice = f". Another model reads more languages: {SUGGESTED}"
    also = advice if (mostly | foreign).any() else ""
    note = (
        f"the vectors of {total:,} of {len(mostly):,} texts mean nothing, so only equal ones count "
        f"as duplicates: {', '.join(counts)}{also}"
    )
    return [note]


@lru_cache(maxsize=1 << 14)
def guess_language(text: str) -> str:
    """Return a text's language as two letters (ISO 639-1), or "" where no guess is sure."""
    plain, latin = _plain(text)
    if not plain:
        return ""
    language, probability = _identifier().classify(plain)
    return str(language) if probability >= SURE or not latin else ""


def guess_languages(texts: Sequence[str]) -> list[str]:
    """Return the language of each text as `guess_language` does; of many, Latin ones at once."""
    if len(texts) < MANY or not _many_at_once():
        return [guess_language(text) for text in texts]
    guesses: list[str] = []
    for top in range(0, len(texts), PIECE):
        piece = texts[top : top + PIECE]
        read = [_plain(text) for text in piece]
        codes, probability = likely_languages([plain for plain, _ in read], _identifier())
        # One by one where rounding could decide.
        alone = (np.abs(probability - SURE) < ROUNDING) | np.array([not latin for _, latin in read])
        codes[probability < SURE] = ""
        for text, code, one in zip(piece, codes.tolist(), alone.tolist(), strict=True):
            guesses.append(guess_language(text) if one else code)
    return guesses


@lru_cache(maxsize=1)
def _many_at_once() -> bool:
    """Tell whether the guesser is built as it was: another release may be built otherwise."""
    alone = [_identifier().classify(text) for text in _TRIED]
    try:
        codes, probability = likely_languages(_TRIED, _identifier())
    except (AttributeError, IndexError, TypeError, ValueError):
        return False
    same = [code for code, _ in alone] == codes.tolist()
    return same and np.allclose([sure for _, sure in alone], probability, atol=ROUNDING)


def _plain(text: str) -> tuple[str, bool]:
    """Return what tells the language, and whether it is in Latin letters; "" for too few letters.

    Capitals and digits mislead n-grams of bytes.
    """
    if text.isascii():
        plain = _NO_LETTERS.sub("", text.lower())
        return (plain, True) if len("".join(plain.split())) >= LETTERS else ("", True)
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(map(_is_latin, letters)) >= len(letters) / 2
    if len(letters) < (LETTERS if latin else 2):
        return "", latin
    return "".join(c for c in text.lower() if c.isalpha() or c.isspace()), latin


def _foreign(texts: Sequence[str], known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Flag texts in another language than English.

    A text too short for a guess goes with the table: it is foreign if most texts are that could be
    told.
    """
    english = np.array([_plainly_english(text) for text in texts], dtype=np.bool_)
    other = np.zeros(len(texts), dtype=np.bool_)
    unsure = np.zeros(len(texts), dtype=np.bool_)
    open_ = np.flatnonzero(~known & ~english)
    guesses = guess_languages([texts[k] for k in open_.tolist()])
    other[open_] = [guess not in ("", "en") for guess in guesses]
    unsure[open_] = [not guess for guess in guesses]
    recognized = int((~unsure & ~known).sum())
    return other | unsure if other.sum() > recognized / 2 else other


def _plainly_english(text: str) -> bool:
    """Tell whether common English words make up a fifth of a text, which saves the guess."""
    if not text.isascii():
        return False
    words = text.lower().split()
    common = _ENGLISH.intersection(words)
    return len(common) > 1 and sum(word in common for word in words) >= len(words) / 5


def _ask(
    texts: Sequence[str], unread: list[str], encoder: Callable[[], Any] | None
) -> Vocabulary | None:
    """Add to `unread` what the vocabulary has no token for; None if there is none to ask."""
    doubtful = [k for k, text in enumerate(texts) if _may_be_unknown(text)]
    vocabulary = encoder() if doubtful and encoder is not None else None
    if not isinstance(vocabulary, Vocabulary):
        return None
    for position, part in zip(
        doubtful, vocabulary.unknown([texts[k] for k in doubtful]), strict=True
    ):
        more = " ".join(w for w in part.casefold().split() if w not in unread[position])
        unread[position] = " ".join([unread[position], _words(more)]).strip()
    return vocabulary


def _may_be_unknown(text: str) -> bool:
    """Tell whether a text needs the vocabulary: plain words have tokens in every one."""
    if not text.isascii() or max(map(len, text.split()), default=0) > LONGEST_WORD:
        return True
    return not any(map(str.isalnum, text))


def _spelled_out(texts: Sequence[str], vocabulary: Vocabulary) -> NDArray[np.bool_]:
    """Flag texts in a script of which the vocabulary has the letters alone.

    Ideographs are left out of account: of them each is a word.
    """
    spelled_out = np.zeros(len(texts), dtype=np.bool_)
    letters = [len(_IDEOGRAPH.sub("", _other_script(text)).replace(" ", "")) for text in texts]
    mostly = [k for k, text in enumerate(texts) if _mostly("x" * letters[k], text)]
    if mostly:
        tokens = vocabulary.count_tokens([texts[k] for k in mostly]) - 2
        spelled_out[mostly] = tokens >= SPELLED_OUT * np.array([letters[k] for k in mostly])
    return spelled_out


def _mostly(part: str, text: str) -> bool:
    """Tell whether a part holds at least half of the letters and digits of a text."""
    if not part:
        return False
    count = sum(map(str.isalnum, part))
    return count > 0 and count >= MOSTLY * sum(map(str.isalnum, text))


def _other_script(text: str) -> str:
    """Return the words of a text that are not in Latin letters."""
    if text.isascii():
        return ""
    return _words(" ".join(_OTHER_SCRIPT.findall(text.casefold())))


def _words(text: str) -> str:
    """Return letters, their marks and digits; all else becomes a space."""
    kept = (c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text)
    return " ".join("".join(kept).split())


def _is_latin(letter: str) -> bool:
    return _OTHER_SCRIPT.match(letter) is None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """Load the guesser once a process: it only ever reads its own package's file."""
    from py3langid import langid

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
