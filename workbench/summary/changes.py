"""What has changed since the last table, in numbers and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import counted

if TYPE_CHECKING:
    from workbench.topics import Refresh

SHOWN = 5
"""Topics that a sentence names, the largest first."""


@dataclass(frozen=True)
class ChangeFacts:
    """What has changed since the last table.

    new_texts, gone_texts: distinct texts of this table alone, and of the last one alone.
    kept_share: share of the texts of both that are in the same topic as before.
    topics: name, change, rows before and rows now of each topic that is not the same.
    """

    new_texts: int
    gone_texts: int
    kept_share: float
    topics: tuple[tuple[str, str, int, int], ...]

    def of_kind(self, *changes: str) -> list[tuple[str, str, int, int]]:
        """Return the topics that changed so, the largest first."""
        chosen = [topic for topic in self.topics if topic[1] in changes]
        return sorted(chosen, key=lambda topic: (-max(topic[2:]), topic[0]))


def change_facts(refresh: Refresh) -> ChangeFacts:
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
    )


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


def _rows(rows: int, whole: int) -> str:
    return f"{counted(rows, 'row')}, {100 * rows / max(whole, 1):.1f}%"


def _became(name: str, change: str, before: int, after: int) -> str:
    return f"{name} ({change}, {before:,} to {after:,} rows)"


def _listed(parts: list[str]) -> str:
    more = f"; and {len(parts) - SHOWN:,} more" if len(parts) > SHOWN else ""
    return "; ".join(parts[:SHOWN]) + more
