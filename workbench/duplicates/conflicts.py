"""Rows that say the same in one column and something else in another, the worst first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.guards.differences import (
    GUARDS,
    MILD,
    bit_of,
    contradictions,
    guard_names,
    guard_pairs,
)
from workbench.duplicates.guards.negation_and_names import tokens
from workbench.duplicates.pair_evidence import gram_cosines, marked_pieces, word_share
from workbench.duplicates.tables import compared_rows
from workbench.duplicates.verdicts import Case, Verdict
from workbench.errors import counted
from workbench.tables import normalize
from workbench.tables.cells import is_blank
from workbench.tables.writing.written_cells import column_texts

CONFLICTS = ("contradiction", "different", "addition", "missing")
"""Kinds of conflicts, the worst first.

"contradiction": a guard sees another value, a negation or an opposite; "different": other words
and another meaning; "addition": one says all that the other says, and more; "missing": only one of
them says anything.
"""

COLUMNS = (
    "group",
    "conflict",
    "id",
    "compared_to",
    "rows",
    "text",
    "compared_text",
    "similarity",
    "value",
    "compared_value",
    "value_similarity",
    "guards",
    "only_here",
    "only_there",
)
"""Columns of a frame of conflicts."""

SAME_MEANING = 0.8
"""Cosine from which two values of other words count as the same."""

SAME_LETTERS = 0.5
"""The same for letter trigrams, if no model is at hand."""

SHARED = 0.6
"""Share of the shorter value's words from which it counts as part of the longer one."""

RELATED = 0.5
"""Cosine, or share of words, from which values can contradict one another."""

LABEL = 3
"""Words up to which a value is a label: two of them differ if they are not equal."""

_SENTENCE = re.compile(r"[^\s.!?](?:[^.!?]|[.!?](?!\s))*+")

_TEXTS = tuple(name for name in GUARDS if name not in ("truncated", "unreadable", "word", "column"))

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


def find_conflicts(
    case: Case, verdict: Verdict, column: pd.Series, *, embed: Embed | None = None
) -> pd.DataFrame:
    """Compare a column of each row with that of the row that says the same."""
    cells = ["" if is_blank(cell) else cell for cell in column_texts(column)]
    rows, others, counts = _row_pairs(case, verdict, cells)
    mine, theirs = ([cells[row] for row in ends.tolist()] for ends in (rows, others))
    kinds, similar, names = _judged(mine, theirs, embed)
    _, similarity = compared_rows(case, verdict)
    listed = np.flatnonzero(kinds < len(CONFLICTS))
    order = np.lexsort(
        (
            case.ranks[rows[listed]],
            np.nan_to_num(similar[listed]),
            -np.round(similarity[rows[listed]], 4),
            kinds[listed],
        )
    )
    chosen = listed[order]
    parts = [marked_pieces(mine[k], theirs[k]) for k in chosen.tolist()]
    texts, ids, left, right = case.rows.texts, case.rows.ids, rows[chosen], others[chosen]
    frame = pd.DataFrame(
        {
            "group": verdict.row_group[left],
            "conflict": pd.Categorical.from_codes(kinds[chosen], categories=pd.Index(CONFLICTS)),
            "id": ids[left],
            "compared_to": ids[right],
            "rows": counts[chosen],
            "text": [texts[row] for row in left.tolist()],
            "compared_text": [texts[row] for row in right.tolist()],
            "similarity": similarity[left],
            "value": [mine[k] for k in chosen.tolist()],
            "compared_value": [theirs[k] for k in chosen.tolist()],
            "value_similarity": similar[chosen],
            "guards": [names[k] for k in chosen.tolist()],
            "only_here": [_own_words(here) for here, _ in parts],
            "only_there": [_own_words(there) for _, there in parts],
        },
        columns=list(COLUMNS),
    )
    frame.attrs["notes"] = _notes(int((kinds >= len(CONFLICTS)).sum()), column.name, embed)
    return frame


def _own_words(pieces: Sequence[tuple[str, bool]]) -> str:
    """Return what only this text holds."""
    return " … ".join(piece for piece, same in pieces if not same)


def _row_pairs(
    case: Case, verdict: Verdict, cells: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return rows, the rows that say the same, and how many rows say it: each conflict once.

    These are the rows that go, and those that only another column holds back. Rows of one text
    with one value are listed once.
    """
    compared, _ = compared_rows(case, verdict)
    column = np.uint32(1) << bit_of("column")
    doubted = np.flatnonzero(verdict.doubt >= 0)
    by_column = doubted[case.guards[verdict.doubt[doubted]] & ~MILD == column]
    chosen = np.union1d(np.flatnonzero(verdict.kept_row >= 0), by_column)
    chosen = chosen[np.argsort(case.ranks[chosen])]
    said = [normalize(cell) for cell in cells]
    lines: dict[tuple[int, int, str], list[int]] = {}
    for row, other in zip(chosen.tolist(), compared[chosen].tolist(), strict=True):
        if said[row] != said[other]:
            lines.setdefault((int(case.node_of[row]), other, said[row]), []).append(row)
    ends = np.array([(rows[0], key[1], len(rows)) for key, rows in lines.items()], dtype=np.int64)
    one, two, three = ends.reshape(-1, 3).T
    return one, two, three


def _judged(
    mine: Sequence[str], theirs: Sequence[str], embed: Embed | None
) -> tuple[NDArray[np.int64], NDArray[np.float64], list[str]]:
    """Return a place in `CONFLICTS` (one more: only the wording differs), similarity, guards."""
    texts = list(dict.fromkeys([*mine, *theirs]))
    index_of = {text: k for k, text in enumerate(texts)}
    left, right = (np.array([index_of[t] for t in side], dtype=np.int64) for side in (mine, theirs))
    empty = np.array([not text for text in texts], dtype=bool)
    missing = empty[left] | empty[right]
    masks = guard_pairs(texts, left, right, guards=_TEXTS)
    similar, enough = _similarities(texts, left, right, embed)
    shared = np.array([word_share(a, b) for a, b in zip(mine, theirs, strict=True)])
    part = shared >= SHARED
    short = np.array([len(text.split()) <= LABEL for text in texts], dtype=bool)
    labels = short[left] & short[right]
    # A "not" in a text about something else contradicts nothing.
    related = labels | (similar >= RELATED) | (shared >= RELATED)
    contrary = related & contradictions(texts, left, right, masks)
    contrary &= ~np.array([_other_sentences(a, b) for a, b in zip(mine, theirs, strict=True)], bool)
    adds = np.array([_only_adds(a, b) for a, b in zip(mine, theirs, strict=True)], dtype=bool)
    contrary, part, labels = contrary & ~adds, part | adds, labels & ~adds
    kinds = np.where((similar >= enough) & ~labels, 4, 1)
    kinds = np.where(part & ~labels, 2, kinds)
    kinds = np.where(contrary, 0, kinds)
    kinds = np.where(missing, 3, kinds)
    names = [guard_names(int(mask)) for mask in np.where(missing, 0, masks)]
    return kinds, np.where(missing, np.nan, similar), names


def _other_sentences(one: str, other: str) -> bool:
    """Tell whether two texts share sentences, and each goes on with one about something else."""
    mine, theirs = (dict.fromkeys(_SENTENCE.findall(text)) for text in (one, other))
    shared = mine.keys() & theirs.keys()
    if not shared:
        return False
    rest = (" ".join(side.keys() - shared) for side in (mine, theirs))
    return word_share(*rest) < RELATED / 2


def _only_adds(one: str, other: str) -> bool:
    """Tell whether a text is the other one with a sentence before or after it."""
    short, long = sorted((tokens(one), tokens(other)), key=len)
    if not short or len(long) - len(short) < LABEL:
        return False
    return long[: len(short)] == short or long[-len(short) :] == short


def _similarities(
    texts: Sequence[str], left: NDArray[np.int64], right: NDArray[np.int64], embed: Embed | None
) -> tuple[NDArray[np.float64], float]:
    """Return how similar values are, and from where on they count as the same."""
    if embed is None or not len(left):
        return gram_cosines(texts, left, right), SAME_LETTERS
    from workbench.similarity import cosine

    vectors = embed([text or " " for text in texts])
    return cosine(vectors[left], vectors[right]), SAME_MEANING


def _notes(alike: int, name: Any, embed: Embed | None) -> tuple[str, ...]:
    """Tell what is not listed, and what similarities are made of."""
    notes: tuple[str, ...] = ()
    if alike:
        notes = (
            f"{counted(alike, 'value')} of {name!r} differ only in wording: they are not listed",
        )
    if embed is None:
        notes += ("no model is at hand: values are compared by letters, not by meaning",)
    return notes
