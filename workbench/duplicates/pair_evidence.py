"""The evidence about any two rows: what they share, what differs, and of what kind they are."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.guards.differences import (
    GUARDS,
    compare_left_out,
    guard_names,
    guard_pairs,
    in_words,
)
from workbench.duplicates.guards.mild import mark_mild
from workbench.duplicates.threshold.pair_model import pair_features
from workbench.duplicates.verdicts import Case
from workbench.errors import InputError
from workbench.similarity import cosine
from workbench.tables import normalize
from workbench.tables.normalized_texts import normal_forms

GRAM = 3
"""Letters in a gram."""

MOST_LETTERS = 4_000
"""Letters of a text that are compared; the rest of a longer text does not count."""

NEAR_VERBATIM = 0.8
"""Smallest gram cosine of a near-verbatim pair; what lies below is a paraphrase."""

UNLIKE = "different"
"""Kind, in `Why`, of two texts that are less similar than the threshold, in letters too."""

KINDS = ("identical", "normalized", "near-verbatim", "paraphrase")
"""Kinds of pairs and groups, the closest first: words of tables and files."""

KIND_WORDS = {
    "identical": "exact copies",
    "normalized": "the same but for case, punctuation and the like",
    "near-verbatim": "nearly word for word",
    "paraphrase": "in other words",
}
"""What each kind is called wherever a person reads it."""


def gram_cosines(
    texts: Sequence[str], left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the cosine of the letter-trigram counts of each pair of texts.

    Shapes: left, right (p,), returns (p,).
    """
    if not len(left):
        return np.zeros(0)
    from workbench.duplicates.kernels import row_cosines, sorted_counts

    used, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    codes, start = _grams([texts[index] for index in used.tolist()])
    bounds, unique, counts = sorted_counts(codes, start)
    ends = places.reshape(2, -1)
    cosines: NDArray[np.float64] = row_cosines(bounds, unique, counts, ends[0], ends[1])
    return cosines


def _grams(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Write each trigram as one number (21 bits a letter): compressed rows, unsorted."""
    pieces = [f" {normalize(text[:MOST_LETTERS])} " for text in texts]
    lengths = np.array([max(len(piece) - GRAM + 1, 0) for piece in pieces], dtype=np.int64)
    start = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(lengths, out=start[1:])
    codes = np.empty(start[-1], dtype=np.uint64)
    for piece, begin, end in zip(pieces, start[:-1].tolist(), start[1:].tolist(), strict=True):
        if end > begin:
            letters = np.frombuffer(piece.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
            wide = letters.astype(np.uint64)
            codes[begin:end] = (wide[:-2] << 42) | (wide[1:-1] << 21) | wide[2:]
    return codes, start


def kinds_of(lexical: NDArray[np.float64], normalized: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Return the kind of each pair as a place in `KINDS`, shape (p,), 1 to 3."""
    kinds = np.where(lexical >= NEAR_VERBATIM, 2, 3)
    return np.where(normalized, 1, kinds).astype(np.int8)


def explain(case: Case, left: Any, right: Any, threshold: float = 0.0) -> Why:
    """Work out the evidence about two rows; a paraphrase is as similar as the threshold says."""
    nodes = np.array([_node(case, left), _node(case, right)])
    texts = [case.readings[node] for node in nodes.tolist()]
    zero, one = np.array([0]), np.array([1])
    similarity = cosine(case.vectors[nodes[:1]], case.vectors[nodes[1:]])
    lexical = gram_cosines(texts, zero, one)
    places = case.nodes.text_of[nodes]
    left_out = case.rows.left_out(places.tolist())
    forms = normal_forms(texts, case.parameters["normalize"], left_out)
    equal = forms[:1] == forms[1:]
    wanted = [name for name in case.parameters.get("guards", GUARDS) if name in GUARDS]
    guards = guard_pairs(
        texts,
        zero,
        one,
        guards=wanted,
        cut=case.cut[nodes],
        legibility=None if case.legibility is None else case.legibility.take(nodes),
    )
    guards |= compare_left_out(case.rows, places[:1], places[1:], wanted)
    if "strict" not in case.parameters.get("guards", ()):
        guards = mark_mild(texts, zero, one, guards, similarity)
    features = pair_features(similarity, lexical=lexical, guards=guards)
    shown = [case.texts[node] for node in nodes.tolist()]
    same = shown[0] == shown[1]
    sure = bool(same or equal[0])
    names = () if sure else tuple(guard_names(int(guards[0])).split(", "))
    names += tuple(
        f"column {name}" for name, code in case.nodes.columns.items() if len(set(code[nodes])) > 1
    )
    return Why(
        left=shown[0],
        right=shown[1],
        similarity=1.0 if same else float(similarity[0]),
        lexical=float(lexical[0]),
        overlap=word_overlap(*texts),
        kind="identical" if same else _kind(lexical, equal, float(similarity[0]) >= threshold),
        guards=tuple(name for name in names if name),
        probability=1.0 if sure else float(case.pair_model.probability(features)[0]),
        cut=bool(case.cut[nodes].any()),
        differences=word_differences(*texts),
    )


def _kind(lexical: NDArray[np.float64], equal: NDArray[np.bool_], near: bool) -> str:
    """Return the kind of one pair; texts less similar than the threshold are no paraphrase."""
    kind = KINDS[int(kinds_of(lexical, equal)[0])]
    return UNLIKE if kind == "paraphrase" and not near else kind


def _node(case: Case, row: Any) -> int:
    """Return the node of the row with this id."""
    node = int(case.node_of[case.rows.names.find(row)])
    if node < 0:
        raise InputError(f"the row with the id {row!r} holds no text.")
    return node


_PIECE = re.compile(r"\w+(?:['\u2019.@]\w+)*|[^\w\s]")
"""A word, a number such as 2.5, a mail address, or one sign."""


@dataclass(frozen=True)
class Difference:
    """A run of words: in both texts, only in the left, or only in the right one.

    left, right: the words in each text; equal but for case where `same`.
    same: whether both hold them.
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
        "identical", "normalized", "near-verbatim", "paraphrase", or "different" if the two are less
        similar than the threshold.
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
        guards = f"; {in_words(', '.join(self.guards))}" if self.guards else ""
        kind = KIND_WORDS.get(self.kind, self.kind)
        return (
            f"Why({kind}, cosine {self.similarity:.3f}, letters {self.lexical:.2f}, words "
            f"{self.overlap:.2f}, probability {self.probability:.2f}{guards})"
        )

    def _repr_html_(self) -> str:
        """Return both texts with what differs marked; everything is escaped."""
        sides = [
            " ".join(_marked(getattr(d, side), same=d.same) for d in self.differences)
            for side in ("left", "right")
        ]
        return f"<div><p>{escape(repr(self))}</p><p>{sides[0]}</p><p>{sides[1]}</p></div>"


_MOST_ALIGNED = 400
"""Words of two texts that are aligned if they are the same words again and again."""


def word_differences(left: str, right: str) -> tuple[Difference, ...]:
    """Return the runs of words that two texts share and those in which they differ, in order.

    Case and spaces do not count; punctuation marks are words of their own.
    """
    a, b = _PIECE.findall(left), _PIECE.findall(right)
    return tuple(
        Difference(" ".join(a[i:j]), " ".join(b[k:m]), same)
        for same, i, j, k, m in _aligned([w.casefold() for w in a], [w.casefold() for w in b])
    )


Pieces = list[tuple[str, bool]]
"""A text in pieces as it is written, and whether the other text holds each of them."""


def marked_pieces(left: str, right: str) -> tuple[Pieces, Pieces]:
    """Return both texts in pieces: what they share, and what only one of them holds."""
    a, b = (list(_PIECE.finditer(text)) for text in (left, right))
    runs = _aligned([m[0].casefold() for m in a], [m[0].casefold() for m in b])
    return (
        _pieces(left, a, [(same, i, j) for same, i, j, _, _ in runs]),
        _pieces(right, b, [(same, k, m) for same, _, _, k, m in runs]),
    )


def _pieces(text: str, words: list[re.Match[str]], runs: list[tuple[bool, int, int]]) -> Pieces:
    """Cut a text where runs of words begin and end; spaces between them are nobody's own."""
    pieces: Pieces = []
    last = 0
    for same, i, j in runs:
        if i < j:
            start, end = words[i].start(), words[j - 1].end()
            pieces += [(text[last:start], True), (text[start:end], same)]
            last = end
    return [piece for piece in (*pieces, (text[last:], True)) if piece[0]]


def _aligned(a: list[str], b: list[str]) -> list[tuple[bool, int, int, int, int]]:
    """Return whether runs of words are equal, and where they stand in both texts.

    Where words repeat so often that all ways to align them could take hours, the words between a
    common beginning and end are aligned up to a limit; the rest is one difference.
    """
    seen = Counter(b)
    if sum(seen[word] for word in a) <= _MOST_ALIGNED**2:
        matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
        return [(tag == "equal", *places) for tag, *places in matcher.get_opcodes()]  # type: ignore[misc]
    length = min(len(a), len(b))
    begin = next((k for k in range(length) if a[k] != b[k]), length)
    end = next((k for k in range(length - begin) if a[-1 - k] != b[-1 - k]), length - begin)
    top_a, top_b = (min(begin + _MOST_ALIGNED, len(one) - end) for one in (a, b))
    middle = difflib.SequenceMatcher(None, a[begin:top_a], b[begin:top_b], autojunk=False)
    runs = [(True, 0, begin, 0, begin)]
    for tag, i, j, k, m in middle.get_opcodes():
        runs.append((tag == "equal", begin + i, begin + j, begin + k, begin + m))
    runs.append((False, top_a, len(a) - end, top_b, len(b) - end))
    runs.append((True, len(a) - end, len(a), len(b) - end, len(b)))
    return [one for one in runs if one[2] > one[1] or one[4] > one[3]]


def word_overlap(left: str, right: str) -> float:
    """Return words in common over all words; 1 where neither text has a word."""
    a = {w.casefold() for w in _PIECE.findall(left) if w[0].isalnum()}
    b = {w.casefold() for w in _PIECE.findall(right) if w[0].isalnum()}
    return len(a & b) / len(a | b) if a | b else 1.0


def word_share(left: str, right: str) -> float:
    """Return words in common over the words of the shorter text; 0 if it has none."""
    a, b = (
        {w.casefold() for w in _PIECE.findall(text) if w[0].isalnum()} for text in (left, right)
    )
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def _marked(words: str, *, same: bool) -> str:
    return escape(words) if same or not words else f"<mark>{escape(words)}</mark>"
