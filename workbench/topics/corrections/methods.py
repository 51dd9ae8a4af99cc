"""Corrections as methods: each gives new topics and is remembered by the texts it was about."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError, check_count
from workbench.tables import Rows
from workbench.topics.corrections.correction import (
    Correction,
    State,
    apply_correction,
    parts_of,
    text_digest,
    witnesses,
)
from workbench.topics.inputs import Basis


class Editing:
    """What can be changed by hand; `Topics` is the one that inherits it."""

    _basis: Basis
    _state: State
    corrections: tuple[Correction, ...]

    @property
    @abstractmethod
    def table(self) -> pd.DataFrame:
        """One row per topic."""

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """Name of each topic by number."""

    @property
    @abstractmethod
    def _assigned(self) -> NDArray[np.int64]:
        """Topic of each distinct text, noise given its nearest topic."""

    @property
    def rows(self) -> Rows:
        """The table's rows, m texts; those with equal vectors count as one."""
        return self._basis.merged_rows

    @abstractmethod
    def _rebuilt(
        self, state: State, corrections: tuple[Correction, ...], notes: tuple[str, ...]
    ) -> Self:
        """Return the same with other labels and names, and more to be told."""

    def rename(self, names: Mapping[int, str]) -> Self:
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
            If there is no such topic, or a name is blank.
        """
        if not isinstance(names, Mapping):
            raise InputError(
                f"rename takes names by topic, such as {{3: 'Refunds'}}, got {names!r}."
            )
        made = []
        for topic, name in names.items():
            if not isinstance(name, str) or not name.strip():
                raise InputError(f"a topic's name must be a text that is not blank, got {name!r}.")
            made.append(Correction("rename", (self._witnesses(topic),), name.strip()))
        return self._corrected(made)

    def merge(self, topics: Sequence[int], *, name: str = "") -> Self:
        """Return the topics with several of them made one, under the number of the first.

        Parameters
        ----------
        topics : sequence of int
            Two or more.
        name : str, optional
            Name of the merged topic. Default: by its words.

        Returns
        -------
        Topics
        """
        if len(set(topics)) < 2:
            raise InputError(f"merge takes two or more different topics, got {list(topics)!r}.")
        groups = tuple(self._witnesses(topic) for topic in dict.fromkeys(topics))
        return self._corrected([Correction("merge", groups, name.strip())])

    def split(self, topic: int, *, into: int = 2) -> Self:
        """Return the topics with one of them parted by its vectors (spherical k-means).

        Parameters
        ----------
        topic : int
            The largest part keeps its number.
        into : int, default 2
            Parts.

        Returns
        -------
        Topics

        Raises
        ------
        InputError
            If there is no such topic, or it has fewer distinct texts than parts.
        """
        members = np.flatnonzero(self._state.labels == self._check_topic(topic))
        wanted = check_count("into", into, least=2)
        parts = parts_of(self._basis.vectors, members, wanted) if len(members) >= wanted else ()
        if len(parts) < 2:
            raise InputError(
                f"topic {topic} has {len(members)} distinct texts, which do not part into {into}."
            )
        texts = self.rows.distinct
        groups = tuple(
            tuple(text_digest(texts[place]) for place in part.tolist()) for part in parts
        )
        return self._corrected([Correction("split", groups)])

    def move(self, rows: Sequence[int], to: int) -> Self:
        """Return the topics with the texts of some rows moved to another topic.

        All copies of a text move together, and so do texts with equal vectors.

        Parameters
        ----------
        rows : sequence of int
            Positions in the input table.
        to : int
            The topic they go to.

        Returns
        -------
        Topics

        Raises
        ------
        InputError
            If there is no such row or topic, or a row has no text.
        """
        places = []
        for row in rows:
            if not isinstance(row, (int, np.integer)):
                raise InputError(
                    f"move takes positions of rows in the table, counted from 0, got {row!r}."
                )
            if not 0 <= row < len(self.rows) or not self.rows.has_text[row]:
                raise InputError(f"there is no row with text at position {row!r}.")
            places.append(text_digest(str(self.rows.texts[row])))
        if not places:
            raise InputError("move takes one or more row positions, got none.")
        groups = (tuple(dict.fromkeys(places)), self._witnesses(to))
        return self._corrected([Correction("move", groups)])

    def delete(self, topic: int) -> Self:
        """Return the topics without one; its texts become noise, whose nearest topic is told."""
        return self._corrected([Correction("delete", (self._witnesses(topic),))])

    def _corrected(self, corrections: Sequence[Correction]) -> Self:
        """Return the topics with corrections applied in order."""
        places = {text_digest(text): place for text, place in self._basis.places.items()}
        state, done, lost = self._state, list(self.corrections), []
        for one in corrections:
            after = apply_correction(state, one, places, self._basis.vectors)
            done.append(one)
            if after is None:
                name = f" {one.name!r}" if one.name else ""
                lost.append(
                    f"Not applied: {one.kind}{name}: the texts that it was made for are gone, or "
                    "are no longer in one topic"
                )
            else:
                state = after
        return self._rebuilt(state, tuple(done), tuple(lost))

    def _check_topic(self, topic: object) -> int:
        """Return `topic` where there is such a one."""
        known = set(self.table["topic"])
        if isinstance(topic, (int, np.integer)) and int(topic) in known:
            return int(topic)
        allowed = f"{min(known)} to {max(known)}" if known else "none: no topics were found"
        raise InputError(f"there is no topic {topic!r}. Topics: {allowed}; see topics.table.")

    def _witnesses(self, topic: int) -> tuple[str, ...]:
        members = np.flatnonzero(self._state.labels == self._check_topic(topic))
        return witnesses(self.rows.distinct, self._basis.vectors, members)
