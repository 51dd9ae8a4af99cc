"""What topics need of the corpus in which they were found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from workbench.corpus.kept_results import DEFAULTS, topics_key
from workbench.corpus.nearness import Nearness
from workbench.corpus.queries import encoder_or_none
from workbench.embedding import (
    Embedding,
    Encoder,
    VectorStore,
    embed_texts,
    legibility,
    sampled_texts,
)
from workbench.embedding.base import Known
from workbench.errors import ColumnError, InputError, WorkbenchError, check_count
from workbench.ledger import Ledger
from workbench.progress import choose
from workbench.provenance import Manifest, digest_array, exact_parameters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.similarity import Neighbors
    from workbench.topics import Correction, Refresh, Topics
    from workbench.topics.draft_agreement import Joining
    from workbench.topics.inputs import Basis
    from workbench.topics.text_parts import TextParts
    from workbench.topics.topic_methods import Home
    from workbench.widgets import BoardWidget


BY_MODEL = (
    "the sample was clustered and named by the model's own vectors; the others joined by drafts"
)

DRAFT_TEXTS = 50_000
"""Distinct texts of a draft up to which topics are found in all of them."""

DRAFT_SAMPLE = 20_000
"""Distinct texts in which topics of a larger draft are found: a first look should take seconds."""

BY_KEYWORDS = "topics are named by their keywords, because no model at hand can embed phrases"


def check_sample(sample: object) -> int | Literal["auto"] | None:
    """Return the size of a sample as a plain value; refuse what is none."""
    if sample is None:
        return None
    if isinstance(sample, str):
        if sample == "auto":
            return "auto"
        raise InputError(f"sample must be a whole number, 'auto' or None, got {sample!r}.")
    return check_count("sample", sample, least=2)


class PhraseEncoder:
    """Embeds phrases by the model of the texts, through the store; keeps that there is no model."""

    def __init__(
        self, encoder: Callable[[], Encoder], store: VectorStore | None, width: int
    ) -> None:
        self._encoder, self._store, self._width = encoder, store, width
        self.missing = False

    def __call__(self, phrases: Sequence[str]) -> NDArray[Any] | None:
        """Return unit vectors of phrases, None if no model can make them."""
        encoder, made = encoder_or_none(self._encoder), None
        if encoder is not None and encoder.info.dimensions == self._width:
            with suppress(WorkbenchError):  # an endpoint that no longer answers
                made = embed_texts(phrases, encoder, store=self._store).vectors
        self.missing = made is None
        return made


@dataclass(frozen=True, eq=False)
class TopicHome:
    """Finds topics in one corpus, and does what they ask of it later on.

    corpus: the corpus, to which the topics are bound.
    unreadable: returns which of the m distinct texts the model cannot read, bool, shape (m,).
    text: where the texts are; corrections are remembered under these names.
    embed: returns the model's vectors of texts, through the store.
    """

    corpus: Home
    embedding: Embedding
    near: Nearness
    ledger: Ledger
    text: tuple[Any, ...]
    unreadable: Callable[[], NDArray[Any]]
    encode: PhraseEncoder
    embed: Callable[[Sequence[str]], NDArray[np.float32]]

    # Finding

    def find(
        self,
        settings: Mapping[str, Any],
        sample: int | str | None,
        agreement: float | None,
        part: Callable[[int], Any],
    ) -> Topics:
        """Return the topics by these settings, which are found once; `part` draws a sample."""
        wanted = None if self.embedding.draft is None else agreement
        texts = self.texts_of_sample(sample, by_model=wanted is not None)
        key = topics_key(**settings)
        if wanted is not None or texts != self.texts_of_sample("auto"):
            key = (*key[:1], ("sample", texts, wanted), *key[1:])
        if texts is None:
            return self.near.once(key, lambda: self._found(settings))
        return self.near.once(key, lambda: self._spread(settings, texts, wanted, part))

    def _found(self, settings: Mapping[str, Any]) -> Topics:
        """Find topics in all texts."""
        from workbench.topics import find_topics

        topics = find_topics(
            self.near.rows,
            self.near.vectors,
            self.near.graph(),
            embedding_cut=self.embedding.cut,
            foreign=self.unreadable(),
            progress=choose(self.near.progress),
            embedded=self.embedding.manifest,
            encode=self.encode,
            **settings,
        )
        return self.bound(topics)

    def _spread(
        self,
        settings: Mapping[str, Any],
        texts: int,
        wanted: float | None,
        part: Callable[[int], Any],
    ) -> Topics:
        """Cluster a sample of so many texts, let the others join, and name what was found."""
        from workbench.topics.find import find_clusters
        from workbench.topics.inputs import Basis
        from workbench.topics.sampled import LAYOUTS, described_by, spread_flags, spread_topics

        drawn, progress = part(texts), choose(self.near.progress)
        own = Basis.build(
            drawn._near.rows,
            drawn._near.vectors,
            drawn._near.graph(),
            foreign=drawn._topic_home.unreadable(),
            encode=self.encode,
        )
        found = find_clusters(
            own,
            settings,
            assign_noise=settings["assign_noise"],
            progress=progress,
            layouts=LAYOUTS,
        )
        graph, sample = self.near.graph_of_sample(texts)
        # Texts with equal drafts are one in this graph, those with equal vectors in the sample's.
        of = np.array([own.places[self.near.rows.distinct[k]] for k in sample.tolist()])
        described, vectors, embedded = None, self.near.vectors, self.embedding.manifest
        if self.embedding.draft is not None and drawn.embedding.draft is None:
            # A topic goes if drafts do not tell any of its texts from those of another.
            if np.isin(found.labels, found.labels[of]).all():
                place = self._places_of(own)
                described = described_by(found, own, place, namer=settings["namer"])
            if wanted is None:
                found = replace(found, notes=(*found.notes, BY_MODEL))
        found = replace(found, labels=found.labels[of])
        if wanted is not None:
            joined, embedded = self._joined(graph, sample, found.labels, own.vectors[of], wanted)
            vectors, graph = joined.vectors, joined.neighbors
            found = replace(found, notes=(*found.notes, *embedded.notes))
        foreign = None if own.foreign is None else own.foreign[of]
        # To guess the language of a million texts takes longer than all else here.
        by_letters = legibility(self.near.rows.readings, self.embedding.info, guess=False)
        basis = Basis(
            self.near.rows,
            vectors,
            graph,
            self.embedding.cut,
            by_letters.unreadable | spread_flags(graph, sample, foreign),
            embedded,
            encode=self.encode,
        )
        topics = spread_topics(
            found,
            basis,
            sample,
            texts=texts,
            namer=settings["namer"],
            described=described,
            progress=progress,
        )
        return self.bound(topics)

    def _places_of(self, sample: Basis) -> NDArray[np.int64]:
        """Return where the texts of a sample are among all."""
        wanted = dict.fromkeys(sample.merged_rows.distinct, -1)
        wanted |= {t: k for k, t in enumerate(self.near.rows.distinct) if t in wanted}
        return np.array(list(wanted.values()), dtype=np.int64)

    def _joined(
        self,
        graph: Neighbors,
        sample: NDArray[np.int64],
        labels: NDArray[np.int64],
        vectors: NDArray[np.float32],
        wanted: float,
    ) -> tuple[Joining, Manifest]:
        """Let the model embed the texts whose topic their drafts leave open.

        Shapes: sample, labels (s,), vectors (s, d).
        """
        from workbench.duplicates.cascade import Found
        from workbench.topics.draft_agreement import HELD_BACK, Joining, agree

        texts, drafted = self.near.rows.readings, self.embedding.known
        fitted = len(sample) if drafted is None else max(len(sample), len(drafted.places))
        joining = Joining.by_drafts(self.near.vectors, graph, sample, vectors)
        of_sample = np.full(len(texts), -1, dtype=np.int64)
        of_sample[sample] = labels
        searched = [found for found in self.near.kept.values() if isinstance(found, Found)]
        own = [(one.vectors, one.own) for one in searched if one.own is not None]
        known = (Known(places, vectors[places]) for vectors, places in own)
        reached = agree(
            joining,
            of_sample,
            wanted=wanted,
            tokens=self.embedding.tokens,
            known=known if drafted is None else chain([drafted], known),
            held_back=sampled_texts(texts, fitted + HELD_BACK)[fitted:],
            embed=lambda places: self.embed([texts[place] for place in places.tolist()]),
        )
        manifest = Manifest(
            "agreeing drafts",
            exact_parameters(self.embedding.manifest)
            | {"agreement": {"asked": wanted, **reached.to_dict()}},
            digest_array(joining.vectors),
            (self.embedding.manifest,),
            (reached.note(len(texts)),),
        )
        return joining, manifest

    def texts_of_sample(self, sample: int | str | None, *, by_model: bool = False) -> int | None:
        """Return how many distinct texts are clustered and laid out, None for all.

        by_model: refuse a sample of a draft of which the model has not embedded all texts.
        """
        count = len(self.near.rows.distinct)
        most = 0 if self.embedding.known is None else len(self.embedding.known.places)
        if isinstance(sample, str):
            large = count > DRAFT_TEXTS and self.embedding.draft is not None
            sample = DRAFT_SAMPLE if large else None
            if by_model:
                sample = min(DRAFT_SAMPLE, most)
        if by_model and (sample is None or sample > most):
            given = "all" if sample is None else f"{sample:,}"
            raise InputError(
                f"agreement needs a sample that the model embedded for the draft: at most {most:,} "
                f"of {count:,} texts, got {given}. Give a smaller sample, or embed without a draft."
            )
        return None if sample is None or sample >= count else sample

    def given(
        self,
        labels: Any,
        clusterer: Any,
        settings: Mapping[str, Any],
        sample: Any = "auto",
        agreement: Any = None,
    ) -> Topics:
        """Return labels of the user's own as topics; the same labels are named once."""
        from workbench.topics.clustering.given_labels import check_alone, given_topics, labels_from

        changed = {k: v for k, v in settings.items() if v != DEFAULTS[k]}
        if sample != "auto":
            changed["sample"] = sample
        if agreement is not None:
            changed["agreement"] = agreement
        check_alone(labels, clusterer, changed)
        basis = self._basis(self.near.graph())
        given = labels_from(labels, clusterer, self.corpus.frame, basis)
        chosen = {name: settings[name] for name in ("assign_noise", "namer")}
        key = topics_key(**chosen, labels=given.digest)
        return self.near.once(key, lambda: self.bound(given_topics(basis, given, **chosen)))

    def _basis(self, neighbors: Neighbors) -> Basis:
        """Put together what topics are found in."""
        from workbench.topics.inputs import Basis

        return Basis.build(
            self.near.rows,
            self.near.vectors,
            neighbors,
            cut=self.embedding.cut,
            foreign=self.unreadable(),
            embedded=self.embedding.manifest,
            encode=self.encode,
        )

    def parted(self, topics: Topics, unit: str) -> Topics:
        """Return topics whose texts have several: those of their sentences or passages."""
        if unit in ("text", topics.unit):
            return topics
        key = ("text parts", unit, topics.manifest.digest)
        parts = self.near.once(key, lambda: self._parts(topics, unit))
        return replace(topics, _text_parts=parts)

    def _parts(self, topics: Topics, unit: str) -> TextParts:
        from workbench.topics.text_parts import passage_parts, sentence_parts

        readings = topics.rows.readings
        if unit == "passage":
            first = topics._basis.first
            return passage_parts(readings, self.embedding.passages, first)
        return sentence_parts(readings, topics._labels, self.encode)

    def corrected(self, topics: Topics) -> Topics:
        """Apply the corrections of the ledger that the topics do not have yet."""
        from workbench.topics import Correction
        from workbench.topics.corrections import text_digest

        applied = {correction.to_line() for correction in topics.corrections}
        new = [line for line in self.ledger.corrections() if line not in applied]
        if not new:
            return topics
        known = {text_digest(text) for text in self.near.rows.distinct}
        own = [c for c in map(Correction.from_line, new) if c.is_about(known)]
        if not own:  # they are about other tables, or weeks that are gone
            return topics
        key = ("corrected", topics.manifest.digest, *new)
        return self.near.once(key, lambda: self._apply(topics, own))

    def _apply(self, topics: Topics, corrections: Sequence[Correction]) -> Topics:
        """Apply corrections of the ledger; a note says how many."""
        from workbench.duplicates.decisions import applied_note

        after = topics._corrected(corrections)
        number = len(corrections) - (len(after.notes) - len(topics.notes))
        if not number:
            return after
        note = applied_note(number, "correction", self.ledger.name)
        return replace(after, manifest=replace(after.manifest, notes=(*after.notes, note)))

    def bound(self, topics: Topics) -> Topics:
        """Return the topics with the corpus that answers their later questions."""
        if topics._basis.encode is None:  # they were read from a file
            topics = replace(topics, _basis=replace(topics._basis, encode=self.encode))
        elif self.encode.missing and BY_KEYWORDS not in topics.notes:
            notes = (*topics.notes, BY_KEYWORDS)
            topics = replace(topics, manifest=replace(topics.manifest, notes=notes))
        return replace(topics, _home=self.corpus)

    # Later on

    def measured(self, topics: Topics, stability: bool) -> Topics:
        """Return topics that say how stable they are, if that is asked or was measured before."""
        key = ("stability", topics.manifest.digest, topics._names)
        if topics.stability is not None or not (stability or key in self.near.kept):
            return topics
        measurement = self.near.once(
            key, lambda: topics.measure_stability(progress=choose(self.near.progress)).stability
        )
        return replace(topics, stability=measurement)

    def refresh(self, topics: Topics) -> Refresh:
        """Carry the topics of an earlier table over to this one."""
        from workbench.topics import refresh

        self.check_width(topics)
        refreshed = refresh(
            topics,
            self.near.rows,
            self.near.vectors,
            self.near.graph(),
            embedding_cut=self.embedding.cut,
            foreign=self.unreadable(),
            embedded=self.embedding.manifest,
            encode=self.encode,
        )
        bound = self.bound(refreshed.topics)
        return replace(refreshed, topics=self.parted(bound, topics.unit))

    def predict(self, topics: Topics) -> pd.DataFrame:
        """Place every row on topics of another table, or of a sample of this one."""
        from workbench.topics import assign_new

        self.check_width(topics)
        return assign_new(topics, self.near.rows, self.near.vectors)

    def board(self, topics: Topics, date: Any, metrics: Sequence[pd.Series] = ()) -> BoardWidget:
        """Show topics as cards; corrections go to the ledger as they are made."""
        from workbench.widgets import board

        frame = self.corpus.frame
        if date is not None and date not in frame.columns:
            raise ColumnError.missing(date, list(frame.columns))
        dates = None if date is None else frame[date]
        return board(topics, time=dates, metrics=metrics, on_change=self._book(topics))

    def save_corrections(self, topics: Topics) -> int:
        """Write the corrections of topics into the ledger, and return how many are new."""
        return self.ledger.add_corrections(
            [correction.to_line() for correction in topics.corrections]
        )

    def check_width(self, topics: Topics) -> None:
        """Refuse topics whose vectors cannot be compared with these."""
        there, here = topics._basis.vectors.shape[1], self.embedding.info.dimensions
        if there != here:
            raise InputError(
                f"these topics were found in vectors of {there} numbers, this corpus has {here}. "
                "Embed both tables with the same model."
            )

    def _book(self, topics: Topics) -> Callable[[Topics], str]:
        """Return what writes each later correction into the ledger, or takes it back."""
        before = [[correction.to_line() for correction in topics.corrections]]

        def changed(now: Topics) -> str:
            lines = [correction.to_line() for correction in now.corrections]
            withdrawn = [line for line in before[0] if line not in lines]
            self.ledger.add_corrections(
                [n for n in lines if n not in before[0]], withdrawn=withdrawn
            )
            before[0] = lines
            return self._remembered(len(lines))

        return changed

    def _remembered(self, corrections: int) -> str:
        """Say where corrections are remembered and how to forget them."""
        if not corrections or self.ledger.path is None:
            return ""
        columns = " + ".join(map(str, self.text))
        return (
            f"Saved in {self.ledger.name} for every table with the column {columns}. "
            "To forget the latest: Undo here, or corpus.ledger.undo() later; to leave all out: "
            "wb.embed(..., ledger=False)."
        )
