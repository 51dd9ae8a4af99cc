"""What topics are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.calls import answers_methods
from workbench.errors import InputError, check_count
from workbench.progress import Progress, choose
from workbench.provenance import Manifest, digest_array
from workbench.topics import tables
from workbench.topics.assign import Assignment, soft_memberships
from workbench.topics.clustering.cluster import likeness
from workbench.topics.clustering.layouts import joined
from workbench.topics.corrections import Correction, State
from workbench.topics.description import Parts, cautions, derive
from workbench.topics.inputs import Basis, Settings
from workbench.topics.names.asking import Namer
from workbench.topics.parameter_sweep import ParameterSweep, sweep_parameters
from workbench.topics.stability import Run, Stability, measure
from workbench.topics.text_parts import TextParts
from workbench.topics.theme_methods import WithinThemes
from workbench.topics.topic_methods import Home, Services


@answers_methods
@dataclass(frozen=True, eq=False)
class Topics(WithinThemes):
    """Topics of a table's texts, noise kept and explained.

    Topics are numbered from 0, the one with most rows first; -1 is noise. Corrections and
    refreshes keep numbers: one that is merged away or deleted stays vacant.

    Attributes
    ----------
    settings : Settings
        How the topics were found.
    manifest : Manifest
        Parameters, seeds, digest; its notes say what a reader must be told.
    corrections : tuple of Correction
        What was changed by hand, in order.
    namer : callable or None
        What gives names.
    stability : Stability or None
        How stable the topics are, once that was measured.
    """

    # Per distinct vector, in the order of `_basis`: rows, vectors and neighbors; the layouts that
    # were clustered, (r, m, d); labels as the clustering gave them; labels, names and deletions
    # as they are now; what follows from these.
    _basis: Basis = field(repr=False)
    _space: NDArray[np.float32] = field(repr=False)
    _fitted: NDArray[np.int64] = field(repr=False)
    _state: State = field(repr=False)
    _parts: Parts = field(repr=False)
    settings: Settings
    manifest: Manifest
    corrections: tuple[Correction, ...] = ()
    namer: Namer | None = field(default=None, repr=False)
    stability: Stability | None = None
    # Sentences or passages of the texts, if those have topics too.
    _text_parts: TextParts | None = field(default=None, repr=False)
    # Names of the themes by their greatest number: a theme is named once.
    _theme_names: dict[int, tuple[str, ...]] = field(default_factory=dict, repr=False)
    # What themes were called before the last change, by their topics: the same have the same name.
    _themes_before: Mapping[tuple[int, ...], str] = field(default_factory=dict, repr=False)
    # The corpus that they were found in: their table and ledger. A file holds it once, not here.
    _home: Home | None = field(default=None, repr=False, metadata={"saved": False})

    @classmethod
    def _build(
        cls,
        basis: Basis,
        state: State,
        settings: Settings,
        *,
        space: NDArray[np.float32],
        namer: Namer | None = None,
        notes: tuple[str, ...] = (),
        described: Parts | None = None,
    ) -> Topics:
        """Name the clusters, assign the noise, and put the result together."""
        parts = derive(
            basis,
            state.labels,
            places=joined(space) if len(space) else None,
            namer=namer,
            given=state.given,
            deleted=state.deleted,
            reason="no label" if settings.given else "",
            described=described,
        )
        label_notes = cautions(basis, state.labels, parts.names, settings)
        notes = tuple(dict.fromkeys((*notes, *parts.notes, *label_notes)))
        parameters = settings.to_dict() | {"vectors": digest_array(basis.vectors)}
        digest = digest_array(state.labels, parts.found.nearest, parts.found.confidence)
        manifest = Manifest("topics", parameters, digest, basis.manifests, notes)
        return cls(basis, space, state.labels, state, parts, settings, manifest, namer=namer)

    def _rebuilt(
        self, state: State, corrections: tuple[Correction, ...], notes: tuple[str, ...]
    ) -> Topics:
        """Return the same with other labels and names, and more to be told."""
        built = Topics._build(
            self._basis,
            replace(state, given={**self._unchanged(state), **state.given}),
            self.settings,
            space=self._space,
            namer=self.namer,
            notes=(*self._kept_notes(), *notes),
        )
        return replace(
            built._named_as(self),
            _state=state,
            _fitted=self._fitted,
            corrections=corrections,
            stability=self._stability_of(built),
            _text_parts=self._text_parts,
            _themes_before=self._themes_now,
            _home=self._home,
        )

    def _unchanged(self, state: State) -> dict[int, str]:
        """Return the names of the topics that hold the same texts as before."""
        before, after = self._labels, state.labels
        changed = {*before[before != after].tolist(), *after[before != after].tolist(), -1}
        kept = set(np.unique(after).tolist()) - changed - set(self._state.given)
        return {topic: self._names[topic] for topic in kept}

    def _stability_of(self, other: Topics) -> Stability | None:
        """Return the measured stability for the same topics under other names, else None."""
        same = np.array_equal(self._labels, other._labels) and np.array_equal(
            self._assigned, other._assigned
        )
        if self.stability is None or not same:
            return None
        topics = self.stability.topics
        names = [other._names[topic] for topic in topics["topic"]]
        return replace(self.stability, topics=topics.assign(name=names))

    def _kept_notes(self) -> tuple[str, ...]:
        """Return the notes but those that `_build` makes of the labels as they then are."""
        label_notes = cautions(self._basis, self._labels, self._names, self.settings)
        return tuple(note for note in self.notes if note not in label_notes)

    def __len__(self) -> int:
        """Return the number of topics, vacant numbers left out."""
        return len(self._alive)

    def __repr__(self) -> str:
        """Return topics, rows and noise in one line."""
        line = tables.line(
            self.rows,
            self._labels,
            self.settings,
            topics=len(self),
            corrected=len(self.corrections),
        )
        line = f"{line[:-1]}{self._said_of_parts()})"
        if self.stability is None:
            return line
        return f"{line[:-1]}, AMI {self.stability.between_seeds:.2f} between seeds)"

    def _repr_html_(self) -> str:
        """Return a card: one line, notes, and the largest topics."""
        return tables.topics_card(repr(self), self.notes, self.table)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told."""
        return self.manifest.notes

    @property
    def labels(self) -> pd.Series:
        """Topic of each row (Int64), -1 for noise, <NA> if the row has no text."""
        return tables.whole_numbers(self.rows, self._labels).rename("topic")

    @property
    def assigned(self) -> pd.Series:
        """Topic of each row (Int64), noise given its nearest topic, <NA> if it has no text."""
        return tables.whole_numbers(self.rows, self._assigned).rename("assigned")

    @property
    def _labels(self) -> NDArray[np.int64]:
        """Topic of each distinct text, -1 for noise, shape (m,)."""
        return self._state.labels

    @property
    def _found(self) -> Assignment:
        """Nearest topic, margin and confidence of each distinct text."""
        return self._parts.found

    @property
    def _assigned(self) -> NDArray[np.int64]:
        """Topic of each distinct text, noise given its nearest topic, shape (m,)."""
        return self._found.nearest if self.settings.assign_noise else self._labels

    @property
    def names(self) -> pd.Series:
        """Name of each topic, by its number; vacant numbers left out."""
        names = np.array(self._names, dtype=object)[self._alive]
        return pd.Series(names, pd.Index(self._alive, name="topic"), dtype=object, name="name")

    @property
    def _names(self) -> tuple[str, ...]:
        """Name of each topic by number, "" where the number is vacant."""
        return self._parts.names

    @property
    def name_retrieval(self) -> float:
        """Share of the names that retrieve texts of their own topic; names by hand left out.

        Of the twenty texts nearest to such a name, at least as many are its topic's as of any
        other. NaN if no model embedded the names.
        """
        return self._parts.retrieval

    def _named_as(self, before: Topics) -> Topics:
        """Return the same with what an earlier run says of the names that are still used."""
        old, new = before._parts, self._parts
        said, rests_on = [*new.descriptions], [*new.rests_on]
        for topic, (name, known) in enumerate(zip(old.names, old.descriptions, strict=False)):
            if known and topic < len(said) and new.names[topic] == name and not said[topic]:
                said[topic], rests_on[topic] = known, old.rests_on[topic]
        retrieval = old.retrieval if math.isnan(new.retrieval) else new.retrieval
        parts = replace(
            new, retrieval=retrieval, descriptions=tuple(said), rests_on=tuple(rests_on)
        )
        return replace(self, _parts=parts)

    @property
    def centroids(self) -> NDArray[np.float32]:
        """Unit mean vector of each topic by number, shape (t, d)."""
        return self._parts.centroids

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per topic, vacant numbers left out.

        Columns topic, name, path (theme > topic, or theme > topic > subtopic if it was split),
        example, keywords, rows, assigned_rows, n_distinct, share, examples;
        if a language model was asked, description and rests_on (ids of rows) too.
        `rows` and `n_distinct` count the topic's own texts, `assigned_rows` the assigned noise too;
        `share` is `rows` over all rows with text. If the parts of texts have topics (``unit``),
        `rows_mentioning` counts the rows of which a part is on the topic, and `parts` those parts.
        Once stability was measured: n_found, n_runs and stable too.
        """
        table = tables.table(self.rows, self._labels, self._assigned, self._parts)
        table = self._with_counts(table)
        table.insert(2, "path", [self._paths[topic] for topic in table["topic"]])
        if self.stability is None:
            return table
        return table.merge(self.stability.topics.drop(columns="name"), on="topic", how="left")

    def to_frame(self) -> pd.DataFrame:
        """Return one line per row of the input table.

        Returns
        -------
        DataFrame
            `topic` (Int64, -1 is noise, <NA> where the row has no text), `assigned` (Int64),
            `confidence` and `margin` (float), `name` and `path` (of the assigned topic; theme >
            topic), `reason` (why the row is noise, "" where it is not); if a language model was
            asked, its `description` of that topic; once stability was measured, `agreement` (share
            of the runs that hold the row where it is). If the parts of texts have topics
            (``unit``): `topics`, `shares` (of the words) and `evidence` (the part that is nearest
            to each topic), lists of equal length, the largest share first.
        """
        return self.rows.as_given(self._row_frame())

    def _row_frame(self) -> pd.DataFrame:
        """Return the lines of `to_frame`."""
        frame = tables.frame(self.rows, self._labels, self._assigned, self._parts)
        paths = np.array([*self._paths, tables.NO_TOPIC], dtype=object)
        position = list(frame.columns).index("name") + 1
        frame.insert(position, "path", self.rows.spread(paths[self._assigned], ""))
        if self.stability is not None:
            frame["agreement"] = self.rows.spread(self.stability._agreement, np.nan)
        return self._with_parts(frame)

    def refresh(self, corpus: Home) -> Refresh:
        """Carry these topics over to a table that has changed.

        Parameters
        ----------
        corpus : Corpus
            The table as it is now: ``wb.embed(frame, ...)`` by the same model.

        Returns
        -------
        Refresh
            ``.topics`` with numbers, names and corrections kept, and ``.diff``: what is new, gone,
            grown, shrunk, split and merged.

        Raises
        ------
        InputError
            If these were found in vectors of another model, or were given as labels.
        """
        refreshed: Refresh = _services(corpus, "refresh").refresh(self)
        return refreshed

    def predict(self, corpus: Home) -> pd.DataFrame:
        """Place the rows of another table on these topics, which stay as they are.

        Parameters
        ----------
        corpus : Corpus
            New rows, or the whole table of which these are topics of a sample.

        Returns
        -------
        DataFrame
            On the index of that table: ``assigned`` (Int64), ``confidence`` (cosine similarity to
            the centroid of the topic), ``margin`` to the second, ``name``. A text that these
            topics know keeps its topic.

        Raises
        ------
        InputError
            If these were found in vectors of another model.
        """
        return _services(corpus, "predict").predict(self)

    def measure_stability(
        self, *, n_seeds: int = 4, n_subsamples: int = 5, progress: bool | Progress | None = True
    ) -> Topics:
        """Cluster again with other seeds and on 80 % of the texts, and compare.

        Parameters
        ----------
        n_seeds, n_subsamples : int, default 4 and 5
            Runs of each kind.
        progress : bool or Progress, default True
            Whether to show a bar; an object of your own is told of each run.

        Returns
        -------
        Topics
            The same topics with ``.stability``; columns ``n_found``, ``n_runs`` and ``stable`` in
            ``.table``, ``agreement`` in ``.to_frame()``. Other names keep it; other corrections
            drop it.

        Raises
        ------
        InputError
            If these topics were given as labels or come from a clusterer of yours.
        """
        self._check_layouts("measure_stability")
        check_count("n_seeds", n_seeds, least=0)
        check_count("n_subsamples", n_subsamples, least=0)
        known = self.stability
        if known is not None and (known.n_seeds, known.n_subsamples) == (n_seeds, n_subsamples):
            return self
        reference = Run(np.arange(len(self._labels)), self._labels, self._found.nearest)
        measured = measure(
            self._basis,
            self.settings,
            reference,
            self._names,
            seeds=n_seeds,
            subsamples=n_subsamples,
            progress=choose(progress),
        )
        return replace(self, stability=measured)

    def _check_layouts(self, verb: str) -> None:
        """Refuse what clusters again if labels or a clusterer were given."""
        if not self.settings.laid_out:
            sample = self.settings.sample
            better = f"sample({sample}).topics" if sample and not self.settings.given else "topics"
            raise InputError(
                f"{verb} clusters the texts again as Workbench does, but these topics are "
                f"{self.settings.how}. For topics found by Workbench: corpus.{better}().{verb}()"
            )

    def parameter_sweep(self, min_cluster_sizes: Sequence[int] | None = None) -> ParameterSweep:
        """Return topics, noise, stability and validity for each setting.

        A notebook shows it as a map, with stable regions and the setting in use marked;
        ``.plot()`` draws it for a file.

        Parameters
        ----------
        min_cluster_sizes : sequence of int, optional
            Sizes of the smallest topic to try. Default: ten, around the square root of the number
            of distinct texts. The one in use is tried too.

        Returns
        -------
        ParameterSweep
            A DataFrame, one row per setting.

        Raises
        ------
        InputError
            If these topics were given as labels or come from a clusterer of yours.
        """
        self._check_layouts("parameter_sweep")
        sizes = [check_count("min_cluster_sizes", k, least=2) for k in min_cluster_sizes or ()]
        alike = likeness(self._basis.vectors, self._basis.neighbors)
        return sweep_parameters(
            self._space, current=self.settings.min_cluster_size, sizes=sizes, alike=alike
        )

    def probabilities(self) -> pd.DataFrame:
        """Return how likely each row belongs to each topic, one column a topic.

        The softmax of the similarities to the centroids. Its sharpness is such that the topics'
        own texts get, on average, the probability with which their nearest centroid is their own.

        Returns
        -------
        DataFrame
            Rows sum to 1; NaN where a row has no text.
        """
        alive = self.table["topic"].to_numpy()
        chance = soft_memberships(self._basis.vectors, self._labels, self.centroids, alive)
        spread = self.rows.spread(chance, np.nan)
        return pd.DataFrame(spread, index=self.rows.index, columns=alive)


@answers_methods
@dataclass(frozen=True, eq=False)
class Refresh:
    """Topics fitted again, and what changed.

    Attributes
    ----------
    topics : Topics
        Numbers, names and corrections of the last run are kept where their topic is.
    diff : DataFrame
        One row per topic of either run: topic, name, change ("same", "grown", "shrunk", "new",
        "gone", "split", "merged"), rows_before, rows_after, kept (distinct texts in both),
        other (topics it was split into or merged with), examples.
    kept_share : float
        Share of the texts of both runs whose assigned topic has the same number.
    new_texts, gone_texts : int
        Distinct texts of this table alone, and of the last one alone.
    """

    topics: Topics
    diff: pd.DataFrame
    kept_share: float
    new_texts: int = 0
    gone_texts: int = 0

    def __repr__(self) -> str:
        """Return the changes in one line."""
        counts = self.diff["change"].value_counts()
        changes = ", ".join(f"{number} {change}" for change, number in counts.items())
        return f"Refresh({changes}; {self.kept_share:.1%} of the old texts keep their topic)"


def _services(given: Home, verb: str) -> Services:
    """Return what a corpus does for topics; refuse what is none."""
    if not hasattr(given, "_topic_home"):
        raise InputError(
            f"{verb} takes a corpus, got {type(given).__name__}. "
            "Embed the table by the same model first: corpus = wb.embed(frame, text=...)"
        )
    return given._topic_home
