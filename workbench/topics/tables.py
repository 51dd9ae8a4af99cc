"""Topics as frames, a line and a card."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.cards import SHOWN, CardTable, card, table_lines
from workbench.errors import counted
from workbench.tables import Rows
from workbench.topics.description import MOSTLY, Parts, largest_share
from workbench.topics.inputs import Settings

NO_TOPIC = "(no topic)"
"""Name shown for noise that is not assigned."""


def table(
    rows: Rows, labels: NDArray[np.int64], assigned: NDArray[np.int64], parts: Parts
) -> pd.DataFrame:
    """Return one row per topic, vacant numbers left out; columns as `Topics.table` tells."""
    counts, count = rows.counts, len(parts.names)
    own, given = labels >= 0, assigned >= 0
    sums = np.bincount(labels[own], counts[own], minlength=count).astype(np.int64)
    all_sums = np.bincount(assigned[given], counts[given], minlength=count).astype(np.int64)
    texts = rows.readings
    whole = pd.DataFrame(
        {
            "topic": np.arange(count),
            "name": pd.Series(list(parts.names), dtype=object),
            "example": pd.Series(list(parts.sentences), dtype=object),
            "keywords": [", ".join(term for term, _ in terms) for terms in parts.words],
            "rows": sums,
            "assigned_rows": all_sums,
            "n_distinct": np.bincount(labels[own], minlength=count),
            "share": sums / max(1, int(counts.sum())),
            "examples": [[texts[position] for position in one.tolist()] for one in parts.examples],
        }
    )
    if any(parts.descriptions):
        whole["description"] = pd.Series(list(parts.descriptions), dtype=object)
        whole["rests_on"] = [list(one) for one in parts.rests_on]
    return whole[whole["n_distinct"] > 0].reset_index(drop=True)


def frame(
    rows: Rows, labels: NDArray[np.int64], assigned: NDArray[np.int64], parts: Parts
) -> pd.DataFrame:
    """Return one line per row of the input table; columns as `Topics.to_frame` tells."""
    known = np.array([*parts.names, NO_TOPIC], dtype=object)
    columns = {
        "topic": whole_numbers(rows, labels),
        "assigned": whole_numbers(rows, assigned),
        "confidence": rows.spread(parts.found.confidence, np.nan),
        "margin": rows.spread(parts.found.margin, np.nan),
        "name": rows.spread(known[assigned], ""),
        "reason": rows.spread(parts.reasons, ""),
    }
    if any(parts.descriptions):
        said = np.array([*parts.descriptions, ""], dtype=object)
        columns["description"] = rows.spread(said[assigned], "")
    return pd.DataFrame(columns, index=rows.index)


def whole_numbers(rows: Rows, values: NDArray[np.int64]) -> pd.Series:
    """Spread whole numbers to rows, <NA> where a row has no text."""
    spread = pd.array(rows.spread(values, 0), dtype="Int64")
    spread[~rows.has_text] = pd.NA
    return pd.Series(spread, index=rows.index)


def line(
    rows: Rows,
    labels: NDArray[np.int64],
    settings: Settings,
    *,
    topics: int,
    corrected: int,
) -> str:
    """Return topics, rows and noise in one line."""
    noise = rows.counts[labels < 0].sum() / max(1, rows.counts.sum())
    _, share = largest_share(rows, labels)
    mostly = f", the largest holds {share:.0%}" if share > MOSTLY else ""
    kept = ", assigned with confidence" if settings.assign_noise and noise else ""
    size = f"min_cluster_size={settings.min_cluster_size}"
    how = size if settings.laid_out else settings.how
    by_hand = f", {counted(corrected, 'correction')}" if corrected else ""
    return (
        f"Topics({counted(topics, 'topic')} of {counted(int(rows.counts.sum()), 'row')}, "
        f"{noise:.0%} noise{kept}{mostly}, {how}{by_hand})"
    )


def topics_card(head: str, notes: Sequence[str], topics: pd.DataFrame) -> str:
    """Return a card: one line, notes, and the largest topics; all text escaped."""
    written = {"topic": "", "name": "", "example": "", "rows": ",", "share": ".1%"}
    lines = table_lines(topics.head(SHOWN), **written)
    more = f"<p>and {len(topics) - SHOWN} more</p>" if len(topics) > SHOWN else ""
    return card(head, [CardTable(list(written), lines)], notes) + more
