"""The corpus in which duplicates were found, as far as they need it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from workbench.duplicates.threshold.calibration import Calibration


class Home(Protocol):
    """The corpus in which duplicates were found, as far as they need it."""

    def _tune_threshold(self, duplicates: Any) -> ThresholdWidget:
        """Show what each threshold would do."""

    def _remember_proposals(self, model: str, pairs: Sequence[tuple[str, str, bool]]) -> int:
        """Write what a model says of pairs of texts into the ledger."""

    def _phrase_embedder(self) -> Callable[[Sequence[str]], NDArray[np.float32]] | None:
        """Return what turns other texts into unit vectors, None without the model."""


class ThresholdWidget(Protocol):
    """What `Duplicates.tune_threshold` shows, an ipywidget, as far as code asks it."""

    @property
    def threshold(self) -> float:
        """Where the slider is."""

    @property
    def duplicates(self) -> Any:
        """The result at this threshold."""

    @property
    def calibration(self) -> Calibration | None:
        """What `Duplicates.calibrate` says to the answers, from ten on."""
