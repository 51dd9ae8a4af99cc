"""Duplicates asked about thresholds: what each would do, and which one to choose."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from workbench.duplicates.checks import check_step
from workbench.duplicates.home import Home, ThresholdWidget
from workbench.duplicates.tables import curve_frame
from workbench.duplicates.threshold.calibration import Calibration, calibrate, draw_questions
from workbench.duplicates.threshold.suggestion import Suggestion, suggest_threshold
from workbench.duplicates.verdicts import Case
from workbench.errors import InputError
from workbench.figures import ThresholdCurve


class Thresholds:
    """What is asked about thresholds; `Duplicates` is the one that inherits it."""

    _case: Case
    threshold: float
    _home: Home | None

    def curve(self, *, step: float = 0.005) -> ThresholdCurve:
        """Return rows removed, groups, rows to review and the largest group by threshold.

        ``duplicates.curve().plot()`` draws it.

        Parameters
        ----------
        step : float, default 0.005
            Distance between thresholds.

        Returns
        -------
        ThresholdCurve
            A DataFrame: ``threshold, groups, rows, n_removed, n_review, largest``, thresholds
            rising from `min_similarity` to 1.

        Raises
        ------
        InputError
            If `step` is no number from 0.0001 to 0.5.
        """
        curve = ThresholdCurve(curve_frame(self._case, step=check_step(step)))
        curve.attrs["threshold"] = self.threshold
        return curve

    def suggest_threshold(self) -> Suggestion:
        """Return a threshold for this table, found without labels, and how sure it is.

        It is looked for from 0.5 upward, or from `min_similarity` if that is lower.

        Returns
        -------
        Suggestion
            Use it as ``corpus.duplicates(suggestion.threshold)``; from `min_similarity` upward,
            ``duplicates.at(suggestion.threshold)`` is faster. If it is not sure, its notes say
            why, and `calibrate` finds a threshold from thirty answers.
        """
        return self._suggestion

    @cached_property
    def _suggestion(self) -> Suggestion:
        return suggest_threshold(self._case)

    def questions(self, n: int = 30) -> pd.DataFrame:
        """Draw pairs to be answered "same" or "different", for `calibrate`.

        Parameters
        ----------
        n : int, default 30
            Questions at most.

        Returns
        -------
        DataFrame
            ``left_text, right_text, similarity, band``, in an order that does not tell the answer.
            Pairs that are equal after normalizing, decided by hand or held back by a guard are not
            asked.
        """
        return draw_questions(self._case, n)

    def calibrate(
        self, answers: pd.DataFrame | None = None, *, precision: float = 0.9
    ) -> Calibration:
        """Return the threshold at which so many pairs say the same, from answers by hand.

        Draw `questions`, fill in ``same``, keep them with ``ledger.add_labels(questions)``. Answers
        in a ledger are decisions: they hold in every later run, are not asked again, and count
        here without being given once more. Run again with ``threshold=found.threshold,
        pair_model=found.pair_model`` to use the threshold and the refitted pair model.

        Parameters
        ----------
        answers : DataFrame, optional
            What `questions` drew, with a column ``same`` (bool; missing where not answered).
            Default: the decisions already applied.
        precision : float, default 0.9
            Wanted share of same pairs.
        """
        return calibrate(self._case, answers, precision=precision)

    def tune_threshold(self) -> ThresholdWidget:
        """Show in Jupyter what each threshold would do, and find one by thirty questions.

        The questions are those of `questions`, the threshold found is that of `calibrate`.
        Answers go to the ledger as they are given.

        Returns
        -------
        ThresholdWidget
            An ipywidget with ``.threshold``, ``.duplicates`` (the result there) and
            ``.calibration``.

        Raises
        ------
        InputError
            If these duplicates belong to no corpus.
        """
        if self._home is None:
            raise InputError(
                "tune_threshold: these duplicates belong to no corpus. Find them in one: "
                "corpus.duplicates()"
            )
        return self._home._tune_threshold(self)
