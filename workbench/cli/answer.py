"""What a command found: values for machines, lines for people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from workbench.categories import Categories
from workbench.cli.limits import ABOVE_LIMIT, exceeded
from workbench.corpus import Corpus, summary_of
from workbench.duplicates import Duplicates
from workbench.errors import counted
from workbench.summary import findings
from workbench.tables import pandas_frame
from workbench.topics import Refresh, Topics

SHOWN = 3
"""Examples that stand below the findings."""

MOST_LISTED = 20
"""Categories or labels that are named."""

WIDTH = 72
"""Letters of a text that are shown on a line."""


_OPTIONS = {
    "about": "about",
    "detail": "detail",
    "long_text": "long-text",
    "min_cluster_size": "min-cluster-size",
    "precision": "precision",
}
"""Settings that notes speak of, and their options."""

_WORDS = (
    ("draft=True", "--draft"),
    ("sample=None", "--sample all"),
    ("raise max_pairs=", "raise --max-pairs"),
    ("corpus.ledger.accept(model=...)", "--answers FILE --accept"),
)
"""Other words of Python in notes, and what is typed instead."""

_SETTING = re.compile(rf"\b({'|'.join(_OPTIONS)})=(['\"]?)([\w-]+)\2")


@dataclass(frozen=True)
class Answer:
    """What a command found.

    facts: JSON-able values, printed with ``--json``.
    lines: the same in words.
    code: exit code.
    """

    facts: dict[str, Any]
    lines: Sequence[str]
    code: int = 0

    @property
    def json_facts(self) -> dict[str, Any]:
        """The facts, with notes that name options of the command line."""
        return {
            name: on_command_line(value) if name.endswith("notes") else value
            for name, value in self.facts.items()
        }


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the lines of a table as JSON-able values; a missing number is null."""
    lines: list[dict[str, Any]] = json.loads(table.to_json(orient="records", date_format="iso"))
    return lines


def about(corpus: Corpus) -> dict[str, Any]:
    """Return what every command tells of the corpus."""
    info = corpus.embedding.info
    return {
        "rows": len(corpus),
        "distinct_texts": len(corpus.rows.distinct),
        "rows_without_text": len(corpus) - int(corpus.rows.has_text.sum()),
        "rows_cut": int(corpus.rows.counts[corpus.embedding.cut].sum()),
        "vectors_from_cache": corpus.embedding.cached,
        "vectors_encoded": corpus.embedding.encoded,
        "model": info.model,
        "precision": info.precision,
        "device": info.device,
        "notes": list(corpus.notes),
    }


def answer_about(  # noqa: PLR0913 - what a command found, by keyword
    corpus: Corpus,
    facts: dict[str, Any],
    lines: Sequence[str],
    *,
    duplicates: Duplicates | None = None,
    topics: Topics | None = None,
    changes: Refresh | None = None,
    categories: Categories | None = None,
    shown: Iterable[str] = (),
    limits: Sequence[tuple[str, float]] = (),
) -> Answer:
    """Put what was found behind what every command tells of the corpus."""
    summary = summary_of(
        corpus, duplicates=duplicates, topics=topics, changes=changes, categories=categories
    )
    results = {
        "duplicates": summary.duplicates,
        "topics": summary.topics,
        "changes": summary.changes,
    }
    known: dict[str, Any] = {
        name: asdict(result) for name, result in results.items() if result is not None
    }
    said = [
        *findings(summary),
        *shown,
        f"{vectors_line(corpus)}.",
        *note_lines(summary.notes),
        *lines,
    ]
    above = list(exceeded(summary, limits))
    if limits:
        facts = facts | {"above_limits": [limit._asdict() for limit in above]}
    known["findings"] = list(findings(summary))
    code = ABOVE_LIMIT if above else 0
    return Answer(about(corpus) | known | facts, [*said, *map(str, above)], code)


_SEARCH = re.compile(r"duplicates\([\d.]+, min_similarity=([\d.]+)\)")


def note_lines(notes: Iterable[str]) -> list[str]:
    """Return each note once, as a line, with settings as options of the command line."""
    return [
        f"Note: {note}."
        for note in dict.fromkeys(note.rstrip(".") for note in on_command_line(notes))
    ]


def on_command_line(notes: Iterable[str]) -> list[str]:
    """Return notes with settings of Python as options of the command line."""
    notes = [_SEARCH.sub(r"--min-similarity \1", note) for note in notes]
    notes = [_SETTING.sub(_as_option, note) for note in notes]
    for words, option in _WORDS:
        notes = [note.replace(words, option) for note in notes]
    return notes


def _as_option(setting: re.Match[str]) -> str:
    """Write a setting as it is typed on the command line: detail='fine' is --detail fine."""
    name, _, value = setting.groups()
    return f"--{_OPTIONS[name]} {value}"


def vectors_line(corpus: Corpus) -> str:
    """Say where the vectors came from."""
    made = corpus.embedding
    if not made.encoded:
        if made.cached == 1:
            return "The vector came from the cache"
        return f"All {made.cached:,} vectors came from the cache"
    cached = f", {made.cached:,} came from the cache" if made.cached else ""
    made_by = f"{made.info.model} ({made.info.precision} on {made.info.device})"
    return f"{counted(made.encoded, 'text')} encoded by {made_by}{cached}"


def short(text: str, width: int = WIDTH) -> str:
    """Return a text on one line, cut where it is longer, with no control characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= width else f"{line[: width - 1]}…"


def sentence(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def largest_groups(duplicates: Duplicates) -> Iterator[str]:
    """Yield a line for each group in which most rows can go: how many, and the text kept."""
    groups, rows = duplicates.groups, duplicates.rows
    groups = groups[groups["n_removed"] > 0]
    largest = groups.sort_values(["n_removed", "group"], ascending=[False, True]).head(SHOWN)
    verdicts = pandas_frame(duplicates).reset_index(drop=True)
    for line in largest.to_dict("records"):
        kept = verdicts.index[
            (verdicts["group"] == line["group"]) & (verdicts["verdict"] == "keep")
        ]
        if len(kept):
            # A group may keep several rows: then not all of its rows say what the first one says.
            alone = line["size"] == line["n_removed"] + 1
            part = f"{line['n_removed']:,} of {line['size']:,} alike can go"
            count = f"{line['size']:,} times" if alone else part
            yield f"  {count}: {short(rows.reading_of(int(kept[0])) or '')}"


def largest_topics(topics: Topics) -> Iterator[str]:
    """Yield a line for each of the largest topics: rows, name, an example."""
    table = topics.table.sort_values(["rows", "topic"], ascending=[False, True]).head(SHOWN)
    for line in table.to_dict("records"):
        example = short(next(iter(line["examples"]), ""))
        yield f"  {counted(line['rows'], 'row')}: {short(line['name'])} ({example})"
