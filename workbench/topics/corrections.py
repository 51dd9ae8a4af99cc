"""Corrections by hand: merge, split, rename, move, delete; known by content, not by number."""

from __future__ import annotations

import hashlib
import json
from abc import abstractmethod
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError, check_choice, check_count, did_you_mean
from workbench.tables import Rows
from workbench.topics.assign import centroids
from workbench.topics.inputs import Basis

WITNESSES = 200
"""Texts that a correction remembers of a topic, the most central ones."""

KINDS = ("merge", "split", "rename", "move", "delete", "theme")


@dataclass(frozen=True)
class Correction:
    """One change by hand.

    kind: what was done.
    subjects: digests of the texts concerned. merge: one group a topic, the one that stays first.
        split: one group a part, the one that keeps the number first. rename, delete: the topic;
        of a topic that was split, one group for each of its parts (two, if one is left).
        move: the texts, then the topic they go to. theme: one group a topic of the theme.
    name: the name given, or ""; of a split the name of the topic that was split.
    """

    kind: str
    subjects: tuple[tuple[str, ...], ...]
    name: str = ""

    def to_line(self) -> str:
        """Return the correction as one line of JSON, for a ledger; texts only as digests."""
        fields = {"kind": self.kind, "subjects": self.subjects, "name": self.name}
        return json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"))

    def is_about(self, known: Container[str]) -> bool:
        """Tell whether of each topic that it concerns at least one text is at hand.

        A theme holds for those of its topics that are there.
        """
        there = (any(one in known for one in group) for group in self.subjects)
        return any(there) if self.kind == "theme" else all(there)

    @classmethod
    def from_line(cls, line: str) -> Correction:
        """Read what `to_line` wrote."""
        try:
            fields = json.loads(line)
            subjects = tuple(tuple(str(one) for one in group) for group in fields["subjects"])
            kind, name = check_choice("kind", fields["kind"], KINDS), str(fields["name"])
            sound = len(subjects) == 2 or kind != "move"
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise InputError(f"this is not a correction of topics: {line[:60]!r}.") from error
        if not sound:
            raise InputError(f"a move has texts and the topic they go to, got {line[:60]!r}.")
        return cls(kind, subjects, name)


@dataclass(frozen=True, eq=False)
class State:
    """What corrections change.

    labels (m,): topics, -1 for noise; numbers may be vacant.
    given: names given by hand.
    deleted (m,): texts whose topic was deleted.
    themes: names of the themes that topics were put into by hand.
    parents: names of the topics that a topic was split from, the outermost first.
    used: the numbers below this one were given to a topic once, if only in an earlier table.
    """

    labels: NDArray[np.int64]
    given: Mapping[int, str] = field(default_factory=dict)
    deleted: NDArray[np.bool_] | None = None
    themes: Mapping[int, str] = field(default_factory=dict)
    parents: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    used: int = 0

    @property
    def free(self) -> int:
        """The next number that no topic ever had."""
        return max(int(self.labels.max(initial=-1)) + 1, self.used)

    def among(self, topics: Container[int]) -> State:
        """Return the same without what is said of other topics."""
        return replace(
            self,
            given={k: v for k, v in self.given.items() if k in topics},
            themes={k: v for k, v in self.themes.items() if k in topics},
            parents={k: v for k, v in self.parents.items() if k in topics},
        )


def text_digest(text: str) -> str:
    """Return the digest under which a text is remembered (BLAKE2b, 8 bytes, hexadecimal)."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def witnesses(
    texts: Sequence[str], vectors: NDArray[np.float32], members: NDArray[np.int64]
) -> tuple[str, ...]:
    """Return digests of the most central members."""
    center = vectors[members].astype(np.float64).mean(axis=0)
    order = np.argsort(-(vectors[members] @ center), kind="stable")[:WITNESSES]
    return tuple(text_digest(texts[member]) for member in members[order].tolist())


def apply_correction(
    state: State, correction: Correction, places: Mapping[str, int], vectors: NDArray[np.float32]
) -> State | None:
    """Apply one correction. Shapes: vectors (m, d)."""
    made = _applied(state, correction, places, vectors)
    # A topic may be gone now. Its number must not come back with another meaning.
    return None if made is None else replace(made, used=max(state.free, made.used))


def _applied(
    state: State, correction: Correction, places: Mapping[str, int], vectors: NDArray[np.float32]
) -> State | None:
    """Return the state after a correction, None if its texts are gone."""
    known = [
        np.array([places[one] for one in group if one in places], dtype=np.int64)
        for group in correction.subjects
    ]
    if correction.kind == "theme":
        return _themed(state, [group for group in known if len(group)], correction.name)
    if not known or any(len(group) == 0 for group in known):
        return None
    if correction.kind == "move":
        return _moved(state, known[0], _home(state.labels, known[1]))
    if correction.kind == "split":
        home = _home(state.labels, np.concatenate(known))
        return None if home is None else _split(state, home, known, vectors, correction.name)
    homes = [_home(state.labels, group) for group in known]
    topics = [home for home in homes if home is not None]
    if len(topics) < len(homes):
        return None
    if correction.kind == "merge":
        return _merged(state, topics, correction.name)
    if correction.kind == "delete":
        return _deleted(state, topics[0])
    return _renamed(state, topics, correction.name)


def _renamed(state: State, topics: Sequence[int], name: str) -> State | None:
    """Give the one topic another name, or that which was split into these and perhaps others."""
    if len(topics) == 1:
        return replace(state, given={**state.given, topics[0]: name})
    shared = _common([state.parents.get(topic, ()) for topic in topics])
    if not shared:
        return None
    path = (*shared[:-1], name)
    parents = {
        k: (*path, *v[len(shared) :]) if v[: len(shared)] == shared else v
        for k, v in state.parents.items()
    }
    return replace(state, parents=parents)


def _home(labels: NDArray[np.int64], members: NDArray[np.int64]) -> int | None:
    """Return the topic that holds at least half of the members that have one."""
    own = labels[members]
    own = own[own >= 0]
    if len(own) == 0:
        return None
    counts = np.bincount(own)
    best = int(counts.argmax())
    return best if 2 * counts[best] >= len(own) else None


def _merged(state: State, topics: Sequence[int], name: str) -> State:
    stays = topics[0]
    labels = np.where(np.isin(state.labels, topics), stays, state.labels)
    given = {k: v for k, v in state.given.items() if k not in topics or k == stays}
    parents = {k: v for k, v in state.parents.items() if k not in topics}
    shared = _common([state.parents.get(topic, ()) for topic in topics])
    others = (path[: len(shared)] for path in parents.values())
    if shared and shared not in others:  # all parts of a topic are one again
        given[stays], shared = shared[-1], shared[:-1]
    if shared:
        parents[stays] = shared
    if name:
        given[stays] = name
    themes = {k: v for k, v in state.themes.items() if k not in topics or k == stays}
    return State(labels, given, state.deleted, themes, parents)


def _common(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return how all paths begin."""
    same = takewhile(lambda names: len(set(names)) == 1, zip(*paths, strict=False))
    return tuple(names[0] for names in same)


def _themed(state: State, groups: Sequence[NDArray[np.int64]], name: str) -> State | None:
    """Put topics into a theme; one that goes without its siblings is no part of a topic then."""
    homes = {_home(state.labels, group) for group in groups} - {None}
    if not homes:
        return None
    staying = {path[0] for k, path in state.parents.items() if k not in homes}
    parents = {
        k: path for k, path in state.parents.items() if k not in homes or path[0] not in staying
    }
    put = {home: name for home in homes if home is not None}
    return replace(state, themes={**state.themes, **put}, parents=parents)


def _moved(state: State, texts: NDArray[np.int64], home: int | None) -> State | None:
    if home is None:
        return None
    labels = state.labels.copy()
    labels[texts] = home
    return replace(state, labels=labels)


def _deleted(state: State, topic: int) -> State:
    gone = state.labels == topic
    before = np.zeros(len(gone), dtype=bool) if state.deleted is None else state.deleted
    kept = state.among(set(np.unique(state.labels).tolist()) - {topic})
    return replace(kept, labels=np.where(gone, -1, state.labels), deleted=before | gone)


def _split(
    state: State,
    topic: int,
    parts: Sequence[NDArray[np.int64]],
    vectors: NDArray[np.float32],
    name: str,
) -> State:
    """Give the parts topics of their own; members that are in no part go to the nearest."""
    own = np.full(len(vectors), -1, dtype=np.int64)
    for number, members in enumerate(parts):
        own[members] = number
    centers = centroids(vectors, own)
    members = np.flatnonzero(state.labels == topic)
    nearest = (vectors[members] @ centers.T).argmax(axis=1)
    chosen = np.where(own[members] >= 0, own[members], nearest)
    numbers = np.array([topic, *range(state.free, state.free + len(parts) - 1)])
    labels = state.labels.copy()
    labels[members] = numbers[chosen]
    made = replace(state, labels=labels)
    if topic in state.themes:
        made = replace(
            made, themes={**state.themes, **dict.fromkeys(numbers.tolist(), state.themes[topic])}
        )
    if not name:  # split by an earlier version
        return made
    path = (*state.parents.get(topic, ()), name)
    return replace(
        made,
        given={k: v for k, v in state.given.items() if k != topic},
        parents={**state.parents, **dict.fromkeys(numbers.tolist(), path)},
    )


def parts_of(
    vectors: NDArray[np.float32], members: NDArray[np.int64], into: int
) -> tuple[NDArray[np.int64], ...]:
    """Part the members of a topic by spherical k-means from far-apart beginnings.

    Shapes: vectors (m, d).
    """
    own = vectors[members]
    mean = own.mean(axis=0)
    begun = [int((own @ mean).argmin())]
    while len(begun) < into:
        begun.append(int((own @ own[begun].T).max(axis=1).argmin()))
    centers = own[begun]
    labels = np.full(len(own), -1, dtype=np.int64)
    for _ in range(100):
        nearest = (own @ centers.T).argmax(axis=1)
        if np.array_equal(nearest, labels):
            break
        labels = nearest
        centers = centroids(own, labels)
    groups = [members[labels == one] for one in range(labels.max() + 1)]
    return tuple(sorted((g for g in groups if len(g)), key=lambda g: (-len(g), int(g[0]))))


def checked_name(of: str, name: object) -> str:
    """Return a name that was given by hand to a topic or a theme, without space around it."""
    if not isinstance(name, str) or not name.strip():
        raise InputError(f"a {of}'s name must be a text that is not blank, got {name!r}.")
    return name.strip()


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
    def _names(self) -> tuple[str, ...]:
        """Name of each topic by number, "" where the number is vacant."""

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

    def rename(self, names: Mapping[int | str, str]) -> Self:
        """Return the same topics under other names.

        Parameters
        ----------
        names : mapping of int or str to str
            New names by topic; of a topic that was split by its name, as in the paths of its parts.

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
            given = checked_name("topic", name)
            parts = self._parts_of(topic) if isinstance(topic, str) else [topic]
            made.append(Correction("rename", tuple(map(self._witnesses, parts)), given))
        return self._corrected(made)

    def _parts_of(self, name: str) -> list[int]:
        """Return the topics into which the topic of a name was split, twice if one is left."""
        paths = {k: path for k, path in self._state.parents.items() if name in path}
        above = {path[: path.index(name)] for path in paths.values()}
        if len(above) != 1:
            split = list(dict.fromkeys(one for v in self._state.parents.values() for one in v))
            why = "several topics of that name were" if above else f"no topic {name!r} was"
            raise InputError(
                f"{why} split, got {name!r}. Topics that were split: "
                f"{', '.join(map(repr, split)) or 'none'}; others are renamed by number, such as "
                f"{{3: 'Refunds'}}.{did_you_mean(name, split)}"
            )
        return list(paths) if len(paths) > 1 else [*paths, *paths]

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

        The parts are subtopics: the topic's name stays in their path. To undo it, merge them.

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
                f"topic {topic} has {len(members)} distinct texts, which do not split into {into}."
            )
        texts = self.rows.distinct
        groups = tuple(
            tuple(text_digest(texts[member]) for member in part.tolist()) for part in parts
        )
        return self._corrected([Correction("split", groups, self._names[int(topic)])])

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
        places = {text_digest(text): position for text, position in self._basis.places.items()}
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
