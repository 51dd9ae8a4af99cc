"""Vectors and pairs -> evidence -> groups."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.checks import check_floor, check_guards, check_names
from workbench.duplicates.decisions import Decided, no_decisions, read_decisions
from workbench.duplicates.grouping.blocking import Nodes, Scope, nodes_within, scope_of
from workbench.duplicates.grouping.links import NORMALIZED, Links, equal_forms, link, normal_forms
from workbench.duplicates.grouping.reach import crowding, merge_tree, word_sketch
from workbench.duplicates.grouping.steps import merge_in_steps
from workbench.duplicates.guards.differences import (
    bit_of,
    compare_left_out,
    guard_pairs,
)
from workbench.duplicates.guards.held_apart import HeldApart, held_apart
from workbench.duplicates.guards.languages import unknown_notes
from workbench.duplicates.guards.mild import mark_mild
from workbench.duplicates.guards.numbers_and_dates import Values, read_values
from workbench.duplicates.guards.references import problem_reader
from workbench.duplicates.kept_row import policy_name, row_ranks, with_dates
from workbench.duplicates.many_pairs import ManyPairs
from workbench.duplicates.pair_evidence import gram_cosines
from workbench.duplicates.result import Duplicates
from workbench.duplicates.threshold.pair_model import PairModel, default_pair_model
from workbench.duplicates.verdicts import Case
from workbench.embedding import Legibility
from workbench.engines import Engine
from workbench.errors import InputError
from workbench.progress import Progress, Quiet
from workbench.provenance import Manifest, draft_notes
from workbench.similarity import Neighbors, Pairs, UnlistedPairs
from workbench.similarity.unit_vectors import cosine_at
from workbench.tables import Rows
from workbench.tables.normalized_texts import STEPS

ReadValues = Callable[[str], dict[str, Values]]


def find_duplicates(  # noqa: PLR0913
    rows: Rows,
    vectors: NDArray[np.float32],
    pairs: Pairs | UnlistedPairs,
    *,
    threshold: float = 0.9,
    keep: Any = "most_common",
    frame: pd.DataFrame | None = None,
    date: Any = None,
    date_format: str | None = None,
    cut: NDArray[np.bool_] | None = None,
    legibility: Legibility | None = None,
    neighbors: Neighbors | Callable[[NDArray[np.int64]], Neighbors] | None = None,
    decisions: pd.DataFrame | None = None,
    block_on: Any = None,
    max_days: int | None = None,
    review_if_different: Any = None,
    normalize: str | Collection[str] = STEPS,
    guards: str | Collection[str] = "balanced",
    pair_model: PairModel | None = None,
    engine: Engine | None = None,
    progress: Progress | None = None,
    embedded: Manifest | None = None,
) -> Duplicates:
    """Group rows whose texts say the same, and choose which rows stay.

    Parameters
    ----------
    rows : Rows
        n rows with m distinct texts.
    vectors : ndarray of float32, shape (m, d)
        Unit vectors of the distinct texts.
    pairs : Pairs or UnlistedPairs
        Pairs of distinct texts from a floor upward, exact; or that they are too many to be stored.
    threshold : float, default 0.9
        Smallest cosine similarity of a pair, inclusive, in (0, 1].
    keep : policy, default "most_common"
        Which row of a group stays: "most_common" (what most rows say, however it is spelled),
        "longest", "newest", "oldest", "central" (the one paired with most others), "first", "last",
        the name of a column to maximize, a list of preferred values in order (or ``{column:
        [values]}``), or a function that takes the table and returns one value per row, larger
        ones preferred. Ties go to a text without a reply prefix, then to the longest text, then
        to the one that most rows have, then to the first in code-point order, then to the
        smallest id; texts that are equal after normalizing count as equally long.
    frame : DataFrame, optional
        The table, n rows, for policies that look at a column.
    date : column name, optional
        Column that "newest", "oldest" and `max_days` look at: dates, or texts that are dates.
        Default: the only column of dates.
    date_format : str, optional
        How its dates are written, such as "%d/%m/%Y", if that is not clear from the column.
    cut : ndarray of bool, shape (m,), optional
        Texts of which the model did not see all. Pairs with such a text go to review.
    legibility : Legibility, optional
        What the model can read of the distinct texts. Pairs that it cannot read go to review,
        unless the texts are equal after normalizing. Default: all.
    neighbors : Neighbors or function, optional
        Nearest 30 or more of each distinct text, itself first, where they are at hand, or a
        function that finds those of given places; found here otherwise.
    decisions : DataFrame, optional
        Decisions by hand, as `workbench.ledger` returns them.
    block_on : column name or list of them, optional
        Compare only rows that are equal in these columns of `frame`: the same product, customer.
        A missing value equals another missing one.
    max_days : int, optional
        Compare only rows at most so many calendar days apart. Rows without a date are compared
        with one another only.
    review_if_different : column name or list of them, optional
        Columns of `frame` in which two rows must match. If they do not, they may be in one group,
        but go to review, copies of one text too, whatever was decided of their texts.
    normalize : collection of str, default all
        What does not count when texts are compared after normalizing.
    guards : {"balanced", "strict", "off"} or names of guards, default "balanced"
        Differences that keep a pair from being dropped automatically. "strict": every difference
        that a guard sees. "balanced", and names: a value that one text merely adds, and another
        word in a very similar text, only lower the probability. "off": none.
    pair_model : PairModel, optional
        The model that gives each pair a probability. Default: the one that comes with Workbench.
    engine : Engine, optional
        Where groups are merged. Changes the speed alone. Default: this process.
    progress : Progress, optional
        Told which step it is at.
    embedded : Manifest, optional
        What the vectors were made of, for the manifest of the result.

    Returns
    -------
    Duplicates
        Does not depend on the order of rows, but for ``keep="first"`` and ``"last"``.

    Raises
    ------
    InputError
        If shapes do not fit or the policy is unknown.
    ThresholdError
        If the threshold is no cosine similarity, or lies below the floor of `pairs`.
    """
    threshold = check_floor(threshold, pairs.floor)
    steps = check_names("normalize", normalize, STEPS)
    guards = check_guards(guards)
    _check_shapes(rows, vectors, pairs, cut, legibility)
    decided = no_decisions(rows) if decisions is None else read_decisions(rows, decisions)
    scope = scope_of(block_on, max_days, date, review_if_different)
    dated, date_notes = with_dates(frame, keep, date, date_format, scope.max_days)
    nodes = nodes_within(rows, dated, scope)
    inside, notes = _inside(pairs, nodes, scope)
    listed = not isinstance(pairs, UnlistedPairs)
    texts = tuple(rows.distinct[k] for k in nodes.text_of.tolist())
    readings = tuple(rows.readings[k] for k in nodes.text_of.tolist())
    seen = vectors if scope.everything else vectors[nodes.text_of]
    shown = progress or Quiet()
    shown.start("Reading texts", len(texts))
    forms = normal_forms(rows.readings, steps, rows.left_out(range(len(rows.readings))))
    equal, form_notes = equal_forms(forms)
    linked = partial(_linked, rows, seen, nodes, decided, forms, nodes.expand_ends(equal))
    links = linked(inside)
    unseen = np.zeros(len(rows.distinct), dtype=bool) if cut is None else cut
    unseen = unseen[nodes.text_of]
    read = None if legibility is None else legibility.take(nodes.text_of)
    remembered = cache(read_values)  # unlisted pairs need the values of a text twice
    problems = cache(problem_reader(readings, remembered))
    guarded = partial(
        _guarded,
        readings,
        nodes,
        rows=rows,
        vectors=seen,
        guards=guards,
        cut=unseen,
        legibility=read,
        values=None if listed else (remembered, problems),
    )
    places = nodes.text_of[links.nodes] if listed else nodes.text_of
    words = word_sketch(rows.readings, places)
    shown.finish()
    crowded = crowding(vectors, neighbors, np.unique(places))[nodes.text_of]
    all_notes = (
        *draft_notes(embedded),
        *_unread_notes(legibility),
        *_language_notes(rows, places, legibility, guards),
        *pairs.notes,
        *form_notes,
        *decided.notes,
        *notes,
        *date_notes,
    )
    many = None
    shown.start("Grouping", len(links.left))
    if not isinstance(pairs, UnlistedPairs):
        ends, levels = merge_tree(seen, words, crowded, links, pairs.floor, engine)
    else:
        allowed = None if scope.everything else nodes.comparable
        ends, levels = merge_in_steps(
            seen,
            words,
            crowded,
            links,
            pairs.floor,
            memory=pairs.memory,
            allowed=allowed,
            progress=shown,
        )
        values = remembered if "strict" in guards else problems
        apart = _held_apart(readings, nodes, rows, guards, unseen, read, values)
        many = ManyPairs(
            lambda ends: linked(inside, ends), guarded, links, apart, allowed, all_notes
        )
    shown.finish()
    shown.start("Comparing words of pairs", len(links.left))
    case = Case(
        rows=rows,
        node_of=nodes.node_of,
        texts=texts,
        readings=readings,
        vectors=seen,
        links=links,
        guards=guarded(links.left, links.right),
        lexical=gram_cosines(readings, links.left, links.right),
        ends=ends,
        levels=levels,
        ranks=row_ranks(rows, keep, dated, date=date, forms=forms, blocks=nodes.blocks_of_rows),
        central=isinstance(keep, str) and keep == "central",
        by_hand=decided.rows,
        floor=pairs.floor,
        pair_model=pair_model or default_pair_model(),
        cut=unseen,
        legibility=read,
        nodes=nodes,
        many=many,
        crowded=crowded,
        proposals=decided.proposals,
        models=decided.models,
        parameters=_parameters(keep, steps, guards, decided) | scope.settings(),
        inputs=(rows.manifest, *((embedded,) if embedded else ()), pairs.manifest),
        notes=all_notes,
    )
    shown.finish()
    shown.start("Choosing what to keep", len(rows))
    result = Duplicates(case.at(threshold), threshold, frame=frame)
    shown.finish()
    return result


def _inside(
    pairs: Pairs | UnlistedPairs, nodes: Nodes, scope: Scope
) -> tuple[Pairs, tuple[str, ...]]:
    """Return the pairs that may be compared, and tell how many are left out."""
    if isinstance(pairs, UnlistedPairs):
        empty = np.empty(0, np.int32)
        return Pairs(empty, empty, np.empty(0), 1.0, 1.0, len(nodes.text_of)), nodes.notes
    if scope.everything:
        return pairs, ()
    expanded, left = nodes.expand_pairs(pairs)
    notes = nodes.notes
    if scope.block_on or scope.max_days is not None:
        notes += (f"{len(pairs) - left:,} of {len(pairs):,} pairs of texts were not compared",)
    return expanded, notes


def _linked(
    rows: Rows,
    vectors: NDArray[np.float32],
    nodes: Nodes,
    decided: Decided,
    forms: NDArray[np.int64],
    equal: NDArray[np.int64],
    pairs: Pairs,
    ends: NDArray[np.int64] | None = None,
) -> Links:
    """Join pairs with equal forms, copies in different places, decisions and other ends."""
    links = link(
        vectors,
        pairs,
        forms[nodes.text_of],
        equal=np.concatenate([equal, nodes.copies(), *([] if ends is None else [ends])]),
        same=nodes.expand_ends(decided.same),
        apart=nodes.expand_ends(decided.apart),
    )
    one, other = nodes.text_of[links.left], nodes.text_of[links.right]
    same = rows.reading_codes[one] == rows.reading_codes[other]  # one reading, one vector
    alike = same & (compare_left_out(rows, one, other, ("link", "quote")) == 0)
    return replace(
        links,
        similarity=np.where(same, 1.0, links.similarity),
        flag=np.where(alike, links.flag | NORMALIZED, links.flag).astype(np.uint8),
    )


def _guarded(  # noqa: PLR0913
    texts: Sequence[str],
    nodes: Nodes,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    *,
    rows: Rows,
    vectors: NDArray[np.float32],
    guards: Sequence[str],
    cut: NDArray[np.bool_],
    legibility: Legibility | None,
    values: tuple[ReadValues, ReadValues] | None,
) -> NDArray[np.uint32]:
    """Return what differs in texts, in what was left out of them, and in columns of their rows."""
    names = [name for name in guards if name != "strict"]
    read, problems = values or (read_values, None)
    bits = guard_pairs(texts, left, right, guards=names, cut=cut, legibility=legibility, read=read)
    apart = nodes.columns_differ(left, right).astype(np.uint32)
    of = nodes.text_of
    bits |= compare_left_out(rows, of[left], of[right], names)
    bits |= apart << bit_of("column")
    if "strict" in guards:
        return bits
    similarity = np.ones(len(left))
    worded = np.flatnonzero(bits == np.uint32(1) << bit_of("word"))  # the rest needs none
    similarity[worded] = cosine_at(vectors, left[worded], vectors, right[worded])
    return mark_mild(texts, left, right, bits, similarity, problems)


def _held_apart(
    texts: Sequence[str],
    nodes: Nodes,
    rows: Rows,
    guards: Sequence[str],
    cut: NDArray[np.bool_],
    legibility: Legibility | None,
    values: ReadValues,
) -> HeldApart:
    """Return which nodes guards are sure to hold apart."""
    alone = cut & ("truncated" in guards)
    if legibility is not None and "unreadable" in guards:
        alone |= legibility.unreadable
    others = list(nodes.columns.values())
    if "link" in guards and rows.addresses:
        others.append(rows.address_codes[nodes.text_of])
    return held_apart(
        texts, guards, alone=alone, others=others, read=values, strict="strict" in guards
    )


def _unread_notes(legibility: Legibility | None) -> tuple[str, ...]:
    return () if legibility is None else legibility.notes


def _language_notes(
    rows: Rows, texts: NDArray[np.int64], legibility: Legibility | None, guards: Sequence[str]
) -> tuple[str, ...]:
    """Say how many rows that were compared are in a language of which guards know no words."""
    compared = np.unique(texts) if {"negation", "number", "opposite"} & {*guards} else texts[:0]
    if legibility is not None:
        compared = compared[~legibility.unreadable[compared]]
    return unknown_notes([rows.readings[k] for k in compared.tolist()], rows.counts[compared])


def _parameters(
    keep: Any, steps: Collection[str], guards: Sequence[str], decided: Decided
) -> dict[str, Any]:
    return {
        "keep": policy_name(keep),
        "normalize": [step for step in STEPS if step in steps],
        "guards": list(guards),
        "decisions": decided.count,
    }


def _check_shapes(
    rows: Rows,
    vectors: NDArray[np.float32],
    pairs: Pairs | UnlistedPairs,
    cut: NDArray[np.bool_] | None,
    legibility: Legibility | None,
) -> None:
    """Raise where the parts do not belong to one another."""
    count = len(rows.distinct)
    if vectors.ndim != 2 or len(vectors) != count:
        raise InputError(
            f"vectors must have one line per distinct text ({count:,}), got shape {vectors.shape}."
        )
    if pairs.count != count:
        raise InputError(f"pairs are of {pairs.count:,} vectors, not {count:,}. Find them again.")
    for name, mask in (
        ("cut", cut),
        ("legibility", None if legibility is None else legibility.unreadable),
    ):
        if mask is not None and mask.shape != (count,):
            raise InputError(f"{name} must be a mask of shape ({count},), got {mask.shape}.")
