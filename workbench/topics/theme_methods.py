"""Topics within themes, as methods of the topics: to look at, to rename, to move."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError, check_count, did_you_mean
from workbench.topics.corrections import Correction, checked_name
from workbench.topics.description import theme_names
from workbench.topics.hierarchy import outline, theme_table, themes_of, with_fixed
from workbench.topics.names.asking import Namer
from workbench.topics.part_methods import SeveralPerText
from workbench.topics.stability import Stability, found_again


class WithinThemes(SeveralPerText):
    """What is asked of topics and their themes; `Topics` is the one that inherits it."""

    _theme_names: dict[int, tuple[str, ...]]
    _themes_before: Mapping[tuple[int, ...], str]
    namer: Namer | None
    stability: Stability | None

    @property
    @abstractmethod
    def _labels(self) -> NDArray[np.int64]:
        """Topic of each distinct text, -1 for noise."""

    @property
    def _alive(self) -> NDArray[np.int64]:
        """Numbers of the topics, vacant ones left out."""
        return np.unique(self._labels[self._labels >= 0])

    def hierarchy(self, n_themes: int | None = None) -> pd.DataFrame:
        """Return the topics within themes, in the order of an indented table.

        Parameters
        ----------
        n_themes : int, optional
            At most so many, beside those that were renamed or moved into. Default: the square
            root of the number of topics, rounded up.

        Returns
        -------
        DataFrame
            theme, theme_name, theme_rows, topic, name, path, rows; once stability was measured,
            theme_found (runs that find the theme again), stable (whether most runs find the
            topic) and, if topics were split, parent_found (runs that find the topic again of which
            this is a part, <NA> for no part) too. `workbench.figures.themes_figure` draws it as a
            treemap.
        """
        usual = math.ceil(math.sqrt(len(self._alive)))
        most = usual if n_themes is None else check_count("n_themes", n_themes)
        key = (most, self.stability is not None)
        if key not in self._hierarchies:
            self._hierarchies[key] = self._within_themes(most, self.namer)
        return self._hierarchies[key].copy()

    def _within_themes(self, most: int, namer: Namer | None) -> pd.DataFrame:
        alive, state = self._alive, self._state
        own = self._labels[self._labels >= 0]
        sizes = np.bincount(own, minlength=len(self._names))[alive]
        weights = self.rows.counts[self._labels >= 0]
        rows = np.bincount(own, weights, minlength=len(self._names))[alive].astype(np.int64)
        themes, fixed = with_fixed(
            themes_of(self.centroids[alive], sizes, most),
            alive.tolist(),
            state.themes,
            state.parents,
            rows,
        )
        theme_of = np.full(len(self._names), -1, dtype=np.int64)
        theme_of[alive] = themes
        called, notes = self._theme_names.get(most, ()), tuple[str, ...]()
        if len(called) != int(themes.max(initial=-1)) + 1:
            given = self._kept_names(theme_of) | fixed
            called, notes = theme_names(
                self._basis, self._labels, theme_of, self._names, namer, given=given
            )
            if namer is self.namer:
                self._theme_names[most] = called
        names = [self._names[topic] for topic in alive]
        topics = pd.DataFrame({"topic": alive, "name": names, "rows": rows})
        again = None if self.stability is None else found_again(self.stability, theme_of)
        if self.stability is not None:
            stable = self.stability.topics[["topic", "stable"]]
            topics = topics.merge(stable, on="topic", how="left")
        table = theme_table(topics, themes, called, state.parents)
        if again is not None:
            table.insert(3, "theme_found", again[table["theme"]])
        if self.stability is not None and state.parents:
            whole = self._parents_found(self.stability)
            table["parent_found"] = table["topic"].map(whole).astype("Int64")
        table.attrs["notes"] = notes
        return table

    def _parents_found(self, stability: Stability) -> dict[int, int]:
        """Return how many runs find the whole again of which a topic is a part."""
        parents = self._state.parents
        wholes = list(dict.fromkeys(path[0] for path in parents.values()))
        whole_of = np.full(len(self._names), len(wholes))  # the others count as one more
        for topic, path in parents.items():
            whole_of[topic] = wholes.index(path[0])
        counts = found_again(stability, whole_of)
        if counts is None:
            return {}
        return {topic: int(counts[whole_of[topic]]) for topic in parents}

    def _kept_names(self, theme_of: NDArray[np.int64]) -> dict[int, str]:
        """Return the earlier names of the themes whose topics are the same."""
        names = {}
        for theme in range(int(theme_of.max(initial=-1)) + 1):
            own = tuple(np.flatnonzero(theme_of == theme).tolist())
            if own in self._themes_before:
                names[theme] = self._themes_before[own]
        return names

    @property
    def _themes_now(self) -> dict[tuple[int, ...], str]:
        """What themes of several topics are called, by their topics, as far as they were named."""
        names = dict(self._themes_before)
        for table in self._hierarchies.values():
            for name, own in table.groupby("theme_name")["topic"]:
                if len(own) > 1:
                    names[tuple(sorted(map(int, own)))] = str(name)
        return names

    @cached_property
    def _hierarchies(self) -> dict[tuple[int, bool], pd.DataFrame]:
        """Hierarchies by their greatest number of themes, without stability and with it."""
        return {}

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        """Path of each topic by number, "" where the number is vacant."""
        if not len(self._alive):
            return ("",) * len(self._names)
        most = math.ceil(math.sqrt(len(self._alive)))
        # A language model is asked for themes only when they are asked for.
        known = self.namer is None or most in self._theme_names
        table = self.hierarchy() if known else self._within_themes(most, None)
        of = dict(zip(table["topic"], table["path"], strict=True))
        return tuple(of.get(topic, "") for topic in range(len(self._names)))

    def outline(self, n_themes: int | None = None) -> pd.DataFrame:
        """Return themes and their topics as an indented table: level, number, name, rows, share.

        Parameters
        ----------
        n_themes : int, optional
            As for `hierarchy`.
        """
        return outline(self.hierarchy(n_themes))

    def themes(self, n_themes: int | None = None) -> pd.Series:
        """Return the name of each row's theme, to color the map or to filter by.

        Parameters
        ----------
        n_themes : int, optional
            As for `hierarchy`: any level of the tree.

        Returns
        -------
        Series of str
            Aligned with the input table; of the assigned topic; missing where there is none.
        """
        table = self.hierarchy(n_themes)
        known = np.full(len(self._names) + 1, None, dtype=object)
        known[table["topic"].to_numpy()] = table["theme_name"].to_numpy()
        return pd.Series(
            self.rows.spread(known[self._assigned], None), self.rows.index, name="theme"
        )

    def rename_theme(self, names: Mapping[int | str, str]) -> Self:
        """Return the same topics with themes under other names.

        From then on the theme keeps its topics, whatever else changes.

        Parameters
        ----------
        names : mapping of int or str to str
            New names by number or name of a theme of `hierarchy`. Two themes under one name
            become one.

        Returns
        -------
        Topics

        Raises
        ------
        InputError
            If there is no such theme, or a name is blank.
        """
        if not isinstance(names, Mapping):
            raise InputError(
                f"rename_theme takes names by theme, such as {{0: 'Billing'}}, got {names!r}."
            )
        made = []
        for theme, name in names.items():
            members = self._members(self._theme(theme))
            made.append(self._themed(members, checked_name("theme", name)))
        return self._corrected(made)

    def move_topic(self, topic: int, theme: int | str) -> Self:
        """Return the topics with one of them moved to another theme.

        A subtopic that moves alone is no part of its topic any more. Both themes keep their other
        topics from then on.

        Parameters
        ----------
        topic : int
            The topic that moves.
        theme : int or str
            Number or name of a theme of `hierarchy`; another name makes a new theme.

        Returns
        -------
        Topics

        Raises
        ------
        InputError
            If there is no such topic or theme.
        """
        topic, table = self._check_topic(topic), self.hierarchy()
        of = dict(zip(table["topic"], table["theme_name"], strict=True))
        known = isinstance(theme, str) and theme not in set(table["theme_name"])
        name = checked_name("theme", theme) if known else self._theme(theme)
        if of[topic] == name:
            raise InputError(f"topic {topic} is in the theme {name!r} already.")
        left = [one for one in self._members(of[topic]) if one != topic]
        made = [self._themed([*self._members(name), topic], name)]
        # The topic first: what stays behind is then whole again.
        return self._corrected([*made, *([self._themed(left, of[topic])] if left else [])])

    def _themed(self, topics: Sequence[int], name: str) -> Correction:
        return Correction("theme", tuple(self._witnesses(topic) for topic in topics), name)

    def _members(self, theme: str) -> list[int]:
        """Return the topics of a theme."""
        table = self.hierarchy()
        return [int(topic) for topic in table.loc[table["theme_name"] == theme, "topic"]]

    def _theme(self, theme: object) -> str:
        """Return the name of a theme that is given by number or name."""
        table = self.hierarchy().drop_duplicates("theme")
        names = dict(zip(table["theme"].tolist(), table["theme_name"], strict=True))
        if isinstance(theme, str) and theme in names.values():
            return theme
        if isinstance(theme, (int, np.integer)) and int(theme) in names:
            return str(names[int(theme)])
        hint = did_you_mean(theme, list(names.values())) if isinstance(theme, str) else ""
        listed = ", ".join(f"{number}: {name}" for number, name in names.items())
        raise InputError(f"there is no theme {theme!r}. Themes: {listed or 'none'}.{hint}")
