"""Vectors and pairs -> evidence -> groups."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.duplicates.case import Case
from workbench.duplicates.decisions import Decided, no_decisions, read_decisions
from workbench.duplicates.evidence import Evidence, default_evidence
from workbench.duplicates.grouping import crowding, merge_tree, word_sketch
from workbench.duplicates.guards import GUARDS, guard_pairs
from workbench.duplicates.keeping import policy_name, row_ranks
from workbench.duplicates.lexical import gram_cosines
from workbench.duplicates.links import link, normal_forms
from workbench.duplicates.result import Duplicates, check_floor
from workbench.duplicates.within import Nodes, nodes_within
from workbench.errors import InputError
from workbench.similarity import Neighbors, Pairs
from workbench.tables import Rows
from workbench.tables.normalise import STEPS


def find_duplicates(  # noqa: PLR0913
    rows: Rows,
    vectors: NDArray[np.float32],
    pairs: Pairs,
    *,
    threshold: float = 0.9,
    keep: Any = "longest",
    frame: pd.DataFrame | None = None,
    date: Any = None,
    cut: NDArray[np.bool_] | None = None,
    neighbors: Neighbors | None = None,
    decisions: pd.DataFrame | None = None,
    within: Any = None,
    steps: Collection[str] = STEPS,
    guards: Sequence[str] = GUARDS,
    evidence: Evidence | None = None,
) -> Duplicates:
    """Group rows whose texts say the same, and choose which rows stay.

    Parameters
    ----------
    rows : Rows
        n rows with m distinct texts.
    vectors : ndarray of float32, shape (m, d)
        Unit vectors of the distinct texts.
    pairs : Pairs
        Pairs of distinct texts from a floor upward, exact.
    threshold : float, default 0.9
        Smallest cosine similarity of a pair, inclusive, in (0, 1].
    keep : policy, default "longest"
        Which row of a group stays: "longest", "newest", "oldest", "central" (the one paired with
        most others), "first", the name of a column to maximise, a list of preferred values in
        order (or ``{column: [values]}``), or a function that takes the table and returns one
        value a row, larger ones preferred. Ties go to the longest text, then to the first text
        in code-point order, then to the smallest id.
    frame : DataFrame, optional
        The table, n rows, for policies that look at a column.
    date : column name, optional
        Column that "newest" and "oldest" look at. Default: the only column of dates.
    cut : ndarray of bool, shape (m,), optional
        Texts of which the model did not see all. Pairs with such a text go to review.
    neighbors : Neighbors, optional
        Nearest 30 or more of each distinct text, itself first, where they are at hand; found
        here otherwise.
    decisions : DataFrame, optional
        Decisions by hand, as `workbench.ledger` returns them.
    within : column name or list of them, optional
        Compare only rows that are equal in these columns of `frame`: the same product, customer.
    steps : collection of str, default all
        What does not count when texts are compared after normalising.
    guards : sequence of str, default all
        Differences that keep a pair from being dropped automatically.
    evidence : Evidence, optional
        The model that gives each pair a probability. Default: the one that comes with Workbench.

    Returns
    -------
    Duplicates
        Does not depend on the order of rows, but for ``keep="first"``.

    Raises
    ------
    InputError
        Where shapes do not fit or the policy is unknown.
    ThresholdError
        Where the threshold is no cosine similarity, or lies below the floor of `pairs`.
    """
    threshold = check_floor(threshold, pairs.floor)
    _check_shapes(rows, vectors, pairs, cut)
    decided = no_decisions(rows) if decisions is None else read_decisions(rows, decisions)
    nodes = nodes_within(rows, frame, within)
    inside = pairs if within is None else nodes.expand_pairs(pairs)
    texts = tuple(rows.distinct[k] for k in nodes.text_of.tolist())
    seen = vectors[nodes.text_of]
    forms = normal_forms(rows.distinct, steps)[nodes.text_of] * nodes.blocks + nodes.block_of
    same, apart = nodes.expand_ends(decided.same), nodes.expand_ends(decided.apart)
    links = link(seen, inside, forms, same=same, apart=apart)
    unseen = np.zeros(len(rows.distinct), dtype=bool) if cut is None else cut
    unseen = unseen[nodes.text_of]
    words = word_sketch(rows.distinct)[nodes.text_of]
    crowded = crowding(vectors, neighbors)[nodes.text_of]
    ends, levels = merge_tree(seen, words, crowded, links, pairs.floor)
    case = Case(
        rows=rows,
        node_of=nodes.node_of,
        texts=texts,
        vectors=seen,
        links=links,
        guards=guard_pairs(texts, links.left, links.right, guards=guards, cut=unseen),
        lexical=gram_cosines(texts, links.left, links.right),
        ends=ends,
        levels=levels,
        ranks=row_ranks(rows, keep, frame, date=date),
        central=isinstance(keep, str) and keep == "central",
        by_hand=decided.rows,
        floor=pairs.floor,
        evidence=evidence or default_evidence(),
        cut=unseen,
        parameters=_parameters(keep, steps, guards, decided) | told_within(within),
        inputs=(rows.manifest, pairs.manifest),
        notes=(*pairs.notes, *links.notes, *decided.notes, *_savings(pairs, inside, nodes)),
    )
    return Duplicates(case, threshold)


def told_within(within: Any) -> dict[str, Any]:
    """Return the columns that rows must share, as the manifest shows them."""
    if within is None:
        return {}
    return {"within": [str(name) for name in (within if isinstance(within, list) else [within])]}


def _savings(pairs: Pairs, inside: Pairs, nodes: Nodes) -> tuple[str, ...]:
    """Tell what comparing inside blocks leaves out."""
    if inside is pairs:
        return ()
    return (
        f"compared inside {nodes.blocks:,} blocks only: {len(inside):,} pairs, not {len(pairs):,}",
    )


def _parameters(
    keep: Any, steps: Collection[str], guards: Sequence[str], decided: Decided
) -> dict[str, Any]:
    return {
        "keep": policy_name(keep),
        "normalising": [step for step in STEPS if step in steps],
        "guards": [name for name in GUARDS if name in guards],
        "decisions": decided.count,
    }


def _check_shapes(
    rows: Rows, vectors: NDArray[np.float32], pairs: Pairs, cut: NDArray[np.bool_] | None
) -> None:
    """Raise where the parts do not belong to one another."""
    count = len(rows.distinct)
    if vectors.ndim != 2 or len(vectors) != count:
        raise InputError(
            f"vectors must have one line a distinct text ({count:,}), got shape {vectors.shape}."
        )
    if pairs.count != count:
        raise InputError(f"pairs are among {pairs.count:,} vectors, not {count:,}. Mine them anew.")
    if cut is not None and cut.shape != (count,):
        raise InputError(f"cut must be a mask of shape ({count},), got {cut.shape}.")
