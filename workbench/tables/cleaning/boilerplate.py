"""Signatures, greetings and form text: lines that many texts repeat. Shown first, then stripped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from workbench.errors import InputError, check_count
from workbench.tables.normalized_texts import normalize


def find_boilerplate(
    readings: Sequence[str], counts: Sequence[int], *, min_count: int = 5
) -> pd.DataFrame:
    """Return lines that stand in several different texts, the most frequent first."""
    check_count("min_count", min_count, least=2)
    texts: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    example: dict[str, str] = {}
    for text, count in zip(readings, counts, strict=True):
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            continue
        for form, line in {normalize(line): line for line in reversed(lines)}.items():
            if form:
                texts[form] += 1
                rows[form] += count
                written.setdefault(form, Counter())[line] += 1
                example.setdefault(form, text)
    lines_found: list[dict[str, Any]] = [
        {
            "line": min(written[form], key=lambda line: (-written[form][line], line)),
            "texts": count,
            "rows": rows[form],
            "share": rows[form] / max(sum(counts), 1),
            "example": example[form],
        }
        for form, count in texts.items()
        if count >= min_count
    ]
    lines_found.sort(key=lambda one: (-one["texts"], one["line"]))
    return pd.DataFrame(lines_found, columns=["line", "texts", "rows", "share", "example"])


def strip_boilerplate(texts: Sequence[str], lines: Collection[str]) -> tuple[str, ...]:
    """Return texts without the given lines, for the embedding only.

    A text that would be left with nothing stays as it is.
    """
    if isinstance(lines, str):
        raise InputError("lines must be a collection of lines, got one text. Try: [line]")
    forms = {normalize(line) for line in lines} - {""}
    stripped = []
    for text in texts:
        kept = [line for line in text.splitlines() if normalize(line) not in forms]
        rest = "\n".join(kept).strip()
        stripped.append(rest if rest and len(kept) < len(text.splitlines()) else text)
    return tuple(stripped)
