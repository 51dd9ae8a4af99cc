"""What topics are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError, check_count
from workbench.provenance import Manifest, digest_array
from workbench.tables import Rows
from workbench.topics import views
from workbench.topics.assign import Assignment
from workbench.topics.basis import Basis, Settings
from workbench.topics.correct import (
    Correction,
    State,
    apply_correction,
    parts_of,
    text_digest,
    witnesses,
)
from workbench.topics.naming import Namer
from workbench.topics.parts import Parts, derive


@dataclass(frozen=True, eq=False)
class Topics:
    """Topics of a table's texts, noise kept and explained.

    Topics are numbered from 0, the one with most rows first; -1 is noise. Corrections and
    refreshes keep numbers: one that is merged away or deleted stays vacant.

    Attributes
    ----------
    basis : Basis
        Rows, vectors and neighbours that the topics were found in.
    space : ndarray of float32, shape (r, m, d)
        The layouts that were clustered.
    fitted : ndarray of int64, shape (m,)
        Labels as the clustering gave them, before corrections.
    state : State
        Labels, given names and deletions as they are now.
    parts : Parts
        Words, names, examples, nearest topics and reasons.
    settings : Settings
        How the topics were found.
    manifest : Manifest
        Parameters, seeds, digest; its notes say what a reader must be told.
    corrections : tuple of Correction
        What was changed by hand, in order.
    """

    basis: Basis
    space: NDArray[np.float32]
    fitted: NDArray[np.int64]
    state: State
    parts: Parts
    settings: Settings
    manifest: Manifest
    corrections: tuple[Correction, ...] = ()
    namer: Namer | None = field(default=None, repr=False)

    @classmethod
    def build(
        cls,
        basis: Basis,
        state: State,
        settings: Settings,
        *,
        space: NDArray[np.float32],
        namer: Namer | None = None,
        notes: tuple[str, ...] = (),
    ) -> Topics:
        """Name the clusters, assign the noise, and put the result together."""
        parts = derive(basis, state.labels, namer=namer, given=state.given, deleted=state.deleted)
        if state.free == 0:
            nothing = (
                f"No topics: nothing crowds together among {len(basis.rows.distinct):,} distinct "
                f"texts at min_size={settings.min_size}. Try a smaller min_size."
            )
            notes = (*notes, nothing)
        parameters = settings.to_dict() | {"vectors": digest_array(basis.vectors)}
        digest = digest_array(state.labels, parts.found.nearest, parts.found.confidence)
        manifest = Manifest("topics", parameters, digest, (basis.rows.manifest,), notes)
        return cls(basis, space, state.labels, state, parts, settings, manifest, namer=namer)

    def __len__(self) -> int:
        """Return the number of topics, vacant numbers left out."""
        return len(self.table)

    def __repr__(self) -> str:
        """Return topics, rows and noise in one line."""
        return views.line(
            self.rows, self.labels, self.settings, topics=len(self), corrected=len(self.corrections)
        )

    def _repr_html_(self) -> str:
        """Return a card: one line, notes, and the largest topics."""
        return views.card(repr(self), self.notes, self.table)

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
        return self.state.labels

    @property
    def found(self) -> Assignment:
        """Nearest topic, margin and confidence of each distinct text."""
        return self.parts.found

    @property
    def assigned(self) -> NDArray[np.int64]:
        """Topic of each distinct text, noise given its nearest topic, shape (m,)."""
        return self.found.nearest if self.settings.assign_noise else self.labels

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each topic by number, "" where the number is vacant."""
        return self.parts.names

    @property
    def titles(self) -> tuple[str, ...]:
        """Readable title of each topic by number."""
        return self.parts.titles

    @property
    def centroids(self) -> NDArray[np.float32]:
        """Unit mean vector of each topic by number, shape (t, d)."""
        return self.parts.centroids

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a topic, vacant numbers left out.

        Columns topic, name, title, words, rows, assigned_rows, distinct, share, examples.
        `rows` and `distinct` count the topic's own texts, `assigned_rows` the assigned noise too;
        `share` is `rows` over all rows with text.
        """
        return views.table(self.rows, self.labels, self.assigned, self.parts)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a row of the input table.

        Returns
        -------
        DataFrame
            `topic` (Int64, -1 is noise, <NA> where the row has no text), `assigned` (Int64),
            `confidence` and `margin` (float), `name` (of the assigned topic), `reason` (why the
            row is noise, "" where it is not).
        """
        return views.frame(self.rows, self.labels, self.assigned, self.parts)

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
        made = []
        for topic, name in names.items():
            if not isinstance(name, str) or not name.strip():
                raise InputError(f"a topic's name must be a text that is not blank, got {name!r}.")
            made.append(Correction("rename", (self._witnesses(topic),), name.strip()))
        return self.corrected(made)

    def merge(self, topics: Sequence[int], *, name: str = "") -> Topics:
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
        return self.corrected([Correction("merge", groups, name.strip())])

    def split(self, topic: int, *, into: int = 2) -> Topics:
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
            Where there is no such topic, or it has fewer distinct texts than parts.
        """
        members = np.flatnonzero(self.labels == self.check_topic(topic))
        wanted = check_count("into", into, least=2)
        parts = parts_of(self.basis.vectors, members, wanted) if len(members) >= wanted else ()
        if len(parts) < 2:
            raise InputError(
                f"topic {topic} has {len(members)} distinct texts, which do not part into {into}."
            )
        texts = self.rows.distinct
        groups = tuple(
            tuple(text_digest(texts[place]) for place in part.tolist()) for part in parts
        )
        return self.corrected([Correction("split", groups)])

    def move(self, rows: Sequence[int], to: int) -> Topics:
        """Return the topics with the texts of some rows moved to another topic.

        All copies of a text move together.

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
            Where there is no such row or topic, or a row has no text.
        """
        places = []
        for row in rows:
            if not 0 <= row < len(self.rows) or self.rows.texts[row] is None:
                raise InputError(f"there is no row with text at position {row!r}.")
            places.append(text_digest(str(self.rows.texts[row])))
        if not places:
            raise InputError("move takes one or more row positions, got none.")
        groups = (tuple(dict.fromkeys(places)), self._witnesses(to))
        return self.corrected([Correction("move", groups)])

    def delete(self, topic: int) -> Topics:
        """Return the topics without one; its texts become noise, whose nearest topic is told."""
        return self.corrected([Correction("delete", (self._witnesses(topic),))])

    def corrected(self, corrections: Sequence[Correction]) -> Topics:
        """Return the topics with corrections applied in order.

        Parameters
        ----------
        corrections : sequence of Correction
            Those of another run among them; each finds its topics by their texts.

        Returns
        -------
        Topics
            Its notes tell the corrections that could not be applied.
        """
        places = {text_digest(text): place for place, text in enumerate(self.rows.distinct)}
        state, done, lost = self.state, list(self.corrections), []
        for one in corrections:
            after = apply_correction(state, one, places, self.basis.vectors)
            done.append(one)
            if after is None:
                lost.append(f"Not applied: {one.kind} {one.name!r}: its texts are gone or parted.")
            else:
                state = after
        built = Topics.build(
            self.basis, state, self.settings, space=self.space, namer=self.namer,
            notes=(*self.notes, *lost),
        )  # fmt: skip
        return replace(built, fitted=self.fitted, corrections=tuple(done))

    def check_topic(self, topic: object) -> int:
        """Return `topic` where there is such a one.

        Raises
        ------
        InputError
            Saying which there are.
        """
        known = set(self.table["topic"])
        if isinstance(topic, (int, np.integer)) and int(topic) in known:
            return int(topic)
        allowed = f"{min(known)} to {max(known)}" if known else "none: no topics were found"
        raise InputError(f"there is no topic {topic!r}. Topics: {allowed}; see topics.table.")

    def _witnesses(self, topic: int) -> tuple[str, ...]:
        members = np.flatnonzero(self.labels == self.check_topic(topic))
        return witnesses(self.rows.distinct, self.basis.vectors, members)
