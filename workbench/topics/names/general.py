"""Names by common subjects, where the phrases of a topic's texts say too little.

A headline says "striker out for the season" and never "football"; complaints about a siren say that
a parcel was late and never "delivery". A subject covers a text if it is among those nearest to it,
as both differ from the mean of all texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from workbench.topics.names.composed import MATTER, Composed, Facet, Head
from workbench.topics.names.keywords import Counted, term_stems
from workbench.topics.names.lexicon import Lexicon, Stems
from workbench.topics.names.scores import TopicTexts, stems_of
from workbench.topics.names.subjects import SUBJECTS

SEVERAL = 5
"""Fewest texts of a topic for which subjects are looked for."""

TRIED, COVERED, MENTIONED = 8, 0.3, 2
"""Subjects of a topic that are candidates, the share of its texts that each must cover, and the
texts that must mention it: a word that nobody says misleads."""

SAYING = 0.2
"""Share of the texts that must have the words of a phrase for its cover to count in full."""

NEARLY = 0.75
"""What a subject must cover, of what the best phrase does, and what a subject that the phrase names
must cover at least of it to stand in its way."""

NAMED, FEWEST, BESIDE, SOME = 0.5, 3, (0.35, 0.15), 0.1
"""Share of a topic's texts that must name a thing for subjects to be added to it, the fewest texts
that such a subject must cover, and their share: of a place or a person, of a thing (with subjects
of its kind), of a thing without these."""

OTHER = 0.35
"""How near a thing may be to what is added to it."""

KIND = 0.55
"""Similarity of subjects from which on a text about one is about the other: "parcels"."""

VAGUE = frozenset(
    {"banking", "banks", "business", "companies", "customers", "dates", "dating", "devices"}
    | {"equipment", "forms", "information", "lists", "machines", "names", "numbers", "pay"}
    | {"products", "services", "technology", "time", "time zones", "work"}
)
"""Subjects that say nothing of a thing."""

SAID, UNSAID = 0.8, 0.7
"""How much a subject counts, of what the head does, if its word is one of the topic's or not."""

USED, ENOUGH = 0.003, 40
"""Share of all sentences from which on a word is one that the table uses, and the fewest subjects
that it must use: of three, each would be near to all texts."""


def subjects_of(own: TopicTexts) -> list[str]:
    """Return the subjects that can name a topic."""
    if not len(own.space.subjects) or len(own.texts) < SEVERAL:
        return []
    share = own.subjects().mean(axis=1)
    best = np.argsort(-share, kind="stable")[:TRIED].tolist()
    return [
        SUBJECTS[k] for k in best if share[k] >= COVERED and own.mentions(SUBJECTS[k]) >= MENTIONED
    ]


def whole_subjects(own: TopicTexts, verbs: frozenset[str]) -> list[str]:
    """Return the subjects that all texts of a topic are about and one of them names."""
    if not len(own.space.subjects):
        return []
    covers = own.subjects().all(axis=1)
    return [
        SUBJECTS[k]
        for k in np.flatnonzero(covers).tolist()
        if SUBJECTS[k] not in verbs and own.mentions(SUBJECTS[k])
    ]


def gained(
    own: TopicTexts,
    best: Composed,
    readings: NDArray[np.float32],
    forms: Sequence[str],
    subjects: NDArray[np.float32],
) -> NDArray[np.float64]:
    """Return what subjects of a topic gain over the best name by phrases.

    Nothing if they cover too little, or no more than what the phrase says anyway.

    Shapes: readings of the best name (r, d), subjects (s, d), returns (s,).
    """
    stems = [stems_of(one, own.lexicon) for one in best.readings]
    held = np.any([[one <= text for text in own.stems] for one in stems], axis=0).mean()
    covered = own.covers(readings).any(axis=0).mean()
    covered = float(covered * (1 + min(1, held / SAYING)) / 2)
    share = own.covers(subjects).mean(axis=1)
    words = frozenset[str]() if best.joined else stems_of(best.form, own.lexicon)
    said = [not words.isdisjoint(stems_of(form, own.lexicon)) for form in forms]
    enough = share > share[said].max(initial=0.0) / NEARLY
    return np.where(enough & (share >= NEARLY * covered) & ~np.array(said), 1 - covered, 0.0)


def parts_of(
    own: TopicTexts, head: Head, whole: float, added: Sequence[Facet], counted: Counted
) -> list[Facet]:
    """Return what may be added to a head: of a thing that most texts name, subjects too.

    A word of the texts that says the same as a subject stands for it. `whole` is the share of the
    texts that name the head.
    """
    space, parts = own.space, list(added)
    if not len(space.subjects) or whole < NAMED or len(own.texts) < SEVERAL:
        return parts
    stems = _stems(own.lexicon)
    inside, total = counted.inside[own.topic], sum(counted.sizes)
    used = np.array([counted.overall[s] >= USED * total or inside[s] > 0 for s in stems])
    if used.sum() < ENOUGH:
        return parts
    covers = own.subjects_beside(head.vector, used)
    other = space.scaled(space.subjects @ head.vector) < OTHER
    several = covers.mean(axis=1) >= SOME
    rows = np.flatnonzero(
        other & several & np.array([one not in VAGUE | counted.verbs for one in SUBJECTS])
    )
    of_kind = covers[rows]
    if thing := not head.proper:
        kinds = space.subjects[rows] @ space.subjects.T >= KIND
        of_kind = kinds.astype(np.float32) @ covers.astype(np.float32) > 0
        shown = dict(zip(map(frozenset, stems), SUBJECTS, strict=True))
        parts = [
            part._replace(form=shown.get(stems_of(part.form, own.lexicon), part.form))
            for part in parts
            if _says_subject(part.form, counted)
        ]
    said = [stems_of(part.form, own.lexicon) for part in parts]
    often = [part.share >= MATTER for part in parts]
    for k, about_it in zip(rows.tolist(), of_kind, strict=True):
        vector = space.subjects[k]
        alike = [place for place, one in enumerate(said) if not one.isdisjoint(stems[k])]
        place = max(alike, key=lambda place: float(parts[place].vector @ vector), default=-1)
        says = about_it | parts[place].says if alike else about_it
        few = says.sum() < max(BESIDE[thing] * len(says), FEWEST)
        if few or not own.mentions(SUBJECTS[k]):
            continue
        if alike:
            one = parts[place]
            about = max(one.about, (SAID if thing else UNSAID) * head.about)
            form = one.form if often[place] else SUBJECTS[k]
            parts[place] = Facet(form, says, about, one.vector, subject=True)
        else:
            parts.append(Facet(SUBJECTS[k], says, UNSAID * head.about, vector, subject=True))
    return parts


def _says_subject(form: str, counted: Counted) -> bool:
    """Tell whether a word is one of the subjects' or of a name."""
    words = set(form.split())
    return bool(
        stems_of(form, counted.lexicon) & _said(counted.lexicon) or words & counted.capitals
    )


@cache
def _stems(lexicon: Lexicon) -> tuple[Stems, ...]:
    """Return the stems of all subjects."""
    return tuple(term_stems(one, lexicon) for one in SUBJECTS)


@cache
def _said(lexicon: Lexicon) -> frozenset[str]:
    """Return the stems of the words of all subjects."""
    return frozenset().union(*_stems(lexicon))


AMONG, SHARED = 20, 0.6
"""Subjects of a topic, and the share of a theme's rows whose topic must be about its subject.

Chosen on the sample tickets, headlines and FAQs: of half of the rows, "alarms" and "discounts" name
themes of much else. Of clinc150's ten domains, whose intents are the topics, six have a subject:
vehicles, payments, credit cards, meals, travel plans, and voice (questions to the assistant).
"""

APART, ABOUT = 0.5, 0.1
"""What counts beside how near the topics of a theme are to a subject: how much nearer than those of
any other theme, and the share of the rows that are about it."""

NEAREST = 0.8
"""How near the topics of a theme must be to its subject, of how near they are to any."""


def theme_subjects(
    subjects: NDArray[np.float32],
    centers: NDArray[np.float32],
    themes: NDArray[np.int64],
    sizes: NDArray[np.int64],
) -> dict[int, str]:
    """Return the subject of each theme, if it has one of its own.

    Topics of most rows must be about it: a theme is not called by its many small topics alone.

    Shapes: subjects (s, d), centers of topics less the mean of all texts (t, d), themes (t,), -1
    for none, sizes (t,).
    """
    known = themes >= 0
    centers, themes, sizes = centers[known], themes[known], sizes[known]
    every = range(int(themes.max(initial=-1)) + 1)
    if len(every) < 2:
        return {}
    near = centers @ subjects.T
    rank = np.argsort(np.argsort(-near, axis=1, kind="stable"), axis=1, kind="stable")
    members = [(themes == one, sizes[themes == one]) for one in every]
    mean = np.array([near[own].mean(axis=0) for own, _ in members])
    share = np.array([np.average(rank[own] < AMONG, axis=0, weights=rows) for own, rows in members])
    apart = np.array([mean[one] - np.delete(mean, one, axis=0).max(axis=0) for one in every])
    fits = (apart > 0) & (share >= SHARED) & (mean >= NEAREST * mean.max(axis=1, keepdims=True))
    score = np.where(fits, mean + APART * apart + ABOUT * share, -np.inf)
    return {one: SUBJECTS[int(score[one].argmax())] for one in every if fits[one].any()}
