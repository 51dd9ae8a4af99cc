"""Labels -> all that is said about topics: words, names, examples, reasons, notes."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.errors import counted
from workbench.masking import mask
from workbench.tables import Rows
from workbench.topics.assign import Assignment, assign, centroids, noise_reasons
from workbench.topics.inputs import Basis, Settings
from workbench.topics.names.examples import central, example_sentences, examples
from workbench.topics.names.keywords import Counted, Terms, count_terms, topic_words
from workbench.topics.names.languages import topic_languages
from workbench.topics.names.lexicon import lexicon_of
from workbench.topics.names.naming import READ, Namer, as_written, named_by, names
from workbench.topics.names.phrases import Name, phrase_names
from workbench.topics.names.sentences import found_everywhere


@dataclass(frozen=True, eq=False)
class Parts:
    """What follows from the labels.

    found: nearest topic, margin and confidence of each text.
    reasons (m,): why a text is noise, "" where it is not.
    centroids (t, d): unit mean vectors of the topics' own texts; zeros where a number is vacant.
    words: keywords of each topic with weights.
    names: what each topic is called, "" where a number is vacant.
    sentences: a sentence of a central text of each topic.
    examples: places of the texts that stand for each topic.
    retrieval: share of the names made of phrases whose nearest texts are mostly their topic's; NaN
        if no phrase was embedded.
    """

    found: Assignment
    reasons: NDArray[np.object_]
    centroids: NDArray[np.float32]
    words: tuple[Terms, ...]
    names: tuple[str, ...]
    sentences: tuple[str, ...]
    examples: tuple[NDArray[np.int64], ...]
    retrieval: float = math.nan


def derive(
    basis: Basis,
    labels: NDArray[np.int64],
    *,
    places: NDArray[np.float32] | None = None,
    namer: Namer | None = None,
    given: Mapping[int, str] | None = None,
    deleted: NDArray[np.bool_] | None = None,
    reason: str = "",
) -> Parts:
    """Work out all that follows from the labels.

    Shapes: labels (m,), places (m, d), deleted (m,).
    """
    texts = basis.merged_rows.readings
    centers = centroids(basis.vectors, labels)
    found = assign(basis.vectors, basis.neighbors, labels, centers, places)
    # Words are made of masked texts: a piece of an address could not be told from a word.
    masked = [mask(text) for text in texts]
    everywhere, lexicon = found_everywhere(masked, labels), lexicon_of(masked)
    counted_terms = count_terms(masked, labels, everywhere=everywhere, lexicon=lexicon)
    words = topic_words(counted_terms)
    near = central(basis.vectors, labels, centers)
    shown = examples(basis.vectors, centers, near)
    said = example_sentences(
        masked, words, near, found.similarity, everywhere=everywhere, lexicon=lexicon
    )
    reasons = noise_reasons(
        texts, labels, found, basis.neighbors, cut=basis.cut, foreign=basis.foreign
    )
    if reason:
        reasons[labels < 0] = reason
    if deleted is not None:
        reasons[deleted & (labels < 0)] = "topic deleted"
    tongues = topic_languages(texts, labels, basis.foreign)
    phrases: dict[int, tuple[Name, ...]] = {}
    without = {*(given or {}), *tongues}
    if namer is not None:
        offered = named_by(namer, texts, words, shown, without)
    else:
        phrases = _phrases(basis, masked, labels, centers, counted_terms, without)
        offered = {topic: tuple(one.form for one in own) for topic, own in phrases.items()}
    named = names(words, said, given=given, instead=tongues, offered=offered, lexicon=lexicon)
    fits = [one.fits for topic, own in phrases.items() for one in own if one.form == named[topic]]
    share = float(np.mean(fits)) if fits else math.nan
    return Parts(found, reasons, centers, words, named, said, shown, share)


def _phrases(
    basis: Basis,
    texts: Sequence[str],
    labels: NDArray[np.int64],
    centers: NDArray[np.float32],
    counted_terms: Counted,
    without: Collection[int],
) -> dict[int, tuple[Name, ...]]:
    """Return phrases that can name the topics, written as people write them."""
    if basis.encode is None or not len(centers):
        return {}
    foreign = np.zeros(len(labels), dtype=np.bool_) if basis.foreign is None else basis.foreign
    wanted = [
        topic
        for topic in np.unique(labels[labels >= 0]).tolist()
        if topic not in without and foreign[labels == topic].mean() < MOSTLY
    ]
    found = phrase_names(counted_terms, basis.vectors, labels, centers, basis.encode, wanted)
    return {
        topic: tuple(name._replace(form=as_written(name.form, own_texts)) for name in listed)
        for topic, listed in found.items()
        for own_texts in ([texts[place] for place in np.flatnonzero(labels == topic)[:READ]],)
    }


FEW_TEXTS = 20
"""Distinct texts below which topics say little."""

MOSTLY = 0.5
"""Share of the rows above which a topic is told as the one that holds most of them."""

SMALLEST_SIZE = 2
"""Fewest texts of a topic that can be asked for."""


def cautions(
    basis: Basis, labels: NDArray[np.int64], names: Sequence[str], settings: Settings
) -> tuple[str, ...]:
    """Return one line for each thing that a reader would otherwise not see."""
    return (
        *_merged_texts(basis),
        *(_all_noise(labels) if settings.given else _few_texts(len(basis.vectors), labels)),
        *(() if settings.given else _no_topics(len(basis.vectors), labels, settings)),
        *_one_topic(basis.merged_rows, labels, names, settings),
    )


def largest_share(rows: Rows, labels: NDArray[np.int64]) -> tuple[int, float]:
    """Return the topic with most rows and its share of the rows with text; -1 and 0 if none."""
    kept = labels >= 0
    sums = np.bincount(labels[kept], rows.counts[kept], minlength=1)
    largest = int(sums.argmax())
    share = float(sums[largest]) / max(1, int(rows.counts.sum()))
    return (largest, share) if share else (-1, 0.0)


def finer(settings: Settings) -> str:
    """Say which setting gives smaller topics; "" if there is none."""
    if settings.given:
        return ""
    if settings.asked == "auto" and settings.detail != "fine":
        return "detail='fine'"
    smaller = max(SMALLEST_SIZE, settings.min_cluster_size // 2)
    return f"min_cluster_size={smaller}" if smaller < settings.min_cluster_size else ""


def _merged_texts(basis: Basis) -> Iterator[str]:
    if basis.of is None or basis.first is None:
        return
    texts, code = basis.rows.readings, basis.rows.reading_codes
    # Texts of which the same is read are one anyway, and what is left out is told elsewhere.
    others = np.flatnonzero(code[basis.first[basis.of]] != code)
    if not len(others):
        return
    one, other = texts[basis.first[basis.of[others[0]]]], texts[others[0]]
    verb = "has" if len(others) == 1 else "have"
    yield (
        f"{len(others):,} of {len(texts):,} distinct texts {verb} the same vector as another "
        f"({' and '.join(_apart(one, other))}): such texts count as copies of one text in topics"
    )


def _few_texts(count: int, labels: NDArray[np.int64]) -> Iterator[str]:
    if count < FEW_TEXTS:
        found = "No topics" if labels.max(initial=-1) < 0 else "Take these topics as a hint"
        yield (
            f"{found}: the table is too small for topics, with {counted(count, 'distinct text')} "
            f"where about {FEW_TEXTS} are needed"
        )


def _all_noise(labels: NDArray[np.int64]) -> Iterator[str]:
    if labels.max(initial=-1) < 0:
        yield "No topics: every label is -1, empty or missing"


def _no_topics(count: int, labels: NDArray[np.int64], settings: Settings) -> Iterator[str]:
    if count >= FEW_TEXTS and labels.max(initial=-1) < 0:
        hint = finer(settings)
        yield (
            f"No topics: no dense region among {count:,} distinct texts at "
            f"min_cluster_size={settings.min_cluster_size}" + (f". Try {hint}" if hint else "")
        )


def _one_topic(
    rows: Rows, labels: NDArray[np.int64], names: Sequence[str], settings: Settings
) -> Iterator[str]:
    topic, share = largest_share(rows, labels)
    if share > MOSTLY and len(rows.counts) >= FEW_TEXTS:
        hint = finer(settings)
        yield (
            f"One topic ({names[topic]}) holds {share:.0%} of the rows"
            + (f"; for smaller topics try {hint}" if hint else "")
        )


def _apart(one: str, other: str) -> list[str]:
    """Return texts from shortly before the letter in which they differ, cut to a few words."""
    unlike = (k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    start = max(0, next(unlike, min(len(one), len(other))) - 15)
    end, cut = start + 40, "\u2026"
    return [repr(f"{cut * (start > 0)}{t[start:end]}{cut * (len(t) > end)}") for t in (one, other)]
