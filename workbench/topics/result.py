"""What topics are."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.provenance import Manifest
from workbench.tables import Rows
from workbench.topics.assign import Assignment
from workbench.topics.basis import Basis, Settings
from workbench.topics.cluster import Clusters
from workbench.topics.words import Terms

NO_TOPIC = "(no topic)"
"""Name shown for noise that is not assigned."""


@dataclass(frozen=True, eq=False)
class Topics:
    """Topics of a table's texts, noise kept and explained.

    Topics are numbered from 0, the one with most rows first; -1 is noise.

    Attributes
    ----------
    basis : Basis
        Rows, vectors and neighbours that the topics were found in.
    space : ndarray of float32, shape (m, 5)
        Where the texts were clustered.
    clusters : Clusters
        Raw labels and how deep each text stands in its topic.
    found : Assignment
        Nearest topic, margin and confidence of each text.
    reasons : ndarray of object, shape (m,)
        Why a text is noise, "" where it is not.
    centroids : ndarray of float32, shape (t, d)
        Unit mean vectors of the topics' own texts.
    words : tuple of Terms
        Words and phrases of each topic with weights.
    names, titles : tuple of str
        Short name by words, and a readable title, of each topic.
    examples : tuple of ndarray of int64
        Places of the texts that stand for each topic.
    settings : Settings
        How they were found.
    manifest : Manifest
        Parameters, seeds, digest; its notes say what a reader must be told.
    """

    basis: Basis
    space: NDArray[np.float32]
    clusters: Clusters
    found: Assignment
    reasons: NDArray[np.object_]
    centroids: NDArray[np.float32]
    words: tuple[Terms, ...]
    names: tuple[str, ...]
    titles: tuple[str, ...]
    examples: tuple[NDArray[np.int64], ...]
    settings: Settings
    manifest: Manifest

    def __len__(self) -> int:
        """Return the number of topics."""
        return len(self.names)

    def __repr__(self) -> str:
        """Return topics, rows and noise in one line."""
        noise = self.rows.counts[self.labels < 0].sum() / max(1, self.rows.counts.sum())
        kept = ", assigned with confidence" if self.settings.assign_noise and noise else ""
        return (
            f"Topics({len(self)} topics of {int(self.rows.counts.sum()):,} rows, "
            f"{noise:.0%} noise{kept}, min_size={self.settings.min_size})"
        )

    def _repr_html_(self) -> str:
        """Return a card: one line, notes, and the largest topics."""
        shown = self.table.head(12)[["topic", "name", "title", "rows", "share"]]
        shown = shown.assign(share=[f"{one:.1%}" for one in shown["share"]])
        notes = "".join(f"<li>{html.escape(one)}</li>" for one in self.notes)
        more = f"<p>and {len(self) - 12} more</p>" if len(self) > 12 else ""
        listed = f"<ul>{notes}</ul>" if notes else ""
        head = f"<p><b>{html.escape(repr(self))}</b></p>"
        return f"<div>{head}{listed}{shown.to_html(index=False, escape=True)}{more}</div>"

    @property
    def rows(self) -> Rows:
        """The table's rows, m distinct texts."""
        return self.basis.rows

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told."""
        return self.manifest.notes

    @property
    def labels(self) -> NDArray[np.int64]:
        """Raw topic of each distinct text, -1 for noise, shape (m,)."""
        return self.clusters.labels

    @property
    def assigned(self) -> NDArray[np.int64]:
        """Topic of each distinct text, noise given its nearest topic, shape (m,)."""
        return self.found.nearest if self.settings.assign_noise else self.labels

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a topic, the largest first.

        Columns topic, name, title, words, rows, assigned_rows, distinct, share, examples.
        `rows` and `distinct` count the topic's own texts, `assigned_rows` the assigned noise too;
        `share` is `rows` over all rows with text.
        """
        counts, count = self.rows.counts, len(self)
        own, given = self.labels >= 0, self.assigned >= 0
        rows = np.bincount(self.labels[own], counts[own], minlength=count).astype(np.int64)
        texts = self.rows.distinct
        return pd.DataFrame(
            {
                "topic": np.arange(count),
                "name": list(self.names),
                "title": list(self.titles),
                "words": [", ".join(term for term, _ in terms) for terms in self.words],
                "rows": rows,
                "assigned_rows": np.bincount(
                    self.assigned[given], counts[given], minlength=count
                ).astype(np.int64),
                "distinct": np.bincount(self.labels[own], minlength=count),
                "share": rows / max(1, int(counts.sum())),
                "examples": [[texts[place] for place in places] for places in self.examples],
            }
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row a row of the input table.

        Returns
        -------
        DataFrame
            `topic` (Int64, -1 is noise, <NA> where the row has no text), `assigned` (Int64),
            `confidence` and `margin` (float), `name` (of the assigned topic), `reason` (why the
            row is noise, "" where it is not).
        """
        known = np.array([*self.names, NO_TOPIC], dtype=object)
        columns = {
            "topic": self._whole(self.labels),
            "assigned": self._whole(self.assigned),
            "confidence": self.rows.spread(self.found.confidence, np.nan),
            "margin": self.rows.spread(self.found.margin, np.nan),
            "name": self.rows.spread(known[self.assigned], ""),
            "reason": self.rows.spread(self.reasons, ""),
        }
        return pd.DataFrame(columns, index=self.rows.index)

    def rename(self, names: Mapping[int, str]) -> Topics:
        """Return the same topics under other names.

        Parameters
        ----------
        names : mapping of int to str
            New names by topic.

        Returns
        -------
        Topics

        Raises
        ------
        InputError
            Where there is no such topic, or a name is blank.
        """
        renamed = list(self.names)
        for topic, name in names.items():
            self.check_topic(topic)
            if not isinstance(name, str) or not name.strip():
                raise InputError(f"a topic's name must be a text that is not blank, got {name!r}.")
            renamed[topic] = name.strip()
        return replace(self, names=tuple(renamed))

    def check_topic(self, topic: object) -> int:
        """Return `topic` where there is such a one.

        Raises
        ------
        InputError
            Saying which there are.
        """
        if isinstance(topic, (int, np.integer)) and 0 <= topic < len(self):
            return int(topic)
        allowed = f"0 to {len(self) - 1}" if len(self) else "none: no topics were found"
        raise InputError(f"there is no topic {topic!r}. Topics: {allowed}; see topics.table.")

    def _whole(self, values: NDArray[np.int64]) -> pd.Series:
        """Spread whole numbers to rows, <NA> where a row has no text."""
        spread = pd.array(self.rows.spread(values, 0), dtype="Int64")
        spread[~self.rows.has_text] = pd.NA
        return pd.Series(spread, index=self.rows.index)
