"""What is known before a threshold is chosen, and what follows once it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.grouping.blocking import Nodes
from workbench.duplicates.grouping.links import APART, Links
from workbench.duplicates.guards.differences import bit_of, holds_back
from workbench.duplicates.threshold.pair_model import PairModel, pair_features
from workbench.embedding import Legibility
from workbench.provenance import Manifest
from workbench.tables import Rows


class Linker(Protocol):
    """What finds the links that decide at a threshold, if all pairs are too many to be stored."""

    def links_of(self, case: Case, threshold: float, splits: frozenset[tuple[int, int]]) -> Case:
        """Return the case with these links."""


@dataclass(frozen=True, eq=False)
class Case:
    """All evidence, mined once from the floor upward; every threshold is read off it.

    rows: n rows.
    node_of (n,): node of each row, -1 where it has no text.
    texts: text of each of the m nodes, as it stands in the table.
    readings: what the model and the guards read of it; see `workbench.tables.Rows`.
    vectors (m, d): unit vectors of the nodes.
    links: p pairs of nodes.
    guards (p,): what differs, as `workbench.duplicates.guards.differences.GUARDS` counts bits.
    lexical (p,): letter-trigram cosine.
    ends, levels (k, 2): forest of merges: the best link of each, and up to which threshold it
        holds.
    ranks (n,): preference of rows, 0 the most preferred.
    central: whether the row that pairs with most others goes before `ranks`.
    by_hand (n,): 1: keep, -1: drop, as decided by hand.
    floor: smallest threshold that can be asked for.
    pair_model: the model behind `probability`.
    cut (m,): nodes of whose text the model did not see all.
    nodes: what is compared with what.
    parameters: settings, JSON-able, as the manifest shows them.
    inputs: what the evidence was made from.
    notes: what a reader must be told.
    legibility: what the model can read of the nodes' texts; None if all.
    many: what finds the links of a threshold, if all pairs are too many to be stored.
    crowded (m,): how much more similar than usual nodes are to their nearest ones.
    proposals, models: what models say of pairs of distinct texts that nobody decided, and the model
        whose accepted proposal decides a pair.
    """

    rows: Rows
    node_of: NDArray[np.int64]
    texts: tuple[str, ...]
    readings: tuple[str, ...]
    vectors: NDArray[np.float32]
    links: Links
    guards: NDArray[np.uint32]
    lexical: NDArray[np.float64]
    ends: NDArray[np.int64]
    levels: NDArray[np.float64]
    ranks: NDArray[np.int64]
    central: bool
    by_hand: NDArray[np.int8]
    floor: float
    pair_model: PairModel
    cut: NDArray[np.bool_]
    nodes: Nodes
    parameters: Mapping[str, Any]
    inputs: tuple[Manifest, ...] = ()
    notes: tuple[str, ...] = ()
    legibility: Legibility | None = None
    many: Linker | None = None
    crowded: NDArray[np.float64] | None = None
    proposals: Mapping[tuple[int, int], str] = field(default_factory=dict)
    models: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def text_pair(self, link: int) -> tuple[int, int]:
        """Return the distinct texts of a link, the smaller first."""
        one, other = self.nodes.text_of[[self.links.left[link], self.links.right[link]]].tolist()
        return min(one, other), max(one, other)

    def at(self, threshold: float, splits: frozenset[tuple[int, int]] = frozenset()) -> Case:
        """Return the evidence that decides at a threshold: the same, unless pairs are too many."""
        return self if self.many is None else self.many.links_of(self, threshold, splits)

    @cached_property
    def features(self) -> NDArray[np.float64]:
        """What the pair model looks at, shape (p, features)."""
        return pair_features(self.links.similarity, lexical=self.lexical, guards=self.guards)

    @cached_property
    def probability(self) -> NDArray[np.float64]:
        """Probability that the two texts of each link say the same, shape (p,)."""
        probabilities = self.pair_model.probability(self.features)
        probabilities[self.links.always] = 1.0
        probabilities[(self.links.flag & APART) > 0] = 0.0
        return probabilities

    @cached_property
    def barred(self) -> NDArray[np.bool_]:
        """Links that may not drop a row by themselves, shape (p,).

        What a decision or equal forms say of texts does not bear on the rows' columns.
        """
        column = (self.guards >> bit_of("column") & 1) > 0
        return column | (holds_back(self.guards) & ~self.links.always)

    @cached_property
    def node_state(self) -> NDArray[np.int8]:
        """1: a row of the node is kept by hand; -1: all its rows are dropped by hand; else 0."""
        has = self.node_of >= 0
        most = np.full(len(self.texts), -1, dtype=np.int8)
        np.maximum.at(most, self.node_of[has], self.by_hand[has])
        return most

    @cached_property
    def best_row(self) -> NDArray[np.int64]:
        """Row that stands for each node: kept by hand first, dropped by hand last, shape (m,)."""
        has = np.flatnonzero(self.node_of >= 0)
        order = np.lexsort((self.ranks[has], -self.by_hand[has], self.node_of[has]))
        first = np.unique(self.node_of[has][order], return_index=True)[1]
        return has[order][first]


@dataclass(frozen=True, eq=False)
class Verdict:
    """Groups and what is kept at one threshold.

    node_group (m,): group of each node, -1 where it stands alone.
    row_group (n,): group of each row, -1 where it has none.
    keep (n,): false where the row goes.
    kept_row (n,): for a row that goes, the kept row it doubles; -1 for others.
    through (n,): place of the link between the two, -1 where their texts are identical.
    doubt (n,): for a row kept only because of a guard, the place of the guarded link; else -1.
    """

    node_group: NDArray[np.int64]
    row_group: NDArray[np.int64]
    keep: NDArray[np.bool_]
    kept_row: NDArray[np.int64]
    through: NDArray[np.int64]
    doubt: NDArray[np.int64]


def decide(
    case: Case, threshold: float, *, splits: frozenset[tuple[int, int]] = frozenset()
) -> Verdict:
    """Read groups and kept rows off the evidence."""
    from workbench.duplicates.kernels import choose_leaders

    group, node_group = grouped(case, threshold, splits)
    strength = _strengths(case, threshold)
    leader, through, doubt = choose_leaders(
        order_of(case, node_group, strength),
        node_group,
        *case.links.adjacency,
        strength,
        case.barred,
        case.node_state,
    )
    return _to_rows(case, group, node_group, leader, through, doubt)


def grouped(
    case: Case, threshold: float, splits: frozenset[tuple[int, int]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the group of each row (n,) and of each node (m,), -1 where it has none."""
    from workbench.duplicates.kernels import components

    holds = case.levels >= threshold
    if splits:
        holds &= np.array([tuple(pair) not in splits for pair in case.ends.tolist()], dtype=bool)
    return _numbered(case, components(case.ends[holds], len(case.texts)))


def _numbered(case: Case, root: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give groups of at least two rows their numbers: most rows first, then the smallest text."""
    count = len(case.texts)
    rows = np.bincount(root[case.node_of[case.node_of >= 0]], minlength=count)
    roots = np.flatnonzero(rows >= 2)
    number = np.full(count + 1, -1, dtype=np.int64)
    number[roots[np.lexsort((roots, -rows[roots]))]] = np.arange(len(roots))
    node_group = number[root]
    row_group = np.where(case.node_of >= 0, node_group[case.node_of], -1)
    return row_group, node_group


def _strengths(case: Case, threshold: float) -> NDArray[np.float64]:
    """Return the cosine of links that count, more for equal forms and decisions, else -1."""
    links = case.links
    counts = (links.similarity >= threshold) & ((links.flag & 2) == 0)
    return np.where(links.always, links.similarity + 1, np.where(counts, links.similarity, -1.0))


def order_of(
    case: Case, node_group: NDArray[np.int64], strength: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return nodes that share a group with others, the most preferred first."""
    alone = np.bincount(node_group[node_group >= 0], minlength=1) < 2
    nodes = np.flatnonzero((node_group >= 0) & ~alone[node_group])
    rank = case.ranks[case.best_row]
    if not case.central:
        return nodes[np.argsort(rank[nodes])]
    mass = _mass(case, node_group, nodes) if case.many else _strength_of(case, node_group, strength)
    return nodes[np.lexsort((rank[nodes], -np.round(mass[nodes], 9)))]


def _mass(
    case: Case, node_group: NDArray[np.int64], nodes: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return how similar each node is to all of its group together, shape (m,)."""
    sums = np.zeros((int(node_group.max(initial=-1)) + 1, case.vectors.shape[1]))
    np.add.at(sums, node_group[nodes], case.vectors[nodes])
    mass = np.zeros(len(node_group))
    mass[nodes] = np.einsum("ij,ij->i", case.vectors[nodes], sums[node_group[nodes]])
    return mass


def _strength_of(
    case: Case, node_group: NDArray[np.int64], strength: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how strongly each node is linked inside its group, shape (m,)."""
    left, right = case.links.left, case.links.right
    inside = (strength >= 0) & (node_group[left] == node_group[right]) & ~case.barred
    ends = np.concatenate([left[inside], right[inside]])
    sums: NDArray[np.float64] = np.bincount(
        ends, np.tile(strength[inside], 2), minlength=len(node_group)
    ).astype(np.float64)
    return sums


def _to_rows(
    case: Case,
    row_group: NDArray[np.int64],
    node_group: NDArray[np.int64],
    leader: NDArray[np.int64],
    through: NDArray[np.int64],
    doubt: NDArray[np.int64],
) -> Verdict:
    """Spread the verdict on nodes to rows."""
    has, node = case.node_of >= 0, case.node_of
    nobody = case.node_state == -1
    leader = np.where((leader == -1) & ~nobody, np.arange(len(leader)), leader)
    represents = np.zeros(len(node), dtype=bool)
    represents[case.best_row[leader == np.arange(len(leader))]] = True
    keep = (~has | represents | (case.by_hand == 1)) & (case.by_hand != -1)
    goes = ~keep & has & (leader[node] >= 0)
    kept_row = np.full(len(node), -1, dtype=np.int64)
    kept_row[goes] = case.best_row[leader[node[goes]]]
    row_through = np.where(goes, through[node], -1)
    row_doubt = np.where(keep & represents & (case.by_hand == 0), doubt[node], -1)
    return Verdict(node_group, row_group, keep, kept_row, row_through, row_doubt)
