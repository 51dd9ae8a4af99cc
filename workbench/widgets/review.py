"""The review: group by group, by keyboard, every decision written down as it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from workbench.duplicates.other_columns import differing
from workbench.errors import counted
from workbench.figures.plan import cut
from workbench.ledger import Ledger
from workbench.tables import pandas_frame
from workbench.widgets.decision_store import DecisionStore
from workbench.widgets.panels import Message, Part, View, bundle, listen, page_code, tell
from workbench.widgets.review_state import (
    KEYS,
    SHOWN,
    Group,
    Reviewing,
    cards,
    groups_of,
    status_of_book,
    told_apart,
)

_GROUPS, _SAMPLES, _TEXTS = 12, 3, 4  # of a still
_LISTED = 150


def review(
    duplicates: Any,
    *,
    book: Ledger | None = None,
    columns: Mapping[str, Sequence[str]] | None = None,
) -> ReviewWidget:
    """Show duplicate groups one by one and take decisions by keyboard.

    `columns` are other columns by name, a text per row; they stand below each text.
    """
    return ReviewWidget(duplicates, book, columns or {})


class ReviewWidget(View):
    """What a review can be asked and told. Made by `review`."""

    _esm = page_code("review", "review")

    def __init__(
        self, duplicates: Any, book: Ledger | None, columns: Mapping[str, Sequence[str]]
    ) -> None:
        super().__init__(review=Part)
        self.panel = self.parts["review"]
        self.rows = duplicates.rows
        self.book = DecisionStore(Ledger(None) if book is None else book, self.rows)
        self._columns = columns
        self._headline = repr(duplicates)
        table = pandas_frame(duplicates)
        self._facts = {
            "id": list(self.rows.labels),
            "reason": table["reason"].tolist(),
            "similarity": table["similarity"].tolist(),
        }
        groups, decided = groups_of(duplicates), self.book.decided()
        groups += told_apart(decided, groups, self.rows.texts)
        status = status_of_book(decided, groups, self.rows.texts)
        self.state = Reviewing(groups, self.rows.texts, status)
        lost = "There is no ledger: decisions are lost when the kernel stops."
        notes = [] if book is not None else [lost]
        tell(self.panel, label="Review of duplicate groups", notes=notes)
        listen(
            self.panel,
            {
                "key": lambda m: self.press(str(m["key"])),
                "open": self._open,
                "pick": self._pick,
                "filter": self._filter,
            },
        )
        self._show()

    def __repr__(self) -> str:
        """Say how far the review is in one line."""
        return f"Review({self.state.decided_count:,} of {len(self.state.groups):,} groups decided)"

    @property
    def decisions(self) -> pd.DataFrame:
        """Decisions that hold: columns decision, row and other (positions), id and other_id."""
        decided = self.book.decided()
        ids = self.rows.ids
        return pd.DataFrame(
            {
                "decision": [one.decision for one in decided],
                "row": [one.row for one in decided],
                "other": pd.array([one.other for one in decided], dtype="Int64"),
                "id": [ids[one.row] for one in decided],
                "other_id": [None if one.other is None else ids[one.other] for one in decided],
            }
        )

    def press(self, key: str) -> None:
        """Do what a key of the keyboard does; see ``?`` in the view."""
        state, made, taken_back = self.state.press(key)
        if taken_back:
            self.book.retract(taken_back)
        if made:
            self.book.record(made)
        self.state = state
        self._show()

    def still(self) -> dict[str, Any]:
        """Return the static twin: the largest groups, of the first ones more than one text."""
        rows = []
        for place, group in enumerate(self.state.groups[:_GROUPS]):
            number = "" if group.number < 0 else str(group.number)
            head = (number, f"{len(group.rows):,}", group.called)
            most = _TEXTS if place < _SAMPLES else 1
            for k, stack in enumerate(self.state.stacks(group)[:most]):
                suggested = "keep" if stack[0] in group.kept else "drop"
                said = self.state.status.get(stack[0]) or f"suggested: {suggested}"
                rows.append(
                    (*(head if not k else ("", "", "")), said, cut(self.state.texts[stack[0]], 160))
                )
        table = (("group", "rows", "kind", "decision", "text"), rows)
        return bundle(self.twin, f"{self!r} of {self._headline}", table=table)

    def _open(self, message: Message) -> None:
        self.state = self.state.open(int(message["group"]))
        self._show()

    def _pick(self, message: Message) -> None:
        """Put the cursor on a text that was clicked."""
        self.state = replace(self.state, cursor=max(int(message["place"]), 0))
        self._show()

    def _filter(self, message: Message) -> None:
        names = ("like", "guarded", "undecided", "large", "words")
        self.state = self.state.filtered({name: message.get(name) for name in names})
        self._show()

    def _show(self) -> None:
        state, group, listed = self.state, self.state.current, self.state.listed
        at = min(state.at, max(len(listed) - 1, 0))
        start = max(0, min(at - _LISTED // 2, len(listed) - _LISTED))
        shown = {
            "listed": [
                [
                    g.number,
                    len(g.rows),
                    g.called,
                    g.guarded,
                    state.is_decided(g),
                    cut(" ".join((self.rows.reading_of(g.rows[0]) or "").split()), 70),
                ]
                for g in listed[start : start + _LISTED]
            ],
            "group": None if group is None else group.number,
            "title": self._title(at),
            "cursor": state.cursor,
            "cards": cards(state, self._facts, self._columns),
            "decided": state.decided_count,
            "groups": len(state.groups),
            "wanted": dict(state.wanted),
            "keys": [*KEYS],
            "kinds": state.kinds,
            "undo": bool(state.done),
            "acceptable": len(state.acceptable),
            "every": _accepting(state.acceptable),
        }
        status = f"{state.decided_count:,} of {len(state.groups):,} groups decided"
        can_go = counted(state.suggested_to_go, "row")
        status += f"; {can_go} can go, {state.going:,} dropped so far"
        tell(self.panel, state=shown, status=status)

    def _title(self, at: int) -> str:
        """Say which group is on the screen, by the number that the result and a report give it."""
        state, group = self.state, self.state.current
        if group is None:
            none = "No duplicate groups: nothing to review."
            return "No group fits these filters." if state.groups else none
        return " \u00b7 ".join(
            filter(
                None,
                (
                    f"Group {group.number:,}" if group.number >= 0 else "",
                    f"{at + 1:,} of {len(state.listed):,} shown",
                    counted(len(group.rows), "row"),
                    group.called,
                    f"first {SHOWN} texts" if len(state.stacks(group)) > SHOWN else "",
                    differing(group.rows, self._columns, group.rows[0]),
                ),
            )
        )


def _accepting(groups: Sequence[Group]) -> str:
    """Say what "accept all" accepts: how many of the groups shown, and of which kinds."""
    kinds = Counter(group.called for group in groups).most_common()
    said = ", ".join(f"{n:,} {kind}" if len(kinds) > 1 else kind for kind, n in kinds)
    return f"accept {counted(len(groups), 'group')} shown" + f": {said}" * bool(said)
