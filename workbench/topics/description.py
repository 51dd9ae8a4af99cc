"""Labels -> all that is said about topics: words, names, examples, reasons, notes."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from workbench.errors import counted
from workbench.masking import mask
from workbench.tables import Rows
from workbench.topics.assign import Assignment, assign, centroids, noise_reasons
from workbench.topics.inputs import Basis, Settings
from workbench.topics.names.asking import Answer, Asked, Namer, ask
from workbench.topics.names.examples import central, example_sentences, examples
from workbench.topics.names.general import theme_subjects
from workbench.topics.names.keywords import Counted, Terms, count_terms, topic_words
from workbench.topics.names.languages import topic_languages
from workbench.topics.names.lexicon import Lexicon, lexicon_of
from workbench.topics.names.naming import names
from workbench.topics.names.phrases import Name, counted_names, phrase_names, retrieved
from workbench.topics.names.sentences import found_everywhere
from workbench.topics.names.subjects import SUBJECTS
from workbench.topics.names.written import READ, as_written

MOST_READ, LEAST_READ = 30_000, 50
"""Texts of a table whose words are counted at most, and texts of each topic at least."""


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
    retrieval: share of the names whose nearest texts are mostly their topic's; NaN if no name was
        embedded.
    descriptions: what a language model says of each topic, "" if it was not asked.
    rests_on: ids of the rows on which that rests.
    notes: what a reader must be told of the names.
    """

    found: Assignment
    reasons: NDArray[np.object_]
    centroids: NDArray[np.float32]
    words: tuple[Terms, ...]
    names: tuple[str, ...]
    sentences: tuple[str, ...]
    examples: tuple[NDArray[np.int64], ...]
    retrieval: float = math.nan
    descriptions: tuple[str, ...] = ()
    rests_on: tuple[tuple[Any, ...], ...] = ()
    notes: tuple[str, ...] = ()


def derive(
    basis: Basis,
    labels: NDArray[np.int64],
    *,
    places: NDArray[np.float32] | None = None,
    namer: Namer | None = None,
    given: Mapping[int, str] | None = None,
    deleted: NDArray[np.bool_] | None = None,
    reason: str = "",
    described: Parts | None = None,
) -> Parts:
    """Work out all that follows from the labels.

    Shapes: labels (m,), places (m, d), deleted (m,). `described`: what is said of the topics, if
    that is known, by a part of the texts for example; it is not worked out again.
    """
    texts = basis.merged_rows.readings
    centers = centroids(basis.vectors, labels)
    assignment = assign(basis.vectors, basis.neighbors, labels, centers, places)
    reasons = noise_reasons(
        texts, labels, assignment, basis.neighbors, cut=basis.cut, foreign=basis.foreign
    )
    if reason:
        reasons[labels < 0] = reason
    if deleted is not None:
        reasons[deleted & (labels < 0)] = "topic deleted"
    if described is not None:
        return replace(described, found=assignment, reasons=reasons, centroids=centers)
    read = Read.of(texts, labels)
    everywhere, lexicon = found_everywhere(read.texts, read.labels), lexicon_of(read.texts)
    counted_terms = count_terms(read.texts, read.labels, everywhere=everywhere, lexicon=lexicon)
    words = topic_words(counted_terms)
    near = central(basis.vectors, labels, centers)
    shown = examples(basis.vectors, centers, near)
    said = example_sentences(
        Masked(texts), words, near, assignment.similarity, everywhere=everywhere, lexicon=lexicon
    )
    tongues = topic_languages(texts, labels, basis.foreign)
    without = {*(given or {}), *tongues}
    phrases = _phrases(basis, read, labels, centers, counted_terms, without)
    offered = _foreign_phrases(basis, read, labels, counted_terms, without)
    offered |= {topic: tuple(one.form for one in own) for topic, own in phrases.items()}
    called = partial(names, words, said, given=given, instead=tongues, lexicon=lexicon)
    answers: dict[int, Answer] = {}
    notes: tuple[str, ...] = ()
    if namer is not None:
        wanted = [k for k, places in enumerate(shown) if len(places) and k not in without]
        others = similar_names(centers, called(offered=offered))
        asked = {k: Asked(_terms(words[k]), _at(texts, shown[k]), others[k]) for k in wanted}
        answers, notes = ask(namer, asked)
        answers, phrases, failed = _retrieving(basis, labels, answers, phrases)
        offered |= {topic: (one.name,) for topic, one in answers.items()}
        notes = (*notes, *failed)
    named = called(offered=offered)
    fits = [one.fits for topic, own in phrases.items() for one in own if one.form == named[topic]]
    return Parts(
        assignment,
        reasons,
        centers,
        words,
        named,
        said,
        shown,
        float(np.mean(fits)) if fits else math.nan,
        tuple(answers[k].description if k in answers else "" for k in range(len(named))),
        tuple(
            _row_ids(basis.merged_rows, shown[k][list(answers[k].rests_on)]) if k in answers else ()
            for k in range(len(named))
        ),
        notes,
    )


SIMILAR = 5
"""Similar topics whose names a namer is told."""


def similar_names(
    centers: NDArray[np.float32], called: Sequence[str]
) -> tuple[tuple[str, ...], ...]:
    """Return what the topics nearest to each are called. Shapes: centers (t, d)."""
    alive = np.array([bool(name) for name in called], dtype=np.bool_)
    likeness = np.where(alive, centers @ centers.T, -np.inf)
    np.fill_diagonal(likeness, -np.inf)
    nearest = np.argsort(-likeness, axis=1, kind="stable")[:, :SIMILAR]
    return tuple(
        tuple(called[other] for other in row.tolist() if likeness[topic, other] > -np.inf)
        for topic, row in enumerate(nearest)
    )


def _terms(words: Terms) -> tuple[str, ...]:
    return tuple(term for term, _ in words)


def _at(texts: Sequence[str], places: NDArray[np.int64]) -> tuple[str, ...]:
    return tuple(texts[position] for position in places.tolist())


def _row_ids(rows: Rows, places: NDArray[np.int64]) -> tuple[Any, ...]:
    """Return the id of the first row of each text."""
    ids = (rows.labels[rows.rows_of_text(position)[0]] for position in places.tolist())
    return tuple(one.item() if isinstance(one, np.generic) else one for one in ids)


def _retrieving(
    basis: Basis,
    labels: NDArray[np.int64],
    answers: Mapping[int, Answer],
    phrases: Mapping[int, tuple[Name, ...]],
) -> tuple[dict[int, Answer], dict[int, tuple[Name, ...]], tuple[str, ...]]:
    """Leave out the answers that retrieve other topics' texts, if a phrase does better.

    Returns the answers, the names of each topic that were checked, and what to tell.
    """
    checked = dict(phrases)
    asked = [answer.name for answer in answers.values()]
    made = basis.encode(asked) if asked and basis.encode is not None else None
    if made is None:
        return dict(answers), checked, ()
    _, fits = retrieved(list(made[:, None]), np.array(list(answers)), basis.vectors, labels)
    kept = {}
    for (topic, answer), fit in zip(answers.items(), fits.tolist(), strict=True):
        own = phrases.get(topic, ())
        if fit or not (own and own[0].fits):
            kept[topic] = answer
            checked[topic] = (Name(answer.name, fit), *own)
    lost = len(answers) - len(kept)
    note = f"{counted(lost, 'name')} by the namer fit other topics better and were not used"
    return kept, checked, (note,) if lost else ()


def theme_names(
    basis: Basis,
    labels: NDArray[np.int64],
    themes: NDArray[np.int64],
    called: Sequence[str],
    namer: Namer | None = None,
    given: Mapping[int, str] | None = None,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what themes are called, and what to tell: by a namer, phrases, or keywords.

    A theme of one topic has its name, unless one was `given`. A namer is shown what the topics of
    a theme are called.

    Shapes: labels (m,), themes (t,), the theme of each topic number, -1 for none.
    """
    count = int(themes.max(initial=-1)) + 1
    members = [np.flatnonzero(themes == theme).tolist() for theme in range(count)]
    alone = {theme: called[own[0]] for theme, own in enumerate(members) if len(own) == 1}
    alone |= given or {}
    own = np.append(themes, -1)[labels]
    read = Read.of(basis.merged_rows.readings, own)
    lexicon = lexicon_of(read.texts)
    counted_terms = count_terms(read.texts, read.labels, lexicon=lexicon)
    words = topic_words(counted_terms)
    centers = centroids(basis.vectors, own)
    phrases = _phrases(basis, read, own, centers, counted_terms, alone)
    offered = {theme: tuple(one.form for one in listed) for theme, listed in phrases.items()}
    for theme, subject in _subjects(basis, labels, themes, lexicon).items():
        offered[theme] = (subject, *offered.get(theme, ()))
    named = names(words, [""] * count, given=alone, offered=offered, lexicon=lexicon)
    if namer is None:
        return named, ()
    others = similar_names(centers, named)
    asked = {
        theme: Asked(_terms(words[theme]), tuple(called[one] for one in listed), others[theme])
        for theme, listed in enumerate(members)
        if theme not in alone
    }
    answers, notes = ask(namer, asked)
    offered |= {theme: (one.name,) for theme, one in answers.items()}
    return names(words, [""] * count, given=alone, offered=offered, lexicon=lexicon), notes


def _subjects(
    basis: Basis, labels: NDArray[np.int64], themes: NDArray[np.int64], lexicon: Lexicon
) -> dict[int, str]:
    """Return what themes are about in one word, of a table in English."""
    if basis.encode is None or lexicon.languages[0] != "en":
        return {}
    vectors = basis.encode(SUBJECTS)
    if vectors is None:
        return {}
    centers = centroids(basis.vectors, labels)
    centers = centers - basis.vectors.mean(axis=0) * (np.linalg.norm(centers, axis=1) > 0)[:, None]
    rows = basis.merged_rows.counts
    sizes = np.bincount(labels[labels >= 0], rows[labels >= 0], minlength=len(themes))
    return theme_subjects(vectors, centers, themes, sizes)


def _phrases(
    basis: Basis,
    read: Read,
    labels: NDArray[np.int64],
    centers: NDArray[np.float32],
    counted_terms: Counted,
    without: Collection[int],
) -> dict[int, tuple[Name, ...]]:
    """Return phrases that can name the topics, written as people write them."""
    if basis.encode is None or not len(centers):
        return {}
    wanted = [topic for topic in _readable(basis, labels, foreign=False) if topic not in without]
    phrases = phrase_names(
        counted_terms,
        read.texts,
        basis.vectors,
        labels,
        centers,
        basis.encode,
        wanted,
        read.places,
    )
    return {
        topic: tuple(
            name._replace(form=as_written(name.form, own, counted_terms.capitals))
            for name in listed
        )
        for topic, listed in phrases.items()
        for own in (read.of_topic(topic),)
    }


def _foreign_phrases(
    basis: Basis,
    read: Read,
    labels: NDArray[np.int64],
    counted_terms: Counted,
    without: Collection[int],
) -> dict[int, tuple[str, ...]]:
    """Return phrases of the topics whose texts the model cannot read, by how often they stand."""
    wanted = [topic for topic in _readable(basis, labels, foreign=True) if topic not in without]
    return {
        topic: tuple(as_written(form, own, counted_terms.capitals) for form in forms)
        for topic, forms in counted_names(counted_terms, wanted).items()
        for own in (read.of_topic(topic),)
    }


def _readable(basis: Basis, labels: NDArray[np.int64], *, foreign: bool) -> list[int]:
    """Return the topics whose texts the model can read, or the others."""
    flags = np.zeros(len(labels), dtype=np.bool_) if basis.foreign is None else basis.foreign
    topics = np.unique(labels[labels >= 0]).tolist()
    return [one for one in topics if (flags[labels == one].mean() >= MOSTLY) == foreign]


class Masked(Sequence[str]):
    """Texts as names are made of them: masked, the longest ones in part.

    Masked: a piece of an address could not be told from a word.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self._texts)

    @overload
    def __getitem__(self, position: int) -> str: ...
    @overload
    def __getitem__(self, position: slice) -> Sequence[str]: ...
    def __getitem__(self, position: int | slice) -> str | Sequence[str]:
        """Return the text at a position."""
        if isinstance(position, slice):
            return Masked(self._texts[position])
        return mask(self._texts[position][:LONGEST])


@dataclass(frozen=True, eq=False)
class Read:
    """The texts whose words are counted: all, or of a large table some of each topic.

    texts: masked. labels (r,): their topics. places (r,): where they are among all texts.
    """

    texts: list[str]
    labels: NDArray[np.int64]
    places: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str], labels: NDArray[np.int64]) -> Read:
        """Choose and mask them. Shapes: labels (m,)."""
        chosen = read_texts(labels)
        masked = Masked(texts)
        return cls([masked[position] for position in chosen.tolist()], labels[chosen], chosen)

    def of_topic(self, topic: int) -> list[str]:
        """Return the texts of a topic, up to so many as are read for how a name is written."""
        return [self.texts[position] for position in np.flatnonzero(self.labels == topic)[:READ]]


def read_texts(labels: NDArray[np.int64], most: int = MOST_READ) -> NDArray[np.int64]:
    """Return which texts are read, evenly spaced within each topic. Shapes: labels (m,).

    All up to `most`; of more the same share of each topic, but no fewer than `LEAST_READ`.
    """
    if len(labels) <= most:
        return np.arange(len(labels))
    order = np.argsort(labels, kind="stable")
    _, starts, sizes = np.unique(labels[order], return_index=True, return_counts=True)
    wanted = np.minimum(sizes, np.maximum(LEAST_READ, sizes * most // len(labels)))
    parts = [
        order[start + np.arange(count) * size // count]
        for start, size, count in zip(starts, sizes, wanted, strict=True)
    ]
    return np.sort(np.concatenate(parts))


LONGEST = 20_000
"""Letters of a text that names are made of: a log file in a cell would take minutes."""

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
        *(_few_texts(len(basis.vectors), labels) if settings.laid_out else _all_noise(labels)),
        *(_no_topics(len(basis.vectors), labels, settings) if settings.laid_out else ()),
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
        advice = "No topics" if labels.max(initial=-1) < 0 else "Take these topics as a hint"
        yield (
            f"{advice}: the table is too small for topics, with {counted(count, 'distinct text')} "
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
