"""Topics of a sample of a corpus, which all other texts join: by drafts, or by the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from workbench.corpus.nearness import Nearness
from workbench.embedding import Embedding, legibility
from workbench.embedding.base import Known
from workbench.errors import InputError, check_count
from workbench.progress import Progress, choose
from workbench.provenance import Manifest, digest_array, exact_parameters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.topics import Topics
    from workbench.topics.find import Found
    from workbench.topics.inputs import Basis
    from workbench.topics.names.phrases import Encode

Sample = int | Literal["auto"] | None
"""Distinct texts of a sample; None for all."""

BY_MODEL = (
    "the sample was clustered and named by the model's own vectors; the others joined by drafts"
)

DRAFT_TEXTS = 50_000
"""Distinct texts of a draft up to which topics are found in all of them."""

DRAFT_SAMPLE = 20_000
"""Distinct texts in which topics of a larger draft are found: a first look should take seconds."""


def check_sample(sample: object) -> Sample:
    """Return the size of a sample as a plain value; refuse what is none."""
    if sample is None:
        return None
    if isinstance(sample, str):
        if sample == "auto":
            return "auto"
        raise InputError(f"sample must be a whole number, 'auto' or None, got {sample!r}.")
    return check_count("sample", sample, least=2)


def texts_of_sample(embedding: Embedding, sample: Sample, *, by_model: bool = False) -> int | None:
    """Return how many distinct texts are clustered and laid out, None for all.

    by_model: refuse a sample of a draft of which the model has not embedded all texts.
    """
    count = len(embedding.vectors)
    most = 0 if embedding.known is None else len(embedding.known.places)
    if isinstance(sample, str):
        large = count > DRAFT_TEXTS and embedding.draft is not None
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


@dataclass(frozen=True, eq=False)
class SampledTopics:
    """Clusters a sample of a corpus, and lets its other texts join.

    encode: embeds phrases. embed: returns the model's vectors of texts, through the store.
    """

    embedding: Embedding
    near: Nearness
    encode: Encode
    embed: Callable[[Sequence[str]], NDArray[np.float32]]

    def find(
        self, settings: Mapping[str, Any], texts: int, wanted: float | None, drawn: Any
    ) -> Topics:
        """Cluster a sample of so many texts, let the others join, and name what was found.

        drawn: the corpus of the sample. wanted: how far topics of a draft should agree with those
        by the model's own vectors; None lets the others join by their drafts.
        """
        from workbench.topics.inputs import Basis
        from workbench.topics.sampled import described_by, spread_flags, spread_topics

        progress = choose(self.near.progress)
        own, found = self._clustered(drawn, settings, progress)
        chosen, (graph, sample) = self.near.sampled(texts), self.near.graph_of_sample(texts)
        # Texts with equal drafts are one in this graph, those with equal vectors in the sample's.
        of = np.searchsorted(chosen, sample)
        of = of if own.of is None else own.of[of]
        labels, described, notes = found.labels[of], None, found.notes
        if self.embedding.draft is not None and drawn.embedding.draft is None:
            # A topic goes if drafts do not tell any of its texts from those of another.
            if np.isin(found.labels, labels).all():
                place = chosen if own.first is None else chosen[own.first]
                described = described_by(found, own, place, namer=settings["namer"])
            if wanted is None:
                notes = (*notes, BY_MODEL)
        basis = Basis(
            self.near.rows,
            self.near.vectors,
            graph,
            self.embedding.cut,
            embedded=self.embedding.manifest,
            encode=self.encode,
        )
        if wanted is not None:
            basis, note = self._agreeing(basis, sample, labels, own.vectors[of], wanted)
            notes = (*notes, note)
        foreign = None if own.foreign is None else own.foreign[of]
        # To guess the language of a million texts takes longer than all else here.
        by_letters = legibility(self.near.rows.readings, self.embedding.info, guess=False)
        unreadable = by_letters.unreadable | spread_flags(basis.neighbors, sample, foreign)
        return spread_topics(
            replace(found, labels=labels, notes=notes),
            replace(basis, foreign=unreadable),
            sample,
            texts=texts,
            namer=settings["namer"],
            described=described,
            progress=progress,
        )

    def _clustered(
        self, drawn: Any, settings: Mapping[str, Any], progress: Progress
    ) -> tuple[Basis, Found]:
        """Cluster the texts of a sample's corpus."""
        from workbench.topics.find import find_clusters
        from workbench.topics.inputs import Basis
        from workbench.topics.sampled import LAYOUTS

        basis = Basis.build(
            drawn._near.rows,
            drawn._near.vectors,
            drawn._near.graph(),
            foreign=drawn._topic_home.unreadable(),
            encode=self.encode,
        )
        noise = settings["assign_noise"]
        return basis, find_clusters(
            basis, settings, assign_noise=noise, progress=progress, layouts=LAYOUTS
        )

    def _agreeing(
        self,
        basis: Basis,
        sample: NDArray[np.int64],
        labels: NDArray[np.int64],
        vectors: NDArray[np.float32],
        wanted: float,
    ) -> tuple[Basis, str]:
        """Let the model embed the texts whose topic their drafts leave open, and say how many.

        Shapes: sample, labels (s,), vectors (s, d).
        """
        from workbench.duplicates.cascade import Found
        from workbench.topics.draft_agreement import HELD_BACK, Joining, agree

        texts, drafted = self.near.rows.readings, self.embedding.known
        fitted = len(sample) if drafted is None else max(len(sample), len(drafted.places))
        joining = Joining.by_drafts(basis.vectors, basis.neighbors, sample, vectors)
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
            held_back=self.near.order_of_sampling[fitted : fitted + HELD_BACK],
            embed=lambda places: self.embed([texts[place] for place in places.tolist()]),
        )
        note = reached.note(len(texts))
        manifest = Manifest(
            "agreeing drafts",
            exact_parameters(self.embedding.manifest)
            | {"agreement": {"asked": wanted, **reached.to_dict()}},
            digest_array(joining.vectors),
            (self.embedding.manifest,),
            (note,),
        )
        near = joining.neighbors
        return replace(basis, vectors=joining.vectors, neighbors=near, embedded=manifest), note
