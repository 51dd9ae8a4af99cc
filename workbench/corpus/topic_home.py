"""What topics need of the corpus in which they were found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.corpus.kept_results import DEFAULTS, topics_key
from workbench.corpus.nearness import Nearness
from workbench.corpus.queries import encoder_or_none
from workbench.corpus.sampled_topics import Sample, SampledTopics, texts_of_sample
from workbench.embedding import Embedding, Encoder, VectorStore, embed_texts
from workbench.errors import ColumnError, InputError, WorkbenchError
from workbench.ledger import Ledger
from workbench.progress import choose

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.similarity import Neighbors
    from workbench.topics import Correction, Refresh, Topics
    from workbench.topics.inputs import Basis
    from workbench.topics.text_parts import TextParts
    from workbench.widgets import BoardWidget


BY_KEYWORDS = "topics are named by their keywords, because no model at hand can embed phrases"


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


class TopicHome:
    """Finds topics in one corpus, to which they are bound, and does what they ask of it later.

    corpus: an `EmbeddedTable`, whose module imports this one.
    """

    def __init__(self, corpus: Any) -> None:
        self.corpus = corpus
        self.embedding: Embedding = corpus.embedding
        self.near: Nearness = corpus._near
        self.ledger: Ledger = corpus.ledger
        width = corpus.embedding.info.dimensions
        self.encode = PhraseEncoder(corpus._encoder, corpus._store, width)

    def unreadable(self) -> NDArray[np.bool_]:
        """Return which of the distinct texts the model cannot read, shape (m,)."""
        unreadable: NDArray[np.bool_] = self.corpus._legibility.unreadable
        return unreadable

    # Finding

    def find(self, settings: Mapping[str, Any], sample: Sample, agreement: float | None) -> Topics:
        """Return the topics by these settings, which are found once."""
        wanted = None if self.embedding.draft is None else agreement
        texts = texts_of_sample(self.embedding, sample, by_model=wanted is not None)
        key = topics_key(**settings)
        if wanted is not None or texts != texts_of_sample(self.embedding, "auto"):
            key = (*key[:1], ("sample", texts, wanted), *key[1:])
        if texts is None:
            return self.near.once(key, lambda: self._found(settings))
        spread = SampledTopics(self.embedding, self.near, self.encode, self.corpus._model_vectors)
        return self.near.once(
            key, lambda: self.bound(spread.find(settings, texts, wanted, self.corpus._part(texts)))
        )

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
        columns = " + ".join(map(str, self.corpus.text))
        return (
            f"Saved in {self.ledger.name} for every table with the column {columns}. "
            "To forget the latest: Undo here, or corpus.ledger.undo() later; to leave all out: "
            "wb.embed(..., ledger=False)."
        )
