"""Verdicts as tables: one line per row, a group, a pair, a threshold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.grouping.links import APART, NORMALIZED, SAME
from workbench.duplicates.guards.differences import GUARDS, bit_of, guard_names, in_words
from workbench.duplicates.pair_evidence import KIND_WORDS, KINDS, kinds_of
from workbench.duplicates.verdicts import Case, Verdict, decide
from workbench.tables import normalize

VERDICTS = ("keep", "review", "drop")
"""What is suggested for a row: "review" stays until a person has looked."""


def link_kinds(case: Case) -> NDArray[np.int8]:
    """Return the kind of each link as a place in `KINDS`, shape (p,)."""
    kinds = kinds_of(case.lexical, (case.links.flag & NORMALIZED) > 0)
    kinds[case.nodes.text_of[case.links.left] == case.nodes.text_of[case.links.right]] = 0
    return kinds


def held_back(case: Case, link: int) -> str:
    """Name the guards of one link, and the columns in which its rows differ."""
    names = guard_names(int(case.guards[link]))
    left, right = case.links.left[link], case.links.right[link]
    apart = [name for name, code in case.nodes.columns.items() if code[left] != code[right]]
    return names.replace("column", f"column {', '.join(apart)}") if apart else names


def group_kinds(case: Case, verdict: Verdict, threshold: float) -> NDArray[np.int8]:
    """Return the kind of each group: that of its loosest merge, as a place in `KINDS`."""
    count = int(verdict.row_group.max(initial=-1)) + 1
    kinds = np.zeros(count, dtype=np.int8)
    holds = case.ends[case.levels >= threshold]
    group = verdict.node_group[holds[:, 0]] if len(holds) else np.empty(0, dtype=np.int64)
    together = (group >= 0) & (group == verdict.node_group[holds[:, 1]])
    positions = link_places(case, holds[together])
    np.maximum.at(kinds, group[together], link_kinds(case)[positions])
    return kinds


def link_places(case: Case, ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places in the link list of pairs of nodes, shape (k,)."""
    width = max(case.links.count, 1)
    keys = case.links.left * width + case.links.right
    return np.searchsorted(keys, ends[:, 0] * width + ends[:, 1])


def row_frame(case: Case, verdict: Verdict, threshold: float) -> pd.DataFrame:
    """Return one line per row of the input table, under its index.

    Columns: ``group`` (Int64, missing if the row has none), ``kind``, ``verdict`` (a categorical
    of `VERDICTS`), ``compared_to`` (id of the kept row for "drop", of the row that a guard compared
    it with for "review"; else missing), ``similarity`` (to that row), ``reason``, ``decision``.
    """
    goes = np.flatnonzero(verdict.kept_row >= 0)
    through = verdict.through[goes]
    linked = np.append(link_kinds(case), 0)[through]
    row_kind = np.full(len(case.rows), -1, dtype=np.int8)
    grouped = verdict.row_group >= 0
    row_kind[grouped] = group_kinds(case, verdict, threshold)[verdict.row_group[grouped]]
    row_kind[goes] = np.where(through < 0, 0, linked)
    compared, similarity = compared_rows(case, verdict)
    compared_to = np.full(len(case.rows), None, dtype=object)
    compared_to[compared >= 0] = case.rows.ids[compared[compared >= 0]]
    group = pd.array(verdict.row_group, dtype="Int64")
    group[~grouped] = pd.NA
    columns = {
        "group": group,
        "kind": _named(row_kind),
        "verdict": verdict_words(verdict),
        "compared_to": compared_to,
        "similarity": similarity,
        "reason": reasons(case, verdict, row_kind, similarity, compared),
        "decision": row_decisions(case, verdict),
    }
    return pd.DataFrame(columns, index=case.rows.index)


def verdict_words(verdict: Verdict) -> Any:
    """Return "keep", "review" or "drop" for each row."""
    codes = np.where(verdict.keep, np.where(verdict.doubt >= 0, 1, 0), 2)
    return pd.Categorical.from_codes(codes, categories=pd.Index(list(VERDICTS)))


def compared_rows(case: Case, verdict: Verdict) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the row that each row is compared with, -1 if none, and their similarity."""
    compared, similarity = verdict.kept_row.copy(), np.full(len(case.rows), np.nan)
    goes = np.flatnonzero(compared >= 0)
    through = verdict.through[goes]
    similarity[goes] = np.where(through < 0, 1.0, np.append(case.links.similarity, 1.0)[through])
    doubted = np.flatnonzero(verdict.doubt >= 0)
    link = verdict.doubt[doubted]
    left, right = case.links.left[link], case.links.right[link]
    compared[doubted] = case.best_row[np.where(left == case.node_of[doubted], right, left)]
    similarity[doubted] = case.links.similarity[link]
    return compared, similarity


def guard_counts(case: Case, verdict: Verdict) -> pd.Series:
    """Return how many rows to review each guard holds back, the most frequent first."""
    masks = case.guards[verdict.doubt[verdict.doubt >= 0]]
    counts = {name: int((masks >> bit_of(name) & 1).sum()) for name in GUARDS}
    per_guard = pd.Series(counts, dtype=np.int64, name="rows").rename_axis("guard")
    return per_guard[per_guard > 0].sort_values(ascending=False, kind="stable")


def _named(kinds: NDArray[np.integer]) -> Any:
    """Return places in `KINDS` as words; -1 is missing."""
    return pd.Categorical.from_codes(kinds.astype(np.int64), categories=pd.Index(list(KINDS)))


def reasons(
    case: Case,
    verdict: Verdict,
    kinds: NDArray[np.int8],
    similarity: NDArray[np.float64],
    compared: NDArray[np.int64],
) -> NDArray[np.object_]:
    """Say for each row in a group why it stays or goes, shape (n,)."""
    words = np.full(len(case.rows), "", dtype=object)
    words[case.node_of < 0] = "no text"
    labels, flag = case.rows.labels, case.links.flag
    for row in np.flatnonzero(verdict.row_group >= 0).tolist():
        if case.by_hand[row]:
            words[row] = "kept by hand" if case.by_hand[row] > 0 else "dropped by hand"
        elif not verdict.keep[row]:
            other, through = labels[verdict.kept_row[row]], verdict.through[row]
            if through >= 0 and flag[through] & SAME:
                model = case.models.get(case.text_pair(int(through)))
                by = f", by {model} (accepted)" if model else ""
                words[row] = f"decided the same as {other}{by}"
                continue
            kind = KINDS[kinds[row]]
            if kind == "identical":
                words[row] = f"identical to {other}"
                continue
            if kind == "normalized":
                cleaned = _differ_as_written(case, row, int(verdict.kept_row[row]))
                plain = "the same after cleaning" if cleaned else KIND_WORDS[kind]
                words[row] = plain.replace("the same", f"the same as {other}", 1)
                continue
            mild = guard_names(int(case.guards[through])) if through >= 0 else ""
            told = f"{similarity[row]:.3f}" + f"; {in_words(mild)}" * bool(mild)
            words[row] = f"the same as {other} {KIND_WORDS[kind]} ({told})"
        elif verdict.doubt[row] >= 0:
            near = f"{labels[compared[row]]} ({similarity[row]:.3f})"
            link = int(verdict.doubt[row])
            said = case.proposals.get(case.text_pair(link)) if case.proposals else None
            words[row] = _doubt(case, link, near) + (f"; {said}" if said else "")
        else:
            words[row] = "kept"
    alone = (case.by_hand != 0) & (verdict.row_group < 0)
    words[alone & (case.by_hand > 0)] = "kept by hand"
    words[alone & (case.by_hand < 0)] = "dropped by hand"
    return words


def _differ_as_written(case: Case, row: int, other: int) -> bool:
    """Tell whether two texts are only equal because something is left out of what is read."""
    nodes = [int(case.node_of[row]), int(case.node_of[other])]
    if all(case.texts[node] == case.readings[node] for node in nodes):
        return False
    steps = case.parameters["normalize"]
    return len({normalize(case.texts[node], steps) for node in nodes}) > 1


def _doubt(case: Case, link: int, near: str) -> str:
    """Say which guards hold a row back, and beside which row."""
    names = held_back(case, link).split(", ")
    unread = [name for name in ("unreadable", "truncated") if name in names]
    if not unread:
        return f"review: like {near}, but {in_words(', '.join(names))}"
    others = in_words(", ".join(name for name in names if name not in unread))
    also = f"; {others}" if others else ""
    if unread[0] == "unreadable":
        return f"review: the model cannot read this text or that of {near}{also}"
    ends = case.vectors[[case.links.left[link], case.links.right[link]]]
    if np.array_equal(*ends):
        return f"review: same beginning as {near}, rest not read{also}"
    return f"review: the model read only the beginning of this text or that of {near}{also}"


def row_decisions(case: Case, verdict: Verdict) -> NDArray[np.object_]:
    """Name the decision that bears on each row, shape (n,)."""
    decisions = np.full(len(case.rows), "", dtype=object)
    decided = [
        (verdict.through >= 0) & ((case.links.flag[verdict.through] & SAME) > 0)
        if len(case.links)
        else np.zeros(len(decisions), dtype=bool)
    ]
    decisions[decided[0]] = "same"
    apart = (case.links.flag & APART) > 0
    nodes = np.zeros(len(case.texts) + 1, dtype=bool)
    nodes[case.links.left[apart]] = nodes[case.links.right[apart]] = True
    decisions[nodes[case.node_of] & (decisions == "")] = "not the same"
    decisions[case.by_hand > 0], decisions[case.by_hand < 0] = "keep", "drop"
    return decisions


def pair_frame(case: Case, verdict: Verdict, threshold: float) -> pd.DataFrame:
    """Return one line per pair of different texts, the most similar first.

    Columns: ``left`` and ``right`` (ids of the rows that stand for the texts), ``left_text``,
    ``right_text``, ``similarity``, ``lexical`` (letter-trigram cosine), ``kind``, ``guards``,
    ``probability`` (that both say the same), ``group`` (missing where the two are in different
    groups), ``decision``.
    """
    links = case.links
    listed = np.flatnonzero((links.similarity >= threshold) | (links.flag > 0))
    listed = listed[np.argsort(-links.similarity[listed], kind="stable")]
    left, right = links.left[listed], links.right[listed]
    texts = np.array([*case.texts, None], dtype=object)
    together = verdict.node_group[left] == verdict.node_group[right]
    group = pd.array(np.where(together, verdict.node_group[left], -1), dtype="Int64")
    group[~together | (verdict.node_group[left] < 0)] = pd.NA
    names = {mask: guard_names(mask) for mask in np.unique(case.guards[listed]).tolist()}
    column = case.guards[listed] >> bit_of("column") & 1
    decisions = np.array(["", "same", "not the same", "not the same"], dtype=object)
    columns: dict[str, Any] = {
        "left": case.rows.ids[case.best_row[left]],
        "right": case.rows.ids[case.best_row[right]],
        "left_text": texts[left],
        "right_text": texts[right],
        "similarity": links.similarity[listed],
        "lexical": case.lexical[listed],
        "kind": _named(link_kinds(case)[listed]),
        "guards": [
            held_back(case, link) if apart else names[mask]
            for link, apart, mask in zip(
                listed.tolist(), column.tolist(), case.guards[listed].tolist(), strict=True
            )
        ],
        "probability": case.probability[listed],
        "group": group,
        "decision": decisions[links.flag[listed] & (SAME | APART)],
    }
    return pd.DataFrame(columns)


def group_frame(case: Case, verdict: Verdict, threshold: float) -> pd.DataFrame:
    """Return one line per group, the largest first.

    Columns: ``group``, ``size`` (rows), ``n_distinct`` (texts), ``kind`` (of its loosest merge),
    ``n_kept``, ``n_removed``, ``n_review`` (rows kept only because of a guard), ``min_similarity``
    and ``mean_similarity`` (cosine over all its pairs of texts), ``weakest_link`` (level of its
    last merge), ``weakest_link_left`` and ``weakest_link_right`` (ids of the rows on both sides of
    that merge), ``text`` (of the kept row that comes first).
    """
    count = int(verdict.row_group.max(initial=-1)) + 1
    inside = verdict.row_group >= 0
    group = verdict.row_group[inside]
    weakest = weakest_merges(case, verdict, threshold)
    ids = np.concatenate([case.rows.ids[case.best_row], np.array([None], dtype=object)])
    least, mean = _cohesion(case, verdict, count)
    kinds = group_kinds(case, verdict, threshold)
    columns: dict[str, Any] = {
        "group": np.arange(count),
        "size": np.bincount(group, minlength=count),
        "n_distinct": np.bincount(verdict.node_group[verdict.node_group >= 0], minlength=count),
        "kind": _named(kinds),
        "n_kept": np.bincount(group[verdict.keep[inside]], minlength=count),
        "n_removed": np.bincount(group[~verdict.keep[inside]], minlength=count),
        "n_review": np.bincount(group[verdict.doubt[inside] >= 0], minlength=count),
        "min_similarity": least,
        "mean_similarity": mean,
        "weakest_link": np.append(np.minimum(case.levels, 1.0), np.nan)[weakest],
        "weakest_link_left": ids[np.append(case.ends[:, 0], -1)[weakest]],
        "weakest_link_right": ids[np.append(case.ends[:, 1], -1)[weakest]],
        "text": _titles(case, verdict, count),
    }
    return pd.DataFrame(columns)


def weakest_merges(case: Case, verdict: Verdict, threshold: float) -> NDArray[np.int64]:
    """Return the place of each group's last merge, -1 where its rows share one text."""
    last = np.full(int(verdict.row_group.max(initial=-1)) + 1, -1, dtype=np.int64)
    holds = np.flatnonzero(case.levels >= threshold)
    sides = verdict.node_group[case.ends[holds]]
    together = (sides[:, 0] >= 0) & (sides[:, 0] == sides[:, 1])
    np.maximum.at(last, sides[together, 0], holds[together])
    return last


def _cohesion(
    case: Case, verdict: Verdict, count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and the mean cosine over all pairs of texts of each group."""
    least, mean = np.ones(count), np.ones(count)
    nodes = np.flatnonzero(verdict.node_group >= 0)
    nodes = nodes[np.argsort(verdict.node_group[nodes], kind="stable")]
    bounds = np.searchsorted(verdict.node_group[nodes], np.arange(count + 1))
    for number in np.flatnonzero(np.diff(bounds) > 1).tolist():
        members = nodes[bounds[number] : bounds[number + 1]]
        inner = case.vectors[members].astype(np.float64)
        total, low = 0.0, 1.0
        for start in range(0, len(members), 512):
            block = np.clip(inner[start : start + 512] @ inner.T, -1.0, 1.0)
            block[np.arange(len(block)), np.arange(start, start + len(block))] = 1.0
            total, low = total + float(block.sum()), min(low, float(block.min()))
        size = len(members)
        least[number], mean[number] = low, (total - size) / (size * (size - 1))
    return least, mean


def _titles(case: Case, verdict: Verdict, count: int) -> NDArray[np.object_]:
    """Return the text of each group's most preferred kept row."""
    kept = np.flatnonzero(verdict.keep & (verdict.row_group >= 0))
    kept = kept[np.lexsort((case.ranks[kept], verdict.row_group[kept]))]
    titles = np.full(count, "", dtype=object)
    groups, first = np.unique(verdict.row_group[kept], return_index=True)
    titles[groups] = [case.rows.texts[row] for row in kept[first].tolist()]
    return titles


def curve_frame(case: Case, *, step: float = 0.005) -> pd.DataFrame:
    """Return what each threshold from the floor to 1 would do.

    Columns: ``threshold``, ``groups``, ``rows`` (in groups), ``n_removed``, ``n_review``,
    ``largest`` (rows of the largest group).
    """
    steps = round((1 - case.floor) / step)
    thresholds = np.unique(np.round(np.append(1 - step * np.arange(steps + 1), case.floor), 6))
    return pd.DataFrame(
        {"threshold": threshold, **effects(decide(case.at(threshold), threshold))}
        for threshold in thresholds[thresholds >= case.floor].tolist()
    )


def effects(verdict: Verdict) -> dict[str, int]:
    """Return what a threshold does: groups, rows in them, rows removed and to review."""
    sizes = np.bincount(verdict.row_group[verdict.row_group >= 0])
    return {
        "groups": len(sizes),
        "rows": int(sizes.sum()),
        "n_removed": int((~verdict.keep).sum()),
        "n_review": int((verdict.doubt >= 0).sum()),
        "largest": int(sizes.max(initial=0)),
    }
