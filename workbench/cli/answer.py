"""What a command found: values for machines, lines for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.corpus import Corpus


@dataclass(frozen=True)
class Answer:
    """What a command found.

    Attributes
    ----------
    told : dict
        JSON-able values, printed with ``--json``.
    lines : sequence of str
        The same in words.
    code : int
        Exit code.
    """

    told: dict[str, Any]
    lines: Sequence[str]
    code: int = 0


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
        "notes": list(corpus.embedding.manifest.notes),
    }


def answer_about(corpus: Corpus, told: dict[str, Any], lines: Sequence[str]) -> Answer:
    """Put what was found behind what every command tells of the corpus."""
    return Answer(about(corpus) | told, [*_rows_and_vectors(corpus), *lines])


def _rows_and_vectors(corpus: Corpus) -> list[str]:
    """Say how many rows there are and where the vectors came from."""
    found = about(corpus)
    rows = f"{found['rows']:,} rows, {found['distinct_texts']:,} distinct texts"
    if found["rows_without_text"]:
        rows += f", {found['rows_without_text']:,} without text"
    if not corpus.embedding.encoded:
        vectors = f"all {corpus.embedding.cached:,} vectors came from the cache"
    else:
        vectors = (
            f"{corpus.embedding.encoded:,} encoded by {found['model']} "
            f"({found['precision']} on {found['device']}), "
            f"{corpus.embedding.cached:,} from the cache"
        )
    return [f"{rows}; {vectors}.", *(f"Note: {note}." for note in _ended(found["notes"]))]


def _ended(notes: Sequence[str]) -> list[str]:
    return [note.rstrip(".") for note in notes]
