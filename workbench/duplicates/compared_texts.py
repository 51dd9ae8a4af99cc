"""Texts that are compared with one another, and what is known of a pair of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.decisions import Decided
from workbench.duplicates.grouping.blocking import Nodes
from workbench.duplicates.grouping.links import NORMALIZED, Links, equal_forms, link
from workbench.duplicates.guards.differences import bit_of, compare_left_out, guard_pairs
from workbench.duplicates.guards.held_apart import HeldApart, held_apart
from workbench.duplicates.guards.mild import mark_mild
from workbench.duplicates.guards.numbers_and_dates import Values, read_values
from workbench.duplicates.guards.references import problem_reader
from workbench.embedding import Legibility
from workbench.similarity import Pairs
from workbench.similarity.unit_vectors import cosine_at
from workbench.tables import Rows
from workbench.tables.normalized_texts import STEPS, normal_forms

ReadValues = Callable[[str], dict[str, Values]]


@dataclass(frozen=True, eq=False)
class ComparedTexts:
    """The m nodes of a search, one per distinct text and block of rows.

    rows: n rows.
    nodes: what is compared with what.
    vectors (m, d): of the nodes.
    guards: names of those that look, and "strict" if every difference holds back.
    cut (m,): nodes of whose text the model did not see all.
    legibility: what the model can read of them; None if all.
    decided: decisions by hand.
    forms: one number per distinct text, equal if texts are equal after normalizing.
    equal (k, 2): pairs of distinct texts with equal forms.
    notes: what a reader must be told of the forms.
    """

    rows: Rows
    nodes: Nodes
    vectors: NDArray[np.float32]
    guards: Sequence[str]
    cut: NDArray[np.bool_]
    legibility: Legibility | None
    decided: Decided
    forms: NDArray[np.int64]
    equal: NDArray[np.int64]
    notes: tuple[str, ...]

    @classmethod
    def read(
        cls,
        rows: Rows,
        nodes: Nodes,
        vectors: NDArray[np.float32],
        *,
        guards: Sequence[str],
        cut: NDArray[np.bool_] | None,
        legibility: Legibility | None,
        decided: Decided,
        steps: Collection[str],
    ) -> ComparedTexts:
        """Normalize texts, and spread what is known of m distinct ones over the nodes.

        Shapes: vectors (m, d), cut (m,).
        """
        forms = (
            rows.forms
            if set(steps) == set(STEPS)
            else normal_forms(rows.readings, steps, rows.left_out(range(len(rows.readings))))
        )
        equal, notes = equal_forms(forms)
        of = nodes.text_of
        return cls(
            rows,
            nodes,
            vectors if len(of) == len(vectors) else vectors[of],
            guards,
            np.zeros(len(of), dtype=bool) if cut is None else cut[of],
            None if legibility is None else legibility.take(of),
            decided,
            forms,
            equal,
            notes,
        )

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Text of each node, as it stands in the table."""
        return tuple(self.rows.distinct[k] for k in self.nodes.text_of.tolist())

    @cached_property
    def readings(self) -> tuple[str, ...]:
        """What the model and the guards read of each node."""
        return tuple(self.rows.readings[k] for k in self.nodes.text_of.tolist())

    @cached_property
    def _read(self) -> ReadValues:
        return cache(read_values)  # a text stands in several pairs

    @cached_property
    def _read_problem(self) -> ReadValues:
        return cache(problem_reader(self.readings, self._read))

    def links(self, pairs: Pairs, ends: NDArray[np.int64] | None = None) -> Links:
        """Join pairs with equal forms, copies in different places, decisions and other ends."""
        nodes, decided = self.nodes, self.decided
        ways = [nodes.expand_ends(self.equal), nodes.copies(), *([] if ends is None else [ends])]
        links = link(
            self.vectors,
            pairs,
            self.forms[nodes.text_of],
            equal=np.concatenate(ways),
            same=nodes.expand_ends(decided.same),
            apart=nodes.expand_ends(decided.apart),
        )
        one, other = nodes.text_of[links.left], nodes.text_of[links.right]
        codes = self.rows.reading_codes
        same = codes[one] == codes[other]  # one reading, one vector
        alike = same & (compare_left_out(self.rows, one, other, ("link", "quote")) == 0)
        return replace(
            links,
            similarity=np.where(same, 1.0, links.similarity),
            flag=np.where(alike, links.flag | NORMALIZED, links.flag).astype(np.uint8),
        )

    def differences(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.uint32]:
        """Return what differs in texts, in what was left out of them, and in columns of their rows.

        Shapes: left, right (p,), returns (p,).
        """
        names = [name for name in self.guards if name != "strict"]
        bits = guard_pairs(
            self.readings,
            left,
            right,
            guards=names,
            cut=self.cut,
            legibility=self.legibility,
            read=self._read,
        )
        apart = self.nodes.columns_differ(left, right).astype(np.uint32)
        of = self.nodes.text_of
        bits |= compare_left_out(self.rows, of[left], of[right], names)
        bits |= apart << bit_of("column")
        if "strict" in self.guards:
            return bits
        similarity = np.ones(len(left))
        worded = np.flatnonzero(bits == np.uint32(1) << bit_of("word"))  # the rest needs none
        similarity[worded] = cosine_at(self.vectors, left[worded], self.vectors, right[worded])
        return mark_mild(self.readings, left, right, bits, similarity, self._read_problem)

    def held_apart(self) -> HeldApart:
        """Return which nodes guards are sure to hold apart."""
        strict = "strict" in self.guards
        alone = self.cut & ("truncated" in self.guards)
        if self.legibility is not None and "unreadable" in self.guards:
            alone |= self.legibility.unreadable
        others = list(self.nodes.columns.values())
        if "link" in self.guards and self.rows.addresses:
            others.append(self.rows.address_codes[self.nodes.text_of])
        return held_apart(
            self.readings,
            self.guards,
            alone=alone,
            others=others,
            read=self._read if strict else self._read_problem,
            strict=strict,
        )
