"""Vectors and pairs -> evidence -> groups."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.checks import check_floor, check_guards, check_names
from workbench.duplicates.compared_texts import ComparedTexts
from workbench.duplicates.decisions import Decided, no_decisions, read_decisions
from workbench.duplicates.grouping.blocking import Nodes, Scope, nodes_within, scope_of
from workbench.duplicates.grouping.links import Links
from workbench.duplicates.grouping.reach import crowding, merge_tree, unsettled, word_sketch
from workbench.duplicates.grouping.steps import merge_in_steps
from workbench.duplicates.guards.languages import unknown_notes
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
from workbench.similarity.exact_pairs.closest import Allowed
from workbench.tables import Rows
from workbench.tables.normalized_texts import STEPS


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
    frame : DataFrame, optional
        The table, n rows, for what looks at a column.
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
    keep, date, date_format, block_on, max_days, review_if_different, normalize, guards, pair_model
        As for `workbench.Corpus.duplicates`; the columns are those of `frame`. Ties of `keep` go to
        a text without a reply prefix, then to the longest text, then to the one that most rows
        have, then to the first in code-point order, then to the smallest id; texts that are equal
        after normalizing count as equally long.
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
    shown = progress or Quiet()
    shown.start("Reading texts", len(nodes.text_of))
    compared = ComparedTexts.read(
        rows,
        nodes,
        vectors,
        guards=guards,
        cut=cut,
        legibility=legibility,
        decided=decided,
        steps=steps,
    )
    links = compared.links(inside)
    places, matters = nodes.text_of, np.ones(len(nodes.text_of), dtype=bool)
    if not isinstance(pairs, UnlistedPairs):
        places, matters = places[links.nodes], unsettled(links, pairs.floor)
    words = word_sketch(rows.readings, places, matters)
    shown.finish()
    crowded = crowding(vectors, neighbors, np.unique(places[matters]))[nodes.text_of]
    all_notes = (
        *draft_notes(embedded),
        *(() if legibility is None else legibility.notes),
        *_language_notes(rows, places, legibility, guards),
        *pairs.notes,
        *compared.notes,
        *decided.notes,
        *notes,
        *date_notes,
    )
    allowed = None if scope.everything else nodes.comparable
    shown.start("Grouping", len(links.left))
    ends, levels = _merged(
        compared, links, words, crowded, pairs, allowed=allowed, engine=engine, progress=shown
    )
    many = None
    if isinstance(pairs, UnlistedPairs):
        link, apart = partial(compared.links, inside), compared.held_apart()
        many = ManyPairs(link, compared.differences, links, apart, allowed, all_notes)
    shown.finish()
    shown.start("Comparing words of pairs", len(links.left))
    case = Case(
        rows=rows,
        node_of=nodes.node_of,
        texts=compared.texts,
        readings=compared.readings,
        vectors=compared.vectors,
        links=links,
        guards=compared.differences(links.left, links.right),
        lexical=gram_cosines(compared.readings, links.left, links.right),
        ends=ends,
        levels=levels,
        ranks=row_ranks(
            rows, keep, dated, date=date, forms=compared.forms, blocks=nodes.blocks_of_rows
        ),
        central=isinstance(keep, str) and keep == "central",
        by_hand=decided.rows,
        floor=pairs.floor,
        pair_model=pair_model or default_pair_model(),
        cut=compared.cut,
        legibility=compared.legibility,
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


def _merged(
    compared: ComparedTexts,
    links: Links,
    words: NDArray[np.float32],
    crowded: NDArray[np.float64],
    pairs: Pairs | UnlistedPairs,
    *,
    allowed: Allowed | None,
    engine: Engine | None,
    progress: Progress,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the forest of merges; in steps if pairs are too many to be stored."""
    if not isinstance(pairs, UnlistedPairs):
        return merge_tree(compared.vectors, words, crowded, links, pairs.floor, engine)
    return merge_in_steps(
        compared.vectors,
        words,
        crowded,
        links,
        pairs.floor,
        memory=pairs.memory,
        allowed=allowed,
        progress=progress,
    )


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
