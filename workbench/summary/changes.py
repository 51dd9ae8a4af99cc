"""What has changed since the last table, in numbers and in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import counted

if TYPE_CHECKING:
    from workbench.categories import Categories
    from workbench.topics import Refresh

SHOWN = 5
"""Topics that a sentence names, the largest first."""


@dataclass(frozen=True)
class ChangeFacts:
    """What has changed since the last table.

    new_texts, gone_texts: distinct texts of this table alone, and of the last one alone.
    kept_share: share of the texts of both that are in the same topic as before.
    topics: name, change, rows before and rows now of each topic that is not the same.
    categories: the same of each category of the user's own.
    """

    new_texts: int
    gone_texts: int
    kept_share: float
    topics: tuple[tuple[str, str, int, int], ...]
    categories: tuple[tuple[str, str, int, int], ...] = ()

    def of_kind(self, *changes: str) -> list[tuple[str, str, int, int]]:
        """Return the topics that changed so, the largest first."""
        chosen = [topic for topic in self.topics if topic[1] in changes]
        return sorted(chosen, key=lambda topic: (-max(topic[2:]), topic[0]))


def change_facts(refresh: Refresh, categories: Categories | None = None) -> ChangeFacts:
    """Return what has changed, as plain values."""
    names = ("name", "change", "rows_before", "rows_after")
    lines = zip(*(refresh.diff[name] for name in names), strict=True)
    return ChangeFacts(
        new_texts=refresh.new_texts,
        gone_texts=refresh.gone_texts,
        kept_share=round(refresh.kept_share, 4),
        topics=tuple(
            (str(name), str(change), int(before), int(after))
            for name, change, before, after in lines
            if change != "same"
        ),
        categories=() if categories is None else category_changes(categories),
    )


def category_changes(categories: Categories) -> tuple[tuple[str, str, int, int], ...]:
    """Return the categories whose share surely changed since the last table, if there was one."""
    if not categories.rows_before:
        return ()
    table = categories.changes()
    names = ("category", "change", "rows_before", "rows_now")
    lines = zip(*(table.loc[table["change"] != "", name] for name in names), strict=True)
    return tuple((str(name), str(how), int(then), int(now)) for name, how, then, now in lines)


def category_sentences(categories: Categories) -> Iterator[str]:
    """Say which categories grew or shrank since the last table, nothing if there was none."""
    if categories.rows_before:
        yield _categories_changed(category_changes(categories))


def _categories_changed(changed: Sequence[tuple[str, str, int, int]]) -> str:
    if not changed:
        return "No category's share of the rows changed more than chance would explain."
    named = _listed([_became(*one) for one in changed])
    return f"Of your categories, {counted(len(changed), 'share')} changed: {named}."


def change_sentences(facts: ChangeFacts, with_text: int) -> Iterator[str]:
    """Say what has changed, new topics first."""
    yield (
        f"Since the last table: {counted(facts.new_texts, 'new text')}, "
        f"{facts.gone_texts:,} gone. Of the texts in both, {facts.kept_share:.1%} keep their topic."
    )
    new, rest = facts.of_kind("new"), facts.of_kind("grown", "shrunk", "split", "merged", "gone")
    if new:
        named = _listed([f"{name} ({_rows(after, with_text)})" for name, _, _, after in new])
        yield f"{counted(len(new), 'new topic')}: {named}."
    if rest:
        named = _listed([_became(*topic) for topic in rest])
        yield f"{counted(len(rest), 'topic')} changed: {named}."
    if not new and not rest:
        yield "All topics are as they were."
    if facts.categories:
        yield _categories_changed(facts.categories)


def _rows(rows: int, whole: int) -> str:
    return f"{counted(rows, 'row')}, {100 * rows / max(whole, 1):.1f}%"


def _became(name: str, change: str, before: int, after: int) -> str:
    return f"{name} ({change}, {before:,} to {after:,} rows)"


def _listed(parts: list[str]) -> str:
    more = f"; and {len(parts) - SHOWN:,} more" if len(parts) > SHOWN else ""
    return "; ".join(parts[:SHOWN]) + more
