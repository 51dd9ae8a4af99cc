"""The review of duplicate groups as plain data: where the reader is, what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from workbench.duplicates.other_columns import beside
from workbench.duplicates.pair_evidence import KIND_WORDS, KINDS
from workbench.figures.plan import cut
from workbench.tables import pandas_frame
from workbench.widgets.decision_store import Decision

KEYS = (
    ("\u2191 \u2193", "group before, next group"),
    ("\u2190 \u2192", "text before, next text"),
    ("Enter", "accept the suggestion and go on"),
    ("A", "accept the suggestions of all groups that the filters show and that need no look"),
    ("K", "keep this text"),
    ("D", "drop this text"),
    ("N", "not the same as the others"),
    ("S", "split here: this text and those after it are about something else"),
    ("U", "undo"),
    ("/", "search"),
    ("?", "show or hide the keys"),
)
"""What each key of the review does."""

SHOWN = 60
"""Texts of a group shown at most."""

TOLD_APART = "told apart"
"""Kind of a group that a decision has dissolved."""

_MOST_PAIRS = 400
_PARTED = "the text that was to be kept is told apart from the others"


Outcome = tuple[tuple[Decision, ...], Mapping[int, str]]
"""Decisions that an answer makes, and the status by row after them."""

Pressed = tuple["Reviewing", tuple[Decision, ...], tuple[Decision, ...]]
"""The state after a key, the decisions made, and those taken back."""


@dataclass(frozen=True)
class Group:
    """A group of rows that look alike, the suggested ones to keep first."""

    number: int
    rows: tuple[int, ...]
    kept: frozenset[int]
    kind: str
    guarded: bool

    @property
    def called(self) -> str:
        """The kind as a person reads it."""
        return KIND_WORDS.get(self.kind, self.kind)


@dataclass(frozen=True, eq=False)
class Reviewing:
    """Where the reader is and what was decided.

    groups: all groups.
    texts: n texts.
    status: "keep", "drop" or "apart" by row.
    at, cursor: place among the listed groups, and of the card in the group.
    done: what can be undone: decisions, the status before, the number of the group.
    wanted: filters: "like" (a kind), "guarded", "undecided", "large", "words".
    """

    groups: tuple[Group, ...]
    texts: Sequence[str | None]
    status: Mapping[int, str] = field(default_factory=dict)
    at: int = 0
    cursor: int = 0
    done: tuple[tuple[tuple[Decision, ...], Mapping[int, str], int], ...] = ()
    wanted: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def listed(self) -> tuple[Group, ...]:
        """The groups that pass the filters."""
        return tuple(group for group in self.groups if self._passes(group))

    @property
    def current(self) -> Group | None:
        """The group on the screen, None where none passes the filters."""
        listed = self.listed
        return listed[min(self.at, len(listed) - 1)] if listed else None

    def stacks(self, group: Group) -> tuple[tuple[int, ...], ...]:
        """Return the rows of each card: rows of the same text and status lie on one."""
        stacked: dict[tuple[str | None, str | None], list[int]] = {}
        for row in group.rows:
            stacked.setdefault((self.texts[row], self.status.get(row)), []).append(row)
        return tuple(map(tuple, stacked.values()))

    @property
    def acceptable(self) -> tuple[Group, ...]:
        """Groups that the filters show, are not decided and need no look of their own."""
        return tuple(g for g in self.listed if not g.guarded and not self.is_decided(g))

    def is_decided(self, group: Group) -> bool:
        """Tell whether every row of a group was decided."""
        return all(row in self.status for row in group.rows)

    @cached_property
    def kinds(self) -> list[list[str]]:
        """Kinds of the groups, the closest first: what is asked for and what a person reads."""
        known = [*KINDS, TOLD_APART]
        present = {(known.index(g.kind), g.kind, g.called) for g in self.groups if g.kind in known}
        return [[kind, called] for _, kind, called in sorted(present)]

    @cached_property
    def decided_count(self) -> int:
        """Number of groups that were decided."""
        return sum(map(self.is_decided, self.groups))

    @cached_property
    def suggested_to_go(self) -> int:
        """Number of rows that a row of their group says as well."""
        return sum(len(group.rows) - len(group.kept) for group in self.groups)

    @cached_property
    def going(self) -> int:
        """Number of rows that are dropped by hand."""
        return sum(self.status.get(row) == "drop" for group in self.groups for row in group.rows)

    def kept(self, group: Group) -> frozenset[int]:
        """Return the rows of a group to keep; one more if those are told apart from the others."""
        rest = [row for row in group.rows if self.status.get(row) != "apart"]
        return group.kept if group.kept.intersection(rest) else group.kept.union(rest[:1])

    def press(self, key: str) -> Pressed:
        """Answer a key."""
        key = key.lower() if len(key) == 1 else key
        if key == "u":
            return self._undo()
        group = self.current
        if group is None:
            return self, (), ()
        moves = {
            "ArrowDown": (1, 0),
            "ArrowUp": (-1, 0),
            "ArrowRight": (0, 1),
            "ArrowLeft": (0, -1),
        }
        if key in moves:
            return self._move(group, *moves[key]), (), ()
        answers = {
            "Enter": self._accept,
            "k": self._keep,
            "d": self._drop,
            "n": self._apart,
            "s": self._split,
        }
        if key == "a":
            return self._accept_all(group)
        if key not in answers:
            return self, (), ()
        stacks = self.stacks(group)
        made, status = answers[key](group, stacks[min(self.cursor, len(stacks) - 1)])
        if not made and status == self.status:
            return self, (), ()
        after = replace(self, status=status, done=(*self.done, (made, self.status, group.number)))
        return after.gone_on(group), made, ()

    def open(self, number: int) -> Reviewing:
        """Open a group by its number."""
        for position, group in enumerate(self.listed):
            if group.number == number:
                return replace(self, at=position, cursor=0)
        return self

    def filtered(self, wanted: Mapping[str, Any]) -> Reviewing:
        """Take new filters and open the first group that passes."""
        return replace(self, wanted=dict(wanted), at=0, cursor=0)

    def _passes(self, group: Group) -> bool:
        w = self.wanted
        if w.get("like") and group.kind != w["like"]:
            return False
        if w.get("guarded") and not group.guarded:
            return False
        if w.get("undecided") and self.is_decided(group):
            return False
        if w.get("large") and len(group.rows) < int(w["large"]):
            return False
        words = str(w.get("words") or "").casefold()
        return not words or any(words in (self.texts[r] or "").casefold() for r in group.rows)

    def _move(self, group: Group, down: int, right: int) -> Reviewing:
        at = min(max(self.at + down, 0), len(self.listed) - 1)
        last = min(len(self.stacks(group)), SHOWN) - 1
        cursor = 0 if down else min(max(self.cursor + right, 0), last)
        return replace(self, at=at, cursor=cursor)

    def gone_on(self, group: Group) -> Reviewing:
        """Return the state at the next open row of the group, or at the next open group."""
        for position, stack in enumerate(self.stacks(group)[:SHOWN]):
            if stack[0] not in self.status:
                return replace(self, cursor=position)
        listed = self.listed
        numbers = [one.number for one in listed]
        start = (
            numbers.index(group.number) + 1
            if group.number in numbers
            else min(self.at, len(listed))
        )
        for position in (*range(start, len(listed)), *range(start)):
            if not self.is_decided(listed[position]):
                return replace(self, at=position, cursor=0)
        return replace(self, cursor=0)

    def _accept(self, group: Group, _: tuple[int, ...]) -> Outcome:
        made = tuple(self._suggested(group))
        return made, {**self.status, **{one.row: one.decision for one in made}}

    def _suggested(self, group: Group) -> list[Decision]:
        """Return the suggestion for each row that was not decided."""
        return [
            Decision("keep" if row in self.kept(group) else "drop", row)
            for row in group.rows
            if row not in self.status
        ]

    def _accept_all(self, group: Group) -> Pressed:
        """Accept all groups that need no look; one undo takes all of it back."""
        made = tuple(one for each in self.acceptable for one in self._suggested(each))
        if not made:
            return self, (), ()
        status = {**self.status, **{one.row: one.decision for one in made}}
        done = (*self.done, (made, self.status, group.number))
        return replace(self, status=status, done=done).gone_on(group), made, ()

    def _keep(self, group: Group, stack: tuple[int, ...]) -> Outcome:
        """Keep a text: of identical rows those that are suggested, or the first."""
        kept = group.kept.intersection(stack) or {stack[0]}
        return self._same({row: "keep" if row in kept else "drop" for row in stack})

    def _drop(self, _: Group, stack: tuple[int, ...]) -> Outcome:
        return self._same(dict.fromkeys(stack, "drop"))

    def _same(self, decided: Mapping[int, str]) -> Outcome:
        made = tuple(Decision(decision, row) for row, decision in decided.items())
        return made, {**self.status, **decided}

    def _apart(self, group: Group, stack: tuple[int, ...]) -> Outcome:
        row = stack[0]
        others = [other for other in group.rows if self.texts[other] != self.texts[row]]
        status = {**self.status, **dict.fromkeys(stack, "apart")}
        if len({self.texts[other] for other in others}) == 1:
            status |= dict.fromkeys(others, "apart")
        return self._pairs([row], others), status if others else self.status

    def _split(self, group: Group, stack: tuple[int, ...]) -> Outcome:
        ordered = [row for each in self.stacks(group) for row in each]
        position = ordered.index(stack[0])
        if position == 0:
            return (), self.status
        made = self._pairs(ordered[:position], ordered[position:])
        return made, {**self.status, **dict.fromkeys(group.rows, "apart")} if made else self.status

    def _pairs(self, left: Sequence[int], right: Sequence[int]) -> tuple[Decision, ...]:
        """Return "not the same" once for each pair of different texts."""
        seen: dict[tuple[str | None, str | None], Decision] = {}
        for a, b in product(left, right):
            if self.texts[a] != self.texts[b] and len(seen) < _MOST_PAIRS:
                seen.setdefault((self.texts[a], self.texts[b]), Decision("not the same", a, b))
        return tuple(seen.values())

    def _undo(self) -> Pressed:
        if not self.done:
            return self, (), ()
        made, status, number = self.done[-1]
        back = replace(self, status=status, done=self.done[:-1]).open(number)
        return back, (), made


def groups_of(duplicates: Any) -> tuple[Group, ...]:
    """Return the groups of a result, the largest first, rows suggested to keep in front."""
    frame = pandas_frame(duplicates)
    numbers = frame["group"].to_numpy(dtype=np.int64, na_value=-1)
    keep = (frame["verdict"] != "drop").to_numpy()
    review = (frame["verdict"] == "review").to_numpy()
    kinds = dict(zip(duplicates.groups["group"], duplicates.groups["kind"], strict=True))
    inside = np.flatnonzero(numbers >= 0)
    order = inside[np.lexsort((inside, ~keep[inside], numbers[inside]))]
    groups = []
    for rows in np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1):
        if len(rows):
            number = int(numbers[rows[0]])
            groups.append(
                Group(
                    number,
                    tuple(rows.tolist()),
                    frozenset(rows[keep[rows]].tolist()),
                    str(kinds.get(number, "")),
                    bool(review[rows].any()),
                )
            )
    return tuple(groups)


def told_apart(
    decisions: Sequence[Decision], groups: Sequence[Group], texts: Sequence[str | None]
) -> tuple[Group, ...]:
    """Return groups that are no more since their texts were told apart; numbers below 0."""
    still = {texts[row] for group in groups for row in group.rows}
    together: dict[int, set[int]] = {}
    for one in decisions:
        if one.other is None or still.intersection((texts[one.row], texts[one.other])):
            continue
        joined = {one.row, one.other}
        joined = joined.union(*(together.get(row, ()) for row in joined))
        together.update(dict.fromkeys(joined, joined))
    parts = {tuple(sorted(rows)) for rows in together.values()}
    return tuple(
        Group(-1 - place, rows, frozenset(rows), TOLD_APART, guarded=False)
        for place, rows in enumerate(sorted(parts))
    )


def status_of_book(
    decisions: Sequence[Decision], groups: Sequence[Group], texts: Sequence[str | None]
) -> dict[int, str]:
    """Return the status of rows that were decided before.

    A row is apart where its text was told apart from every other text of its group.
    """
    status = {
        decision.row: decision.decision
        for decision in decisions
        if decision.decision in ("keep", "drop")
    }
    apart = {
        frozenset((texts[decision.row], texts[decision.other]))
        for decision in decisions
        if decision.decision == "not the same" and decision.other is not None
    }
    parted = {text for pair in apart for text in pair}
    for group in groups:
        gone = group.kind == TOLD_APART
        for row in group.rows:
            others = {texts[other] for other in group.rows} - {texts[row]}
            if gone or (
                texts[row] in parted and all(frozenset((texts[row], t)) in apart for t in others)
            ):
                status.setdefault(row, "apart")
    return status


def cards(
    state: Reviewing,
    facts: Mapping[str, Sequence[Any]],
    columns: Mapping[str, Sequence[str]] | None = None,
) -> list[dict[str, Any]]:
    """Return the texts of the group on the screen, words marked against the first one."""
    group = state.current
    if group is None:
        return []
    first, kept = group.rows[0], state.kept(group)
    base = state.texts[first] or ""
    shown = []
    for stack in state.stacks(group)[:SHOWN]:
        row = stack[0]
        like = float(facts["similarity"][row])
        shown.append(
            {
                "row": row,
                "id": cut(facts["id"][row], 40),
                "reason": cut(facts["reason"][row] if kept == group.kept else _PARTED),
                "like": "" if np.isnan(like) else f"{like:.3f}",
                "base": base,
                "text": state.texts[row] or "",
                "status": state.status.get(row, ""),
                "suggested": row in kept,
                "rows": len(stack),
                "keeps": len(kept.intersection(stack)),
                "beside": beside(stack, columns or {}, first),
            }
        )
    return shown
