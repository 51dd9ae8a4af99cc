"""Decisions by hand, as they come from a ledger, on the rows and texts at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import ColumnError, InputError, counted, to_type
from workbench.provenance import digest_texts
from workbench.tables import Rows

DECISIONS = ("same", "not the same", "keep", "drop")
"""What can be decided: the first two of two texts, the others of one row."""

COLUMNS = ("decision", "left", "right", "id", "text", "copy")
"""Columns of a frame of decisions.

``left`` and ``right``: digests of the two texts. ``id``: the row's own id as it is written.
``text``: digest of the row's text. ``copy``: the place among the rows with this id and text, from
0.
"""


@dataclass(frozen=True, eq=False)
class Decided:
    """Decisions that bear on the rows at hand.

    same, apart (k, 2): pairs of distinct texts.
    rows (n,): 1: keep; -1: drop; 0: open.
    proposals: what models say of other pairs of texts, which decides nothing.
    models: the model whose accepted proposal decides a pair.
    count: decisions that were applied.
    notes: how many were applied and from where, and how many a row with another text meets.
    """

    same: NDArray[np.int64]
    apart: NDArray[np.int64]
    rows: NDArray[np.int8]
    count: int = 0
    notes: tuple[str, ...] = ()
    proposals: Mapping[tuple[int, int], str] = field(default_factory=dict)
    models: Mapping[tuple[int, int], str] = field(default_factory=dict)


def decision_key(text: str) -> str:
    """Return the digest by which decisions name a text."""
    return digest_texts([text])


def no_decisions(rows: Rows) -> Decided:
    """Return no decision for any row."""
    empty = np.empty((0, 2), dtype=np.int64)
    return Decided(empty, empty, np.zeros(len(rows), dtype=np.int8))


def read_decisions(rows: Rows, decisions: pd.DataFrame) -> Decided:
    """Find the texts and rows that decisions are about."""
    for name in COLUMNS:
        if name not in decisions.columns:
            raise ColumnError.missing(name, list(decisions.columns))
    if not len(decisions):  # nothing to look for among all texts
        return no_decisions(rows)
    index_of = {decision_key(text): k for k, text in enumerate(rows.distinct)}
    row_of = row_finder(rows)
    own_ids = set() if rows.names.written is None else set(rows.names.written.tolist())
    decisions, said = _by_people(decisions)
    counts = said["accepted"].astype(bool).to_numpy()
    by_model = _accepted(said[counts], index_of)
    pairs = {ends: decision for ends, (decision, _) in by_model.items()}
    by_hand = np.zeros(len(rows), dtype=np.int8)
    lost = changed = 0
    ours_of = (
        decisions["columns"].astype(bool) if "columns" in decisions else [True] * len(decisions)
    )
    for line, ours in zip(decisions[list(COLUMNS)].itertuples(index=False), ours_of, strict=True):
        if line.decision not in DECISIONS:
            raise InputError(f"a decision must be one of {DECISIONS}, got {line.decision!r}.")
        if line.decision in ("keep", "drop"):
            row = row_of(line.id, line.text, line.copy)
            if row is None:
                lost += 1
                changed += str(line.id) in own_ids and ours
            else:
                by_hand[row] = 1 if line.decision == "keep" else -1
        elif line.left in index_of and line.right in index_of:
            ends = sorted((index_of[str(line.left)], index_of[str(line.right)]))
            pairs[ends[0], ends[1]] = str(line.decision)
            by_model.pop((ends[0], ends[1]), None)
        else:
            lost += 1
    ledger = decisions.attrs.get("ledger", "")
    notes = _notes(len(decisions) - lost, changed, ledger)
    if by_model:
        names = ", ".join(sorted({model for _, model in by_model.values()}))
        number = counted(len(by_model), "accepted proposal")
        notes += (f"{number} of {names} applied, below decisions by hand ({ledger})",)
    pair_ends = [_ends(pairs, wanted) for wanted in DECISIONS[:2]]
    models = {ends: model for ends, (_, model) in by_model.items()}
    proposals = _proposals(said[~counts], index_of, pairs)
    count = len(decisions) - lost + len(by_model)
    return Decided(pair_ends[0], pair_ends[1], by_hand, count, notes, proposals, models)


def _by_people(decisions: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part what people decided from what models propose."""
    if "model" not in decisions.columns:
        return decisions, decisions.iloc[:0].assign(model="", accepted=False)
    by_model = (decisions["model"].fillna("") != "").to_numpy()
    people = decisions[~by_model]
    people.attrs.update(decisions.attrs)
    return people, decisions[by_model]


def _pairs_of(lines: pd.DataFrame, index_of: Mapping[str, int]) -> dict[tuple[int, int], str]:
    """Return the decision about each pair of distinct texts of the table."""
    pairs = {}
    for left, right, decision in zip(lines["left"], lines["right"], lines["decision"], strict=True):
        if left in index_of and right in index_of:
            ends = sorted((index_of[left], index_of[right]))
            pairs[ends[0], ends[1]] = str(decision)
    return pairs


def _accepted(
    lines: pd.DataFrame, index_of: Mapping[str, int]
) -> dict[tuple[int, int], tuple[str, str]]:
    """Return what accepted models say of each pair, and which model; none where two disagree."""
    said: dict[tuple[int, int], tuple[str, str]] = {}
    disputed = set()
    for model, own in lines.groupby("model"):
        for ends, decision in _pairs_of(own, index_of).items():
            if said.setdefault(ends, (decision, str(model)))[0] != decision:
                disputed.add(ends)
    return {ends: one for ends, one in said.items() if ends not in disputed}


def _proposals(
    said: pd.DataFrame, index_of: Mapping[str, int], decided: Mapping[tuple[int, int], str]
) -> dict[tuple[int, int], str]:
    """Return what models say of each pair that nobody decided, as a reason says it."""
    words: dict[tuple[int, int], list[str]] = {}
    for model, lines in said.groupby("model"):
        for ends, decision in _pairs_of(lines, index_of).items():
            if ends not in decided:
                words.setdefault(ends, []).append(f"{model} says: {decision}")
    return {ends: "; ".join(lines) for ends, lines in words.items()}


def _ends(pairs: dict[tuple[int, int], str], wanted: str) -> NDArray[np.int64]:
    chosen = sorted(ends for ends, decision in pairs.items() if decision == wanted)
    return np.array(chosen, dtype=np.int64).reshape(-1, 2)


def row_keys(rows: Rows) -> list[tuple[str, str, int]]:
    """Return (id, text digest, copy) of each row, as a decision about it would be written.

    With ids of their own rows are known by id and text: another table with the same ids is not
    meant. Else they are known by their text. Several rows with the same id and text, or without
    ids, are counted in the order of the whole table.
    """
    digests = np.array([*(decision_key(text) for text in rows.distinct), ""], dtype=object)
    texts = digests[rows.distinct_of].tolist()
    written = rows.names.written
    if written is None:
        return [("", text, copy) for text, copy in zip(texts, rows.copy_of.tolist(), strict=True)]
    copies = np.maximum(rows.copy_of, 0).tolist()
    return list(zip(written.tolist(), texts, copies, strict=True))


def row_key(rows: Rows, position: int) -> tuple[str, str, int]:
    """Return what `row_keys` holds for one row, without a look at the others."""
    digest = decision_key(str(rows.texts[position])) if rows.has_text[position] else ""
    copy = int(rows.copy_of[position])
    if rows.names.written is None:
        return "", digest, copy
    return rows.names.written[position], digest, max(copy, 0)


def row_finder(rows: Rows) -> Callable[[Any, Any, Any], int | None]:
    """Return a function that finds the row which (id, text digest, copy) of a decision mean.

    If rows have ids, id and text must both be right; a line without text, as earlier versions
    wrote it, is found by its id, and 7.0 is 7, as earlier versions wrote numbers. A line with an
    id means no row of a table without ids.
    """
    row_at: dict[tuple[str, str, int], int] = {}
    by_id: dict[str, int] = {}
    for row, key in enumerate(row_keys(rows)):
        row_at.setdefault(key, row)
        by_id.setdefault(key[0], row)

    def find(own: Any, text: Any, copy: Any) -> int | None:
        name, digest = _word(own), _word(text)
        copy_number = 0 if pd.isna(copy) else int(copy)
        if not rows.has_own_ids and (name or not digest):
            return None
        for known in (name, name.removesuffix(".0")):
            row = row_at.get((known, digest, copy_number)) if digest else by_id.get(known)
            if row is not None:
                return row
        return None

    return find


def _word(cell: Any) -> str:
    """Return a cell as a word; missing ones as none."""
    return "" if pd.isna(cell) else str(cell)


def _notes(applied: int, changed: int, ledger: str) -> tuple[str, ...]:
    """Tell how many decisions of a ledger were applied, and how many met another text."""
    notes: tuple[str, ...] = ()
    if applied and ledger:
        notes = (applied_note(applied, "decision", ledger),)
    if changed:
        have, are = ("decision was", "is") if changed == 1 else ("decisions were", "are")
        sentence = f"{changed:,} {have} made on a row with an id of this table but another text"
        notes += (f"{sentence}, and {are} not applied",)
    return notes


def applied_note(number: int, noun: str, ledger: str) -> str:
    """Tell how many decisions of a ledger were applied, and how to leave them out."""
    leave = to_type("wb.embed(..., ledger=False)", "--no-ledger")
    return f"{counted(number, noun)} from {ledger} applied; to apply none: {leave}"
