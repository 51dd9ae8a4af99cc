"""Label a few rows, classify the rest: how sure it is, what to label next, what looks wrong."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from workbench.calls import answers_methods
from workbench.categories.card import classifier_card
from workbench.duplicates.decisions import decision_key
from workbench.errors import InputError, check_count, counted
from workbench.intervals import wilson
from workbench.provenance import Manifest, digest_array
from workbench.tables import Rows

C = 10.0
"""Strength of the fit, by scikit-learn's name; from 10 to 100 little changes."""
FOLDS = 5
TEMPERATURES = np.geomspace(0.2, 5, 41)
"""Factors on the logits that are tried when probabilities are calibrated."""
MOST_CLASSES = 1_000
FEW = 20
"""Labeled texts, of which each may have a label of its own."""


@answers_methods
@dataclass(frozen=True, eq=False)
class Classifier:
    """Labels of a few rows, learned and given to all.

    A logistic regression on the vectors (scikit-learn's). What is said of its quality comes from
    rows it did not see: in cross-validation, near-duplicates stay in one fold.

    Attributes
    ----------
    rows : Rows
        The rows of the table.
    labels : tuple of str
        c labels, in alphabetical order.
    notes : tuple of str
        What a reader must be told: labels with too few texts to measure, texts with two labels.
    """

    rows: Rows = field(repr=False)
    labels: tuple[str, ...] = field(repr=False)
    notes: tuple[str, ...]
    # Texts with a label, each by its digest, their label, and probabilities from the fold that did
    # not see them, shape (l, c), NaN where not measured; probabilities of all texts, shape (m, c).
    _keys: tuple[str, ...] = field(repr=False)
    _given: NDArray[np.int64] = field(repr=False)
    _unseen: NDArray[np.float64] = field(repr=False)
    _probability: NDArray[np.float64] = field(repr=False)
    # Weights, shape (c, d), (1, d) for two labels, and what is added to their products.
    _weights: NDArray[np.float64] = field(repr=False)
    _intercepts: NDArray[np.float64] = field(repr=False)
    _embedded: tuple[Manifest, ...] = field(default=(), repr=False)

    @cached_property
    def estimator(self) -> LogisticRegression:
        """Fitted on all labeled texts, its weights scaled so that its probabilities are honest.

        ``make_pipeline(wb.TextEmbedder(), classifier.estimator)`` goes from texts to labels.
        """
        estimator = LogisticRegression(C=C, max_iter=1_000)
        estimator.classes_ = np.array(self.labels, dtype=object)
        estimator.coef_, estimator.intercept_ = self._weights.copy(), self._intercepts.copy()
        estimator.n_features_in_ = self._weights.shape[1]
        return estimator

    @cached_property
    def _texts(self) -> NDArray[np.int64]:
        """Place of each labeled text in this table, -1 if it is not in it, shape (l,)."""
        place = {decision_key(text): k for k, text in enumerate(self.rows.distinct)}
        return np.array([place.get(key, -1) for key in self._keys], dtype=np.int64)

    def _for_table(
        self, rows: Rows, vectors: NDArray[np.float32], embedded: tuple[Manifest, ...] = ()
    ) -> Classifier:
        """Return the classifier for the rows of another table. Shapes: vectors (m, d)."""
        return replace(
            self,
            rows=rows,
            _probability=self.estimator.predict_proba(self._checked(vectors)).astype(np.float64),
            _embedded=embedded,
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one line per row of the table, under its index.

        Returns
        -------
        DataFrame, or the kind of table that was given
            ``label`` (given by you, missing if not), ``predicted``, ``probability`` and
            ``second`` (the next likely label). Rows without text have neither.
        """
        return self.rows.as_given(self._row_frame())

    def _among(self, rows: Rows, texts: NDArray[np.int64]) -> Classifier:
        """Return the classifier for some of the rows, which hold these texts."""
        return replace(self, rows=rows, _probability=self._probability[texts])

    def _row_frame(self) -> pd.DataFrame:
        """Return the lines of `to_frame`."""
        names = np.array([*self.labels, None], dtype=object)
        own = np.full(len(self._probability), -1)
        here = self._texts >= 0
        own[self._texts[here]] = self._given[here]
        order = np.argsort(-self._probability, axis=1, kind="stable")
        best = np.take_along_axis(self._probability, order[:, :1], axis=1)[:, 0]
        return pd.DataFrame(
            {
                "label": self.rows.spread(names[own], None),
                "predicted": self.rows.spread(names[order[:, 0]], None),
                "probability": self.rows.spread(best, np.nan),
                "second": self.rows.spread(names[order[:, 1]], None),
            },
            index=self.rows.index,
        )

    @cached_property
    def table(self) -> pd.DataFrame:
        """One line per label, in alphabetical order, measured on folds that had not seen the text.

        ``label, labeled`` (distinct texts), ``precision, recall`` with the bounds of their 95 %
        intervals (``_low``, ``_high``; Wilson), ``f1``, and ``predicted`` (rows of the table that
        get this label). Missing if a label has too few texts to be measured.
        """
        seen = ~np.isnan(self._unseen[:, 0])
        right, said = self._given[seen], self._unseen[seen].argmax(axis=1)
        best = self._probability.argmax(axis=1)
        classes = np.arange(len(self.labels))
        hits = np.array([float(((said == k) & (right == k)).sum()) for k in classes])
        claimed = np.array([float((said == k).sum()) for k in classes])
        true = np.array([float((right == k).sum()) for k in classes])
        columns: dict[str, Any] = {
            "label": list(self.labels),
            "labeled": np.bincount(self._given, minlength=len(classes)),
        }
        for name, total in (("precision", claimed), ("recall", true)):
            low, high = wilson(hits, total)
            measured = true > 0
            columns[name] = np.where(measured & (total > 0), hits / np.maximum(total, 1), np.nan)
            columns[f"{name}_low"] = np.where(measured, low, np.nan)
            columns[f"{name}_high"] = np.where(measured, high, np.nan)
        both = np.where(true > 0, 2 * hits / np.maximum(claimed + true, 1), np.nan)
        columns["f1"] = both
        columns["predicted"] = np.bincount(best, self.rows.counts, len(classes)).astype(np.int64)
        return pd.DataFrame(columns)

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the labels that could be measured; NaN if none could."""
        measured = self.table["f1"].dropna()
        return float(measured.mean()) if len(measured) else float("nan")

    def suggest(self, n: int = 20) -> pd.DataFrame:
        """Return the rows whose label would teach most: unsure ones, spread over the labels.

        Parameters
        ----------
        n : int, default 20
            How many rows, each with a text of its own.

        Returns
        -------
        DataFrame
            ``id, text, predicted, probability, second`` and an empty ``label`` to fill in, on the
            table's index.
        """
        n = check_count("n", n)
        top = np.sort(self._probability, axis=1)[:, ::-1]
        margin = top[:, 0] - top[:, 1]
        unlabeled = np.setdiff1d(np.arange(len(margin)), self._texts)
        asked = pd.DataFrame(
            {"best": self._probability[unlabeled].argmax(axis=1), "margin": margin[unlabeled]},
            index=unlabeled,
        ).sort_values("margin", kind="stable")
        asked["turn"] = asked.groupby("best").cumcount()
        chosen = asked.sort_values(["turn", "margin"], kind="stable").index[:n].to_numpy()
        rows = self.rows.first_rows(chosen)
        frame = self._row_frame().iloc[rows][["predicted", "probability", "second"]]
        frame.insert(0, "id", self.rows.ids[rows])
        frame.insert(1, "text", [self.rows.texts[row] for row in rows.tolist()])
        return frame.assign(label=pd.Series([None] * len(rows), index=frame.index, dtype=object))

    def label_errors(self, n: int | None = None) -> pd.DataFrame:
        """Return labeled rows by how unlikely their label is, the most suspicious first.

        A row is judged by a model that has not seen it: log odds of the likeliest label against
        the one given (confident learning: C. Northcutt et al., JAIR 70, 2021, without its count).

        Parameters
        ----------
        n : int, optional
            How many rows. Default: all whose label is not the likeliest one.

        Returns
        -------
        DataFrame
            ``id, text, label, likely, probability`` (of the likely label) and ``doubt`` (log odds,
            natural logarithm), on the table's index.
        """
        seen = np.flatnonzero(~np.isnan(self._unseen[:, 0]) & (self._texts >= 0))
        unseen, given = self._unseen[seen], self._given[seen]
        likely = unseen.argmax(axis=1)
        mine = np.maximum(unseen[np.arange(len(seen)), given], 1e-12)
        doubt = np.log(unseen.max(axis=1)) - np.log(mine)
        order = np.argsort(-doubt, kind="stable")
        order = order[likely[order] != given[order]] if n is None else order[: check_count("n", n)]
        chosen = self._texts[seen[order]]
        rows = self.rows.first_rows(chosen)
        names = np.array(self.labels, dtype=object)
        return pd.DataFrame(
            {
                "id": self.rows.ids[rows],
                "text": [self.rows.texts[row] for row in rows.tolist()],
                "label": names[given[order]],
                "likely": names[likely[order]],
                "probability": unseen.max(axis=1)[order],
                "doubt": doubt[order],
            },
            index=self.rows.index[rows],
        )

    def _beside(self) -> dict[str, pd.Series]:
        """Return the columns that the explorer shows."""
        frame = self._row_frame()
        return {name: frame[name] for name in ("predicted", "probability")}

    def _to_look_at(self) -> dict[str, NDArray[np.bool_]]:
        """Return the rows to label next, and those whose label looks wrong: masks of shape (n,)."""
        tables = {"label next": self.suggest(), "likely label errors": self.label_errors()}
        masks = {}
        for name, table in tables.items():
            texts = set(table["text"])
            chosen = np.array([text in texts for text in self.rows.distinct], dtype=bool)
            masks[name] = self.rows.spread(chosen, False)
        return masks

    def predict(self, vectors: Any) -> pd.DataFrame:
        """Label texts of another table by their vectors.

        Parameters
        ----------
        vectors : array of shape (q, d), or Corpus
            Unit vectors of the same model, or next week's corpus: then one line per row.

        Returns
        -------
        DataFrame
            ``predicted`` and ``probability``; a row without text has neither.

        Raises
        ------
        InputError
            If the vectors have another width.
        """
        rows, index = None, None
        if hasattr(vectors, "embedding"):
            rows, index, vectors = vectors.rows, vectors.rows.index, vectors.embedding.vectors
        probability = self.estimator.predict_proba(self._checked(vectors))
        names = np.array([*self.labels], dtype=object)
        predicted, sure = names[probability.argmax(axis=1)], probability.max(axis=1)
        if rows is not None:
            predicted, sure = rows.spread(predicted, None), rows.spread(sure, np.nan)
        return pd.DataFrame({"predicted": predicted, "probability": sure}, index=index)

    def _checked(self, vectors: Any) -> NDArray[np.float32]:
        """Return vectors of the width that was learned from, shape (q, d)."""
        width = self._weights.shape[1]
        array = np.asarray(vectors, dtype=np.float32)
        if array.ndim != 2 or array.shape[1] != width:
            raise InputError(f"vectors must have shape (q, {width}), got {array.shape}.")
        return array

    @cached_property
    def manifest(self) -> Manifest:
        """Parameters and digest."""
        return Manifest(
            "classifier",
            {"C": C, "folds": FOLDS, "labels": list(self.labels), "labeled": len(self._keys)},
            digest_array(self._texts, self._given, np.round(self._probability, 6)),
            (self.rows.manifest, *self._embedded),
            notes=self.notes,
        )

    def __repr__(self) -> str:
        """Return counts and quality in one line."""
        return (
            f"Classifier({counted(len(self.labels), 'label')} from "
            f"{counted(len(self._keys), 'labeled text')}, macro F1 {self.macro_f1:.2f} on texts "
            f"not seen, for {counted(len(self.rows), 'row')})"
        )

    def _repr_html_(self) -> str:
        """Return a card: labels with precision and recall."""
        return classifier_card(self.table, repr(self), self.notes)


def train_classifier(
    rows: Rows,
    vectors: NDArray[np.float32],
    labels: Mapping[int, str],
    groups: NDArray[np.int64],
    *,
    random_state: int = 0,
    notes: tuple[str, ...] = (),
    embedded: tuple[Manifest, ...] = (),
) -> Classifier:
    """Learn labels of distinct texts. Shapes: vectors (m, d), groups (m,) equal for copies."""
    names = tuple(sorted(set(labels.values())))
    if len(names) < 2:
        raise InputError(
            f"a classifier tells two labels or more apart, and the labels given are {list(names)}."
        )
    # Of a column of names or ids most texts have a label, and most labels one text.
    own_each = len(rows.distinct) < 2 * len(labels) < 4 * len(names) and len(labels) > FEW
    if len(names) > MOST_CLASSES or own_each:
        raise InputError(
            f"the labels of {len(labels):,} texts have {len(names):,} different values: choose a "
            "column with repeated values, such as a category."
        )
    number = {name: k for k, name in enumerate(names)}
    texts = np.array(sorted(labels), dtype=np.int64)
    given = np.array([number[labels[int(text)]] for text in texts], dtype=np.int64)
    unseen, unmeasured = _cross_validated(vectors[texts], given, groups[texts], random_state)
    if unmeasured:
        few = ", ".join(repr(names[k]) for k in unmeasured[:5])
        notes = (
            *notes,
            f"{counted(len(unmeasured), 'label')} with fewer than two groups of texts: learned, "
            f"but not measured: {few}" + (" ..." if len(unmeasured) > 5 else ""),
        )
    temperature = _temperature(unseen, given)
    estimator = _fitted(vectors[texts], given)
    # Probabilities of a few labels are too timid or too bold: the temperature goes into the weights
    # (C. Guo et al., ICML 2017).
    estimator.coef_ /= temperature
    estimator.intercept_ /= temperature
    return Classifier(
        rows,
        names,
        notes,
        tuple(decision_key(rows.distinct[text]) for text in texts.tolist()),
        given,
        softmax(unseen / temperature, axis=1),
        estimator.predict_proba(vectors).astype(np.float64),
        estimator.coef_,
        estimator.intercept_,
        embedded,
    )


def _fitted(vectors: NDArray[np.float32], given: NDArray[np.int64]) -> LogisticRegression:
    """Fit a regression; in double precision, so that the solver reaches its tolerance."""
    made = LogisticRegression(C=C, max_iter=1_000)
    with warnings.catch_warnings():  # one example of each of many labels is little, but no mistake
        warnings.filterwarnings("ignore", message="The number of unique classes is greater")
        fitted: LogisticRegression = made.fit(vectors.astype(np.float64), given)
    return fitted


def _cross_validated(
    vectors: NDArray[np.float32],
    given: NDArray[np.int64],
    groups: NDArray[np.int64],
    random_state: int,
) -> tuple[NDArray[np.float64], list[int]]:
    """Return logits of each text by a model that saw none of its group, and labels left out."""
    count = int(given.max()) + 1
    logits = np.full((len(given), count), np.nan)
    spread = [len(np.unique(groups[given == k])) for k in range(count)]
    unmeasured = [k for k in range(count) if spread[k] < 2]
    usable = np.flatnonzero(~np.isin(given, unmeasured))
    folds = min(FOLDS, min((n for n in spread if n >= 2), default=0))
    if folds < 2 or len(np.unique(given[usable])) < 2:
        return logits, list(range(count))
    parts = StratifiedGroupKFold(folds, shuffle=True, random_state=random_state)
    for train, test in parts.split(vectors[usable], given[usable], groups[usable]):
        if len(np.unique(given[usable[train]])) < 2:
            continue
        model = _fitted(vectors[usable[train]], given[usable[train]])
        scores = _two_sided(model.decision_function(vectors[usable[test]].astype(np.float64)))
        logits[usable[test]] = -np.inf
        logits[np.ix_(usable[test], model.classes_)] = scores
    return logits, unmeasured


def _two_sided(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return one logit per label, also if there are two labels and scikit-learn gives one."""
    return np.stack([-logits, logits], axis=1) / 2 if logits.ndim == 1 else logits


def _temperature(logits: NDArray[np.float64], given: NDArray[np.int64]) -> float:
    """Return the temperature under which the unseen texts are likeliest, 1 if there are none."""
    seen = ~np.isnan(logits[:, 0])
    # A label that a fold had never seen says nothing about the temperature.
    finite = seen & np.isfinite(np.where(seen, logits[np.arange(len(given)), given], np.nan))
    if not finite.any():
        return 1.0
    right = given[finite]
    loss = [
        -np.log(softmax(logits[finite] / t, axis=1)[np.arange(len(right)), right] + 1e-12).mean()
        for t in TEMPERATURES
    ]
    return float(TEMPERATURES[int(np.argmin(loss))])
