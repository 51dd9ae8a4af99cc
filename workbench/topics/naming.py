"""Titles and examples of topics."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.topics.words import Terms

Namer = Callable[[Sequence[str], Sequence[str]], str]
"""Takes keywords and example texts of a topic, returns its title."""

LONGEST_TITLE = 60
"""Characters of a text that can stand as a title."""


def examples(
    vectors: NDArray[np.float32],
    labels: NDArray[np.int64],
    centres: NDArray[np.float32],
    *,
    count: int = 5,
    diversity: float = 0.3,
) -> tuple[NDArray[np.int64], ...]:
    """Choose texts that stand for each topic: central, and unlike each other.

    Parameters
    ----------
    vectors : ndarray of float32, shape (m, d)
        Unit vectors of distinct texts, so that no example is a copy of another.
    labels : ndarray of int64, shape (m,)
        Topics.
    centres : ndarray of float32, shape (t, d)
        Unit centroids.
    count : int, default 5
        Examples a topic, fewer where it has fewer texts.
    diversity : float, default 0.3
        In [0, 1]; what likeness to the examples already chosen costs.

    Returns
    -------
    tuple of ndarray of int64
        Places of the texts, the most central first.
    """
    order = np.argsort(labels, kind="stable")
    bounds = np.searchsorted(labels[order], np.arange(len(centres) + 1))
    chosen = []
    for topic, centre in enumerate(centres):
        members = order[bounds[topic] : bounds[topic + 1]]
        central = vectors[members] @ centre
        best = members[np.argsort(-central, kind="stable")[: 10 * count]]
        chosen.append(_spread_out(vectors[best], centre, best, count, diversity))
    return tuple(chosen)


def _spread_out(
    vectors: NDArray[np.float32],
    centre: NDArray[np.float32],
    places: NDArray[np.int64],
    count: int,
    diversity: float,
) -> NDArray[np.int64]:
    """Choose by maximal marginal relevance."""
    central, alike = vectors @ centre, vectors @ vectors.T
    taken: list[int] = []
    for _ in range(min(count, len(places))):
        gain = (1 - diversity) * central
        if taken:
            gain = gain - diversity * alike[:, taken].max(axis=1)
            gain[taken] = -np.inf
        taken.append(int(gain.argmax()))
    return places[taken]


def titles(
    texts: Sequence[str],
    words: Sequence[Terms],
    shown: Sequence[NDArray[np.int64]],
    *,
    namer: Namer | None = None,
) -> tuple[str, ...]:
    """Give each topic a readable title: its most central short text, or what `namer` says.

    Parameters
    ----------
    texts : sequence of str
        m distinct texts.
    words : sequence of Terms
        Words of each topic.
    shown : sequence of ndarray
        Places of each topic's examples.
    namer : callable, optional
        Takes keywords and examples, returns a title.

    Returns
    -------
    tuple of str
        One a topic.
    """
    found = []
    for terms, places in zip(words, shown, strict=True):
        own = [texts[place] for place in places.tolist()]
        if not own:
            found.append("")  # a vacant number
            continue
        if namer is not None:
            found.append(_one_line(str(namer([term for term, _ in terms], own))))
            continue
        short = [one for one in map(_one_line, own) if len(one) <= LONGEST_TITLE]
        found.append(short[0] if short else _shorten(_one_line(own[0])))
    return tuple(found)


def names(
    words: Sequence[Terms],
    own_titles: Sequence[str],
    *,
    given: Mapping[int, str] | None = None,
    instead: Mapping[int, str] | None = None,
) -> tuple[str, ...]:
    """Return a short name for each topic, no two the same.

    The first three words or phrases; more where that is needed to tell topics apart. Topics
    without words are named by their titles; those in `given` by what was given, those in
    `instead` by what stands there in the place of words.
    """
    fixed = dict(given or {})
    taken = set(fixed.values())
    found = []
    for topic, (terms, title) in enumerate(zip(words, own_titles, strict=True)):
        if topic in fixed:
            found.append(fixed[topic])
            continue
        keys = [term for term, _ in terms]
        tries = [", ".join(keys[:count]) for count in range(min(3, len(keys)), len(keys) + 1)]
        if instead is not None and topic in instead:
            tries = [instead[topic]]
        elif not keys:
            tries = [title]
        if not tries[0]:
            found.append("")  # a vacant number
            continue
        number = 2
        name = next((one for one in tries if one not in taken), "")
        while not name:
            numbered = f"{tries[0]} ({number})"
            name, number = ("" if numbered in taken else numbered), number + 1
        taken.add(name)
        found.append(name)
    return tuple(found)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shorten(text: str) -> str:
    """Cut at a word's end."""
    if len(text) <= LONGEST_TITLE:
        return text
    head = text[: LONGEST_TITLE - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[20:] else head) + "\u2026"
