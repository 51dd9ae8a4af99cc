"""What a run found, as frozen counts that turn into plain JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.pair_evidence import KINDS
from workbench.embedding.base import UNREADABLE, Embedding
from workbench.errors import counted
from workbench.provenance import Manifest, digest_texts
from workbench.summary.changes import ChangeFacts
from workbench.tables import pandas_frame
from workbench.tables.rows import Rows

if TYPE_CHECKING:
    from workbench.duplicates import Duplicates
    from workbench.projection import Projection
    from workbench.topics import Stability, Topics


@dataclass(frozen=True)
class EncodingFacts:
    """How texts became vectors.

    model, device, precision: the encoder, as its result names it.
    max_tokens: tokens of a text that the model sees.
    long_text: what was done with longer texts.
    cut_rows: rows of whose text the model did not see the end.
    cached, encoded: distinct texts taken from the store, and encoded in this run.
    unreadable_rows: rows whose text the model cannot read: another script or language, or no word
        at all.
    """

    model: str
    device: str
    precision: str
    max_tokens: int
    long_text: str
    cut_rows: int
    cached: int
    encoded: int
    unreadable_rows: int = 0


@dataclass(frozen=True)
class DuplicateFacts:
    """What is said more than once.

    threshold: smallest cosine similarity of a pair, inclusive.
    groups, rows, n_removed, n_kept: groups; rows that stand in one; rows marked for dropping; rows
        of the table left after.
    dropping: groups in which a row is marked for dropping.
    largest: rows in the largest group.
    n_review: rows that stay only because something in them differs, so that a person can decide.
    by_kind: kind, groups of that kind, rows of that kind marked for dropping.
    by_guard: guard, rows to review that it holds back; a row may be held by several.
    """

    threshold: float
    groups: int
    rows: int
    n_removed: int
    n_kept: int
    largest: int
    n_review: int
    by_kind: tuple[tuple[str, int, int], ...]
    dropping: int = 0
    by_guard: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class TopicFacts:
    """What it is about.

    topics: number of topics.
    noise_rows, assigned_rows: rows in no topic of their own, and how many of those lie near enough
        to one to be counted with it.
    stability: mean adjusted mutual information between runs with other seeds, where it was
        measured.
    found: topic, runs in which it was found again, and runs, where that was measured.
    largest: name, rows and share of rows with text of the largest topics.
    """

    topics: int
    noise_rows: int
    assigned_rows: int
    stability: float | None
    largest: tuple[tuple[str, int, float], ...]
    found: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class Summary:
    """Findings of one run, frozen and JSON-able.

    title: what the table is called.
    rows, with_text, blank, distinct: rows of the table; those that hold text; those that do not;
        distinct texts.
    encoding: how texts became vectors.
    duplicates: where duplicates were looked for.
    topics: where topics were looked for.
    changes: what has changed, if topics were carried over from an earlier table.
    options: what was typed on the command line; empty if a program made it.
    notes: what a reader must be told: cuts, fallbacks, caps, raised floors.
    manifest: versions, and of every stage parameters, seeds, digest, threads and what came from a
        cache.
    """

    title: str
    rows: int
    with_text: int
    blank: int
    distinct: int
    encoding: EncodingFacts
    duplicates: DuplicateFacts | None
    topics: TopicFacts | None
    notes: tuple[str, ...]
    manifest: dict[str, Any]
    changes: ChangeFacts | None = None
    options: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values that `json.dumps` takes."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    def __repr__(self) -> str:
        """Return counts in one line."""
        parts = [counted(self.rows, "row"), counted(self.distinct, "distinct text")]
        if self.duplicates is not None:
            parts.append(f"{self.duplicates.n_removed:,} duplicates")
        if self.topics is not None:
            parts.append(counted(self.topics.topics, "topic"))
        return f"Summary({', '.join(parts)})"


def summarize(
    rows: Rows,
    embedding: Embedding,
    *,
    duplicates: Duplicates | None = None,
    topics: Topics | None = None,
    projection: Projection | None = None,
    stability: Stability | None = None,
    title: str = "",
    unreadable: NDArray[np.bool_] | None = None,
) -> Summary:
    """Put the findings of a run together. Shapes: unreadable (m,)."""
    made = [r for r in (duplicates, topics, projection) if r is not None]
    manifests = [rows.manifest, embedding.manifest, *(r.manifest for r in made)]
    with_text = int(rows.has_text.sum())
    return Summary(
        title=title or "Texts",
        rows=len(rows),
        with_text=with_text,
        blank=len(rows) - with_text,
        distinct=len(rows.distinct),
        encoding=_encoding_facts(rows, embedding, unreadable),
        duplicates=None if duplicates is None else _duplicate_facts(rows, duplicates),
        topics=None if topics is None else _topic_facts(with_text, topics, stability),
        notes=_notes(manifests, made),
        manifest=_combined(manifests).to_dict(),
    )


def _encoding_facts(
    rows: Rows, embedding: Embedding, unreadable: NDArray[np.bool_] | None
) -> EncodingFacts:
    info = embedding.info
    return EncodingFacts(
        model=info.model,
        device=info.device,
        precision=info.precision,
        max_tokens=info.max_tokens,
        long_text=embedding.long_text,
        cut_rows=int(rows.counts[embedding.cut].sum()),
        cached=embedding.cached,
        encoded=embedding.encoded,
        unreadable_rows=0 if unreadable is None else int(rows.counts[unreadable].sum()),
    )


def _duplicate_facts(rows: Rows, duplicates: Duplicates) -> DuplicateFacts:
    """Count groups and dropped rows, by kind."""
    groups, frame = duplicates.groups, pandas_frame(duplicates)
    dropped = frame["verdict"] == "drop"
    by_group = groups["kind"].astype(str).value_counts()
    by_row = frame.loc[dropped, "kind"].astype(str).value_counts()
    kinds = [*KINDS, *sorted((set(by_group.index) | set(by_row.index)) - set(KINDS))]
    counts = [(kind, int(by_group.get(kind, 0)), int(by_row.get(kind, 0))) for kind in kinds]
    in_group = frame["group"].notna()
    return DuplicateFacts(
        threshold=float(duplicates.threshold),
        groups=len(groups),
        rows=int(in_group.sum()),
        n_removed=int(dropped.sum()),
        n_kept=len(rows) - int(dropped.sum()),
        largest=int(groups["size"].max()) if len(groups) else 0,
        n_review=int((frame["verdict"] == "review").sum()),
        by_kind=tuple(count for count in counts if count[1] or count[2]),
        dropping=int(frame.loc[dropped, "group"].nunique()),
        by_guard=tuple((str(name), int(n)) for name, n in duplicates.guard_counts().items()),
    )


def _topic_facts(with_text: int, topics: Topics, stability: Stability | None) -> TopicFacts:
    """Count topics and noise, and name the largest topics."""
    frame = pandas_frame(topics)
    noise = (frame["topic"] == -1).fillna(value=False).to_numpy(dtype=bool)
    assigned = (frame["assigned"] >= 0).fillna(value=False).to_numpy(dtype=bool)
    table = topics.table.sort_values(["rows", "topic"], ascending=[False, True]).head(5)
    share = 1 / max(with_text, 1)
    return TopicFacts(
        topics=len(topics.table),
        noise_rows=int(noise.sum()),
        assigned_rows=int((noise & assigned).sum()),
        stability=None if stability is None else round(float(stability.between_seeds), 4),
        found=() if stability is None else _found_again(stability),
        largest=tuple(
            (str(name), int(count), round(int(count) * share, 4))
            for name, count in zip(table["name"], table["rows"], strict=True)
        ),
    )


def _found_again(stability: Stability) -> tuple[tuple[int, int, int], ...]:
    """Return topic, runs in which it was found again, and runs."""
    topics = stability.topics
    lines = zip(topics["topic"], topics["n_found"], topics["n_runs"], strict=True)
    return tuple((int(topic), int(runs_with_it), int(runs)) for topic, runs_with_it, runs in lines)


def _notes(manifests: Iterable[Manifest], results: Iterable[object]) -> tuple[str, ...]:
    """Return the notes of all stages, each once, in the order in which they were made.

    The findings tell of rows that the model cannot read, so the note of topics does not again.
    """
    notes = [n for m in manifests for stage in m.stages().values() for n in stage.notes]
    notes += [str(n) for result in results for n in getattr(result, "notes", ())]
    return tuple(dict.fromkeys(note for note in notes if not note.endswith(UNREADABLE)))


def _combined(manifests: Sequence[Manifest]) -> Manifest:
    """Return one manifest that stands on all others."""
    digest = digest_texts(m.digest for m in manifests)
    return Manifest("summary", {}, digest, inputs=tuple(manifests))
