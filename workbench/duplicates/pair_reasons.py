"""Why two texts are a pair: what they share, what differs, what speaks for and against."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from html import escape

_PIECE = re.compile(r"\w+(?:['\u2019]\w+)*|[^\w\s]")


@dataclass(frozen=True)
class Difference:
    """A run of words: in both texts, only in the left, or only in the right one.

    Attributes
    ----------
    left, right : str
        The words in each text; equal but for case where `same`.
    same : bool
        Whether both hold them.
    """

    left: str
    right: str
    same: bool


@dataclass(frozen=True)
class Why:
    """Evidence about one pair.

    Attributes
    ----------
    left, right : str
        The two texts.
    similarity : float
        Cosine.
    lexical : float
        Letter-trigram cosine.
    overlap : float
        Words in common over all words (Jaccard).
    kind : str
        "identical", "normalized", "near-verbatim" or "paraphrase".
    guards : tuple of str
        What differs so that neither is dropped automatically.
    probability : float
        That the two say the same, by the pair model.
    cut : bool
        Whether the model did not see all of one of them.
    differences : tuple of Difference
        Word by word.
    """

    left: str
    right: str
    similarity: float
    lexical: float
    overlap: float
    kind: str
    guards: tuple[str, ...]
    probability: float
    cut: bool
    differences: tuple[Difference, ...]

    def __repr__(self) -> str:
        """Return the verdict in one line."""
        held = f"; held back: {', '.join(self.guards)}" if self.guards else ""
        return (
            f"Why({self.kind}, cosine {self.similarity:.3f}, letters {self.lexical:.2f}, words "
            f"{self.overlap:.2f}, probability {self.probability:.2f}{held})"
        )

    def _repr_html_(self) -> str:
        """Return both texts with what differs marked; everything is escaped."""
        sides = [
            " ".join(_marked(getattr(d, side), same=d.same) for d in self.differences)
            for side in ("left", "right")
        ]
        return f"<div><p>{escape(repr(self))}</p><p>{sides[0]}</p><p>{sides[1]}</p></div>"


def word_differences(left: str, right: str) -> tuple[Difference, ...]:
    """Return the runs of words that two texts share and those in which they differ, in order.

    Case and spaces do not count; punctuation marks are words of their own.
    """
    a, b = _PIECE.findall(left), _PIECE.findall(right)
    matcher = difflib.SequenceMatcher(
        None, [w.casefold() for w in a], [w.casefold() for w in b], autojunk=False
    )
    return tuple(
        Difference(" ".join(a[i:j]), " ".join(b[k:m]), tag == "equal")
        for tag, i, j, k, m in matcher.get_opcodes()
    )


def word_overlap(left: str, right: str) -> float:
    """Return words in common over all words; 1 where neither text has a word."""
    a = {w.casefold() for w in _PIECE.findall(left) if w[0].isalnum()}
    b = {w.casefold() for w in _PIECE.findall(right) if w[0].isalnum()}
    return len(a & b) / len(a | b) if a | b else 1.0


def _marked(words: str, *, same: bool) -> str:
    return escape(words) if same or not words else f"<mark>{escape(words)}</mark>"
