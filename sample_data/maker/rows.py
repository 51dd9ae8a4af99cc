"""Rows with what is known about them, and the gold that follows from it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from maker.draw import Draw
from maker.text import VARIATIONS, normalise, overlap, vary, words

Difference = tuple["Row", "Row", str]

_CONTACT = re.compile(r"[\w.]+@example\.(?:com|org)|555-01\d\d")
_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")


@dataclass(eq=False)
class Row:
    """One row of a table.

    Parameters
    ----------
    text
        The text column.
    topic
        Its topic, or ``one-off``, ``blank``.
    kind
        ``original``, ``exact``, ``normalised``, ``paraphrase``, ``lookalike`` or ``blank``.
    group
        Name of the duplicate group, empty where there is none.
    how
        In what way a copy varies from the original.
    """

    text: str
    topic: str
    kind: str = "original"
    group: str = ""
    how: str = ""
    language: str = "en"
    marks: set[str] = field(default_factory=set)
    fields: dict[str, str] = field(default_factory=dict)
    id: str = ""

    def flags(self) -> list[str]:
        """Return what is special about the text: what was planted, and what can be read off."""
        found = set(self.marks)
        if _CONTACT.search(self.text):
            found.add("contact")
        if _EMOJI.search(self.text):
            found.add("emoji")
        if self.text[:1] in ("=", "+", "-", "@"):
            found.add("formula")
        if re.search(r"^>", self.text, re.MULTILINE):
            found.add("quoted")
        return sorted(found)


def exact_copies(original: Row, count: int, group: str) -> list[Row]:
    """Further rows with the very text of a row, which joins the group."""
    original.group = original.group or group
    return [
        Row(
            original.text,
            original.topic,
            "exact",
            original.group,
            "copy",
            original.language,
            set(original.marks),
            dict(original.fields),
        )
        for _ in range(count)
    ]


def normalised_copy(original: Row, group: str, draw: Draw) -> Row:
    """Return a further row that is equal but for case, punctuation, spaces or Unicode form."""
    original.group = original.group or group
    for how in draw.shuffled(sorted(VARIATIONS)):
        try:
            text = vary(original.text, how)
        except ValueError:
            continue
        return Row(
            text,
            original.topic,
            "normalised",
            original.group,
            how,
            original.language,
            set(original.marks),
            dict(original.fields),
        )
    raise ValueError(f"no variation of {original.text!r}")


def pair_kind(left: Row, right: Row) -> str:
    """Return the strictest kind that holds for two rows of a group: kinds exclude one another."""
    if left.text == right.text:
        return "exact"
    if normalise(left.text) == normalise(right.text):
        return "normalised"
    return "paraphrase"


def pairs_gold(rows: list[Row], differences: list[Difference]) -> list[list[str]]:
    """All pairs that are known: the same within each group, and those that look alike.

    Parameters
    ----------
    rows
        All rows of the table, with ids.
    differences
        Pairs that look alike and differ, and in what.

    Returns
    -------
    list of list of str
        Left id, right id, kind, what.
    """
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.group:
            groups[row.group].append(row)
    result = []
    for members in groups.values():
        for left, right in combinations(sorted(members, key=lambda row: row.id), 2):
            kind = pair_kind(left, right)
            hows = {row.how for row in (left, right) if row.kind == kind and row.how}
            result.append([left.id, right.id, kind, "+".join(sorted(hows)) or kind])
    for left, right, what in differences:
        if left.group and left.group == right.group:
            raise ValueError(f"rows that differ share a group: {left.text} | {right.text}")
        first, second = sorted((left.id, right.id))
        result.append([first, second, "differs", what])
    return sorted(result)


def rename_groups(rows: list[Row], prefix: str) -> None:
    """Give the groups numbers in the order in which the table shows them."""
    names: dict[str, str] = {}
    for row in rows:
        if row.group:
            row.group = names.setdefault(row.group, f"{prefix}{len(names) + 1:03d}")
    sizes = Counter(row.group for row in rows if row.group)
    alone = [name for name, size in sizes.items() if size < 2]
    if alone:
        raise ValueError(f"groups of one row: {alone}")


def check_distinct(rows: list[Row], differences: list[Difference], limit: float) -> None:
    """Raise where two rows that were not planted as copies are too much alike.

    Only rows that share one of their rarest words are compared: at this limit two texts cannot be
    alike without (the prefix filter of set similarity joins).

    Parameters
    ----------
    rows
        All rows of a table.
    differences
        Pairs that may be alike although they are in no common group.
    limit
        The share of common words from which on two rows count as alike.
    """
    allowed = {frozenset((id(left), id(right))) for left, right, _ in differences}
    bags = [words(row.text) for row in rows]
    frequency = Counter(word for bag in bags for word in bag)
    seen: dict[str, list[int]] = defaultdict(list)
    for place, (row, bag) in enumerate(zip(rows, bags, strict=True)):
        if row.kind == "blank":
            continue
        rare = sorted(bag, key=lambda word: (frequency[word], word))
        prefix = rare[: len(rare) - int(limit * len(rare)) + 1]
        for other in sorted({found for word in prefix for found in seen[word]}):
            same = row.group and row.group == rows[other].group
            known = same or frozenset((id(row), id(rows[other]))) in allowed
            if not known and overlap(bag, bags[other]) >= limit:
                raise ValueError(f"too much alike:\n{row.text}\n---\n{rows[other].text}")
        for word in prefix:
            seen[word].append(place)


def count_by(values: Iterable[str]) -> dict[str, int]:
    """How often each value occurs, most frequent first."""
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))
