"""What a reader wants to know first: what it is about, what grew, what can go, what to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from workbench.errors import counted
from workbench.figures.colors import JOINT
from workbench.summary.changes import change_sentences
from workbench.summary.counts import Summary
from workbench.summary.words import percent
from workbench.tables import pandas_frame
from workbench.topics.growth import Change, Growth

if TYPE_CHECKING:
    from workbench.duplicates import Duplicates
    from workbench.tables.rows import Rows
    from workbench.topics import Topics

NAMED = 3
"""Themes or topics that a sentence names."""

LETTERS = 120
"""Letters of a text that is quoted."""

NO_GROWTH = "Nothing that chance would not explain."
"""Said where no share surely changed."""

REST_BY_CHANCE = "All other topics changed no more than chance would explain."
"""Said below the topics that did change."""


class Answer(NamedTuple):
    """An answer to a question of a reader.

    question, sentences: what is asked and what is answered.
    anchor: the part of a page that says more.
    """

    question: str
    sentences: tuple[str, ...]
    anchor: str


Masking = Callable[[str], str]


def answers_of(
    summary: Summary,
    rows: Rows,
    *,
    duplicates: Duplicates | None,
    topics: Topics | None,
    growth: Growth | None,
    mask: Masking = str,
    mask_name: Masking = str,
) -> tuple[Answer, ...]:
    """Return answers in sentences; `mask` hides private data of texts, `mask_name` of names.

    The summary is masked already.
    """
    made = []
    if summary.changes is not None:
        said = tuple(change_sentences(summary.changes, summary.with_text))
        made.append(Answer("What is new?", said, "topics"))
    if topics is not None and len(topics):
        said = tuple(_about(topics, summary.with_text, mask_name))
        made.append(Answer("What is it about?", said, "topics"))
        if growth is not None:
            made.append(Answer("What grew?", tuple(_grew(growth, mask_name)), "topics"))
    if duplicates is not None and summary.duplicates is not None:
        made.append(Answer("What can go?", tuple(_can_go(summary)), "groups"))
    first = tuple(_read_first(summary, rows, duplicates, topics, growth, mask, mask_name))
    if first:
        made.append(Answer("What to read first?", first, "rows"))
    return tuple(made)


def _about(topics: Topics, with_text: int, mask_name: Masking) -> Iterator[str]:
    """Name the largest themes and the largest topic of each."""
    table = topics.table
    theme = table["path"].str.split(JOINT, regex=False).str[0]
    rows = table.groupby(theme)["rows"].sum().sort_values(ascending=False, kind="stable")
    largest = rows.head(NAMED)
    lead = "The largest theme holds" if len(largest) == 1 else f"{len(largest)} themes hold"
    lead = {2: "Two themes hold", 3: "Three themes hold"}.get(len(largest), lead)
    yield f"{lead} {percent(int(largest.sum()), with_text)} of the texts."
    for name, count in largest.items():
        own = table[theme == name].sort_values(["rows", "topic"], ascending=[False, True])
        others = [_name(one, mask_name) for one in own["name"] if one != name][:2]
        inside = f": {', '.join(others)}" if others else ""
        more = len(own) - len(others) - int((own["name"] == name).any())
        more_said = f" and {counted(more, 'more topic')}" if others and more > 0 else ""
        share = percent(int(count), with_text)
        yield f"{_name(name, mask_name)} ({share}){inside}{more_said}."


def _grew(growth: Growth, mask_name: Masking) -> Iterator[str]:
    """Say which topics hold more or fewer of the rows in the second part of the time."""
    column = f" ({mask_name(growth.column)})"
    if not growth.grown and not growth.shrunk:
        yield NO_GROWTH
        yield f"Looked at: each topic's share of the rows. {compared(growth, column)}"
        return
    if growth.grown:
        yield f"{_moved(growth.grown[:1], mask_name)} of the rows."
        if growth.grown[1:]:
            yield f"Then {_moved(growth.grown[1:], mask_name)}."
    else:
        yield "No topic."
    if growth.shrunk:
        yield f"Less is said of {_moved(growth.shrunk, mask_name)}."
    yield compared(growth, column)
    yield REST_BY_CHANCE


def compared(growth: Growth, column: str = "") -> str:
    """Say which parts of the time are compared."""
    before, after = (f"{first} to {last}" for first, last in (growth.before, growth.after))
    return f"Rows of {before} are compared with rows of {after}{column}."


def moved(change: Change) -> str:
    """Say from what to what a share changed."""
    return f"{change.before:.1%} to {change.after:.1%}"


def _moved(topics: tuple[Change, ...], mask_name: Masking) -> str:
    parts = [f"{_name(one.name, mask_name)}: {moved(one)}" for one in topics[:NAMED]]
    more = len(topics) - NAMED
    return "; ".join(parts) + (f"; and {counted(more, 'more topic')}" if more > 0 else "")


def _can_go(summary: Summary) -> Iterator[str]:
    """Say how many rows can go, how surely, and how many a person should look at."""
    facts = summary.duplicates
    if facts is None:
        return
    if not facts.n_removed and not facts.n_review:
        yield "Nothing: no two rows say the same."
        return
    copies = sum(n for kind, _, n in facts.by_kind if kind in ("identical", "normalized"))
    reworded = facts.n_removed - copies
    if facts.n_removed:
        share = percent(facts.n_removed, summary.rows)
        rows = f"{counted(facts.n_removed, 'row')} ({share})"
        yield f"{rows} can go: a row that is kept says the same."
    if copies:
        yield f"{copies:,} are copies but for case, punctuation and the like."
    if reworded:
        verb = "is" if reworded == 1 else "are"
        yield f"{reworded:,} {verb} worded otherwise: read some before you drop them."
    if facts.n_review:
        verb = "is" if facts.n_review == 1 else "are"
        yield (
            f"{counted(facts.n_review, 'more row')} {verb} as similar, but something differs: "
            "a person should decide."
        )


def _read_first(
    summary: Summary,
    rows: Rows,
    duplicates: Duplicates | None,
    topics: Topics | None,
    growth: Growth | None,
    mask: Masking,
    mask_name: Masking,
) -> Iterator[str]:
    """Quote what stands for what grew most, for the largest topic, and for the largest group."""
    quotes = {}
    if topics is not None and len(topics):
        table = topics.table.set_index("topic")
        most = int(np.argmax(topics.table["rows"].to_numpy()))
        chosen = {"The largest topic": int(topics.table["topic"].iloc[most])}
        if growth is not None and growth.grown:
            chosen = {"What grew most": growth.grown[0][0]} | chosen
        for why, topic in chosen.items():
            name = _name(table.at[topic, "name"], mask_name)
            quotes[f"{why}, {name}"] = table.at[topic, "example"]
    often = None if duplicates is None else _said_most(rows, duplicates)
    if often is not None:
        quotes[f"Said most often, {often[1]:,} times"] = often[0]
    if quotes:
        yield "Texts that stand for many others."
    yield from (f"{why}: {_quoted(text, mask)}" for why, text in quotes.items())
    if quotes and summary.topics is not None and summary.topics.noise_rows:
        yield f"Then a few of the {counted(summary.topics.noise_rows, 'row')} that fit no topic."


def _said_most(rows: Rows, duplicates: Duplicates) -> tuple[str, int] | None:
    """Return the text of the row for which most others can go, and how many rows say it."""
    frame = pandas_frame(duplicates)
    # Not all rows of a group say the same: some differ in a number, and wait for a person.
    goes = frame.loc[(frame["verdict"] == "drop").to_numpy(), "compared_to"].value_counts()
    if goes.empty:
        return None
    most = set(goes.index[goes == goes.iloc[0]])
    place = next(row for row, name in enumerate(rows.ids) if name in most)
    return rows.reading_of(place) or "", int(goes.iloc[0]) + 1


def _name(name: object, mask_name: Masking) -> str:
    """Return the name of a topic or theme in quotes: it may hold colons and commas."""
    return f"\u201c{mask_name(str(name))}\u201d"


def _quoted(text: object, mask: Masking) -> str:
    """Return the beginning of a text in quotes, in one line."""
    words = " ".join(mask(str(text)).split())
    cut = words if len(words) <= LETTERS else words[: LETTERS - 1].rstrip() + "\u2026"
    return f"\u201c{cut}\u201d"
