"""Words of the texts, and how well each text fits the words of a query: BM25."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.topics.names.lexicon import UNSPACED, Lexicon, lexicon_of

K1, B = 1.2, 0.75
"""How fast repeats of a word stop to count, and how much long texts count less."""

SHORT = 2
"""Letters up to which a word with a digit is no code: "2", "5g"."""

_WORD = re.compile(f"\\d+(?:\\.\\d+)+|[{UNSPACED}\u3040-\u30ff]|[^\\W_{UNSPACED}\u3040-\u30ff]+")


@dataclass(frozen=True, eq=False)
class WordIndex:
    """Weights of the words of m texts (Robertson and Zaragoza, 2009).

    lexicon: stems, by the language of the texts.
    columns: column of each stem.
    weights (m, v): BM25 weight of each stem in each text, sparse.
    """

    lexicon: Lexicon
    columns: dict[str, int]
    weights: Any

    @classmethod
    def of(cls, texts: Sequence[str]) -> WordIndex:
        """Count the words of all texts."""
        from scipy.sparse import csc_array
        from sklearn.feature_extraction.text import CountVectorizer

        lexicon = lexicon_of(texts)
        counter = CountVectorizer(analyzer=lambda text: stems(text, lexicon))
        if not any(stems(text, lexicon) for text in texts):  # emoji and signs alone
            return cls(lexicon, {}, csc_array((len(texts), 0)))
        counts = counter.fit_transform(texts).tocoo()
        length = np.bincount(counts.row, counts.data, len(texts))
        having = np.bincount(counts.col, minlength=counts.shape[1])
        idf = np.log1p((len(texts) - having + 0.5) / (having + 0.5))
        damp = K1 * (1 - B + B * length / max(length.mean(), 1))
        values = idf[counts.col] * counts.data * (K1 + 1) / (counts.data + damp[counts.row])
        weights = csc_array((values, (counts.row, counts.col)), shape=counts.shape)
        return cls(lexicon, counter.vocabulary_, weights)

    def ranked(self, query: str, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the texts of a mask that hold a word of the query, the best first."""
        known = self._known(words(query))
        scores = self.weights[:, known].sum(axis=1)
        chosen = np.flatnonzero(mask & (scores > 0))
        order: NDArray[np.int64] = chosen[np.argsort(-scores[chosen], kind="stable")]
        return order

    def holding(self, wanted: Sequence[str]) -> NDArray[np.bool_]:
        """Tell which texts hold all of some words in any form, shape (m,)."""
        known = self._known(wanted)
        if len(known) < len({self.lexicon.stem(word) for word in wanted}):
            return np.zeros(self.weights.shape[0], dtype=bool)
        held: NDArray[np.bool_] = (self.weights[:, known] > 0).sum(axis=1) == len(known)
        return held

    def _known(self, wanted: Sequence[str]) -> list[int]:
        """Return the columns of words that stand in some text, each once."""
        asked = {self.lexicon.stem(word) for word in wanted}
        return sorted(self.columns[stem] for stem in asked if stem in self.columns)

    def keywords(self, query: str) -> list[str]:
        """Return the words of a query but for stop words, each once."""
        stop = self.lexicon.stop_words
        return [word for word in dict.fromkeys(words(query)) if word not in stop]

    def codes(self, query: str) -> list[str]:
        """Return the words of a query that hold a digit, such as an order number, and are known."""
        return [
            word
            for word in self.keywords(query)
            if len(word) > SHORT and any(map(str.isdigit, word)) and self._known([word])
        ]

    def shared(self, query: str, text: str) -> list[str]:
        """Return the keywords of a query that a text holds in any form."""
        held = set(stems(text, self.lexicon))
        return [word for word in self.keywords(query) if self.lexicon.stem(word) in held]


def words(text: str) -> list[str]:
    """Return words in small letters without accents; of scripts without spaces the letters."""
    folded = text.casefold()
    if not folded.isascii():
        parts = unicodedata.normalize("NFKD", folded)
        folded = unicodedata.normalize("NFC", "".join(c for c in parts if not _is_accent(c)))
    return _WORD.findall(folded)


def _is_accent(letter: str) -> bool:
    """Tell whether a character only marks a Latin letter."""
    return "\u0300" <= letter <= "\u036f"


def stems(text: str, lexicon: Lexicon) -> list[str]:
    """Return what forms of each word have in common: "refund", "refunds", "refunded"."""
    return [lexicon.stem(word) for word in words(text)]
