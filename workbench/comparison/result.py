"""What one table says otherwise than another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.calls import answers_methods
from workbench.cards import CardTable, card, table_lines
from workbench.comparison.words import count_words, moved_words
from workbench.duplicates import Matches
from workbench.errors import counted
from workbench.provenance import Manifest, digest_array
from workbench.tables import Rows, pandas_frame
from workbench.topics import Topics
from workbench.topics.shares import topic_shares

SHOWN = 5
"""Topics, texts and words that the card and the findings name."""

CHANGES = {"new": "is new", "grew": "grew", "shrank": "shrank", "gone": "is gone"}
"""What each kind of change is called in a sentence."""


@answers_methods
@dataclass(frozen=True, eq=False)
class Comparison:
    """What one table says otherwise than another, and what both say.

    Attributes
    ----------
    matches : Matches
        The nearest row of the other table for each row.
    found : Topics
        The topics that the shares are about.
    """

    matches: Matches = field(repr=False)
    found: Topics = field(repr=False)
    # Topic of each row of the two tables, -1 for noise and rows without text: shapes (n,), (k,).
    _now: NDArray[np.int64] = field(repr=False)
    _before: NDArray[np.int64] = field(repr=False)
    # Digest of the table that both are parts of, "" if they are two tables.
    _whole: str = field(default="", repr=False)

    @property
    def rows(self) -> Rows:
        """Rows of the table."""
        return self.matches.rows

    @property
    def others(self) -> Rows:
        """Rows of the other table."""
        return self.matches.others

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told."""
        return tuple(dict.fromkeys((*self.matches.notes, *self.found.notes)))

    @cached_property
    def topics(self) -> pd.DataFrame:
        """Topics by how surely their share differs, one line per topic.

        Returns
        -------
        DataFrame
            ``topic, name, rows_before, rows_now, share_before, share_now`` (of the rows with text),
            ``difference`` of the shares, its 95 % interval ``ci_low, ci_high`` (Newcombe, 1998),
            ``p`` (two-sided z-test, adjusted by Holm for all topics) and ``change``: "new", "grew",
            "shrank", "gone", or "" if chance explains the difference.
        """
        table = self.found.table
        return topic_shares(
            self._now[self.rows.has_text],
            self._before[self.others.has_text],
            table["topic"].tolist(),
            table["name"].tolist(),
        )

    @cached_property
    def new_texts(self) -> pd.DataFrame:
        """Texts that are unlike all of the other table, the most frequent and least alike first.

        Returns
        -------
        DataFrame
            ``text, rows, ids`` (of all rows with the text), ``topic, name, nearest`` (text of the
            other table) and ``similarity`` to it.
        """
        return self._texts("new")

    @cached_property
    def new_groups(self) -> pd.DataFrame:
        """New texts, alike ones together (cosine 0.75), the largest group first.

        Returns
        -------
        DataFrame
            ``rows, n_distinct, text`` (an example), ``name`` (of its topic), ``ids`` (of all rows),
            ``nearest`` (text of the other table) and ``similarity`` to it.
        """
        gaps = self.matches.gaps()
        topic_of = dict(zip(self.rows.texts, self._lines["name"], strict=True))
        gaps.insert(3, "name", [topic_of[text] for text in gaps["text"]])
        read = gaps["text"].isin(set(self.new_texts["text"]))
        return gaps[read].reset_index(drop=True)

    @cached_property
    def shared_texts(self) -> pd.DataFrame:
        """Texts that the other table has too: equal or near-duplicates, without any guard.

        Returns
        -------
        DataFrame
            ``text, rows, ids`` (of all rows with the text), ``topic, name, nearest`` (text of the
            other table) and ``similarity`` to it.
        """
        return self._texts("shared")

    @cached_property
    def words(self) -> pd.DataFrame:
        """Words that one side says more often, those that surely grew first.

        Returns
        -------
        DataFrame
            ``word, rows_before, rows_now, share_before, share_now`` (of the rows with text) and
            ``z``: the z-score of the log odds with an informative Dirichlet prior (Monroe, Colaresi
            and Quinn, 2008), above 0 if the word is said more often now. Only words beyond 1.96.
        """
        now, before = (count_words(r.readings, r.counts.tolist()) for r in (self.rows, self.others))
        return moved_words(
            now, before, int(self.rows.has_text.sum()), int(self.others.has_text.sum())
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one line per row of the first table, under its index.

        Returns
        -------
        DataFrame, or the kind of table that was given
            ``topic`` (Int64), ``name`` (of the topic), ``status``: "shared" (the other table has a
            near-duplicate), "new" (nothing there is like it), "known" (something there is like
            it), "unreadable" (the model cannot tell) or "no text", ``nearest`` (text of the other
            table) and ``similarity`` to it.
        """
        return self.rows.as_given(self._row_frame())

    def _row_frame(self) -> pd.DataFrame:
        """Return the lines of `to_frame`."""
        return self._lines

    @cached_property
    def _lines(self) -> pd.DataFrame:
        """The lines of `to_frame`."""
        match = pandas_frame(self.matches)
        without = ~self.rows.has_text
        near = (match["status"] == "answered").to_numpy() & (match["guards"] == "").to_numpy()
        new = (match["status"] == "unanswered").to_numpy()
        blind = match["guards"].str.contains("unreadable").to_numpy(dtype=bool)
        status = np.select(
            [without, near, blind, new], ["no text", "shared", "unreadable", "new"], "known"
        )
        return pd.DataFrame(
            {
                "topic": pd.Series(self._now).where(self._now >= 0).astype("Int64").array,
                "name": self.found.names.reindex(self._now, fill_value="").to_numpy(),
                "status": status,
                "nearest": match["match_text"],
                "similarity": match["similarity"],
            },
            index=self.rows.index,
        )

    def _texts(self, status: str) -> pd.DataFrame:
        """Return one line per distinct text of the rows with a status."""
        frame = self._lines.reset_index(drop=True)
        chosen = frame[frame["status"] == status]
        chosen = chosen.assign(
            text=[self.rows.texts[row] for row in chosen.index],
            ids=self.rows.ids[chosen.index.to_numpy()],
        )
        columns = ["topic", "name", "nearest", "similarity"]
        groups = chosen.groupby("text", sort=False)
        table = groups[columns].first()
        table.insert(0, "rows", groups.size())
        table.insert(1, "ids", groups["ids"].agg(list))
        order = ["rows", "similarity", "text"]
        table = table.reset_index().sort_values(order, ascending=[False, True, True])
        return table.reset_index(drop=True)

    @cached_property
    def findings(self) -> tuple[str, ...]:
        """What differs, in sentences, the most important first."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        """Say what differs."""
        counts = self._counts
        are = "is" if counts["new"] == 1 else "are"
        have = "has" if counts["shared"] == 1 else "have"
        yield (
            f"{counted(counts['new'], 'row')} of {len(self.rows):,} {are} unlike everything in the "
            f"other table (no cosine of {self.matches.partial_threshold:g} or more); "
            f"{counts['shared']:,} {have} a near-duplicate there (cosine "
            f"{self.matches.threshold:g} or more)."
        )
        changed = self.topics[self.topics["change"] != ""]
        if changed.empty:
            yield "No topic's share differs by more than chance explains."
        for line in changed.head(SHOWN).to_dict("records"):
            yield (
                f"“{line['name']}” {CHANGES[line['change']]}: "
                f"{line['share_before']:.1%} before, {line['share_now']:.1%} now "
                f"({line['rows_before']:,} and {counted(line['rows_now'], 'row')})."
            )
        more = len(changed) - SHOWN
        if more > 0:
            yield f"{counted(more, 'more topic')} changed by more than chance explains."
        if len(grown := self.words[self.words["z"] > 0].head(SHOWN)):
            yield f"Words said more often now: {', '.join(grown['word'])}."

    @cached_property
    def _counts(self) -> dict[str, int]:
        """Rows of each status."""
        counts = self._lines["status"].value_counts()
        return {name: int(counts.get(name, 0)) for name in ("shared", "new")}

    @cached_property
    def manifest(self) -> Manifest:
        """Parameters and digest."""
        return Manifest(
            "comparison",
            {"topics": self.found.manifest.digest},
            digest_array(self._now, self._before),
            (self.matches.manifest, self.found.manifest),
        )

    def __repr__(self) -> str:
        """Return the counts in one line."""
        changes = self.topics["change"].value_counts()
        named = [f"{changes[name]:,} {name}" for name in CHANGES if name in changes]
        counts = self._counts
        return (
            f"Comparison({counted(len(self.rows), 'row')} with {len(self.others):,}: "
            f"{counts['new']:,} new, {counts['shared']:,} shared; "
            f"of {counted(len(self.topics), 'topic')} {', '.join(named) or 'none changed'})"
        )

    def _repr_html_(self) -> str:
        """Return a card: what differs in sentences, and the topics that changed."""
        changed = self.topics[self.topics["change"] != ""]
        shares = {"share_before": ".1%", "share_now": ".1%"}
        lines = table_lines(changed.head(2 * SHOWN), name="", change="", **shares, rows_now=",")
        new = table_lines(self.new_groups.head(SHOWN), text="", rows=",", similarity=".2f")
        tables = [
            CardTable(("topic", "change", "before", "now", "rows now"), lines, "Topics"),
            CardTable(("text", "rows", "similarity"), new, "New, alike texts together"),
        ]
        return card(repr(self), tables, self.notes)
