"""Duplicates of tables whose pairs are too many to be stored: links are found when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.grouping.links import APART, Links
from workbench.duplicates.grouping.representatives import MOST_KEPT, Evidence, compared_pairs
from workbench.duplicates.guards.differences import bit_of, holds_back
from workbench.duplicates.guards.held_apart import HeldApart
from workbench.duplicates.pair_evidence import gram_cosines
from workbench.duplicates.verdicts import Case, grouped, order_of
from workbench.errors import counted
from workbench.similarity.exact_pairs.closest import Allowed

Nodes = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ManyPairs:
    """What finds the links of a threshold.

    `link` joins pairs of nodes (k, 2) with those that hold whatever their cosine, which `bound`
    are; `guard` tells what differs in pairs; `held_apart` which of m nodes it is sure to hold
    apart; `allowed` tells which may be compared; `notes` hold at any threshold.
    """

    link: Callable[[Nodes], Links]
    guard: Callable[[Nodes, Nodes], NDArray[np.uint32]]
    bound: Links
    held_apart: HeldApart
    allowed: Allowed | None
    notes: tuple[str, ...]
    _known: dict[int, int] = field(default_factory=dict)

    def masks(self, left: Nodes, right: Nodes) -> NDArray[np.uint32]:
        """Return what differs in pairs, shape (p,); each is looked at once."""
        keys = (np.minimum(left, right) * len(self.held_apart) + np.maximum(left, right)).tolist()
        new = np.array([k for k, key in enumerate(keys) if key not in self._known], np.int64)
        if len(new):
            one, other = np.minimum(left, right)[new], np.maximum(left, right)[new]
            masks = self.guard(one, other).tolist()
            self._known.update(zip((keys[k] for k in new.tolist()), masks, strict=True))
        return np.array([self._known[key] for key in keys], dtype=np.uint32)

    def links_of(self, case: Case, threshold: float, splits: frozenset[tuple[int, int]]) -> Case:
        """Return the case with the links that decide at a threshold, and a note if it is needed."""
        _, node_group = grouped(case, threshold, splits)
        bound, apart = self._partners()
        of = Evidence(
            case.vectors,
            threshold,
            self.held_apart,
            self._barred,
            self.allowed,
            bound,
            apart,
        )
        pairs = compared_pairs(
            order_of(case, node_group, np.empty(0)), node_group, case.node_state, of
        )
        links = self.link(np.concatenate([case.ends, pairs]))
        return replace(
            case,
            links=links,
            guards=self.masks(links.left, links.right),
            lexical=gram_cosines(case.readings, links.left, links.right),
            notes=(*self.notes, *_notes(len(set(of.short)))),
        )

    def _barred(self, left: Nodes, right: Nodes) -> NDArray[np.bool_]:
        """Tell which pairs guards hold back, shape (p,); values alone settle nearly all of them."""
        barred = self.held_apart.values_conflict(left, right)
        rest = np.flatnonzero(~barred)
        barred[rest] = holds_back(self.masks(left[rest], right[rest]))
        return barred

    def _partners(self) -> tuple[Mapping[int, tuple[int, ...]], Mapping[int, tuple[int, ...]]]:
        """Return with which nodes each node is paired in any case, and from which it is apart."""
        links = self.bound
        always = np.flatnonzero(links.always)
        column = self.masks(links.left[always], links.right[always]) >> bit_of("column") & 1
        return _lists(links, always[column == 0]), _lists(links, np.flatnonzero(links.flag & APART))


def _lists(links: Links, places: Nodes) -> dict[int, tuple[int, ...]]:
    neighbors: dict[int, list[int]] = {}
    for one, other in zip(links.left[places].tolist(), links.right[places].tolist(), strict=True):
        neighbors.setdefault(one, []).append(other)
        neighbors.setdefault(other, []).append(one)
    return {node: tuple(others) for node, others in neighbors.items()}


def _notes(short: int) -> tuple[str, ...]:
    """Tell of rows that were not compared with every kept row of their group."""
    if not short:
        return ()
    note = (
        f"guards compared {counted(short, 'text')} with the {MOST_KEPT} most similar kept texts of "
        "their group only, and held them back from all of these: they stay for review"
    )
    return (note,)
