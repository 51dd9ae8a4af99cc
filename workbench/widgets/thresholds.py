"""The threshold explorer: a slider over the stored pairs, both ways, and a calibration."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.errors import counted
from workbench.ledger import Ledger
from workbench.widgets.panels import Message, Part, View, bundle, listen, page_code, tell
from workbench.widgets.threshold_picture import similarity_picture
from workbench.widgets.threshold_state import (
    Asking,
    Tuning,
    curve_points,
    effects,
    labels,
    shown_pair,
    shown_suggestion,
)

STEP = 0.005
"""Distance between two places of the slider."""

_SAID = {
    "groups": "groups",
    "rows": "rows in groups",
    "n_removed": "rows that would go",
    "n_review": "rows to review",
    "largest": "rows of the largest group",
}

FORGOTTEN = "There is no ledger: answers are lost when the kernel stops."

_KEPT = 400
_CURVE_AT_ONCE = 20_000  # rows up to which the curve is drawn unasked
_SUGGEST_AT_ONCE = 1_000  # rows up to which a threshold is suggested unasked


def tune_threshold(duplicates: Any, *, ledger: Ledger | None = None) -> ThresholdWidget:
    """Show what each threshold would do, from the stored floor to 1."""
    return ThresholdWidget(duplicates, ledger)


class ThresholdWidget(View):
    """What a threshold explorer can be asked and told. Made by `Duplicates.tune_threshold`."""

    _esm = page_code("thresholds", "thresholds")

    def __init__(self, duplicates: Any, ledger: Ledger | None) -> None:
        super().__init__(thresholds=Part)
        self.panel = self.parts["thresholds"]
        self.tuning = Tuning.of(duplicates)
        asking = Asking(duplicates)
        self.asking = asking if ledger is None else asking.recalled(self.tuning.pairs, ledger)
        self.calibration = self.asking.calibration()
        self._ledger = ledger
        self._base = duplicates
        self._known: dict[float, Any] = {round(duplicates.threshold, 6): duplicates}
        self.threshold = float(duplicates.threshold)
        tell(self.panel, label="Threshold of similarity", notes=list(duplicates.notes))
        self._curve: list[tuple[float, int]] = []
        if len(duplicates.rows) <= _CURVE_AT_ONCE:
            self._curve = list(curve_points(duplicates.curve(step=STEP)))
        self._suggestion: dict[str, Any] | None = None
        if len(duplicates.rows) <= _SUGGEST_AT_ONCE:
            self._suggestion = shown_suggestion(duplicates)
        listen(
            self.panel,
            {
                "move": lambda m: self.move(float(m["threshold"])),
                "curve": lambda _: self._draw_curve(),
                "suggest": lambda _: self._suggest(),
                "calibrate": lambda _: self._calibrate(),
                "answer": self._answer,
                "stop": lambda _: self._stop(),
            },
        )
        self._show()

    def __repr__(self) -> str:
        """Say where the slider stands in one line."""
        return f"Thresholds(at {self.threshold:g}, from {self.tuning.floor:g} to 1)"

    @property
    def duplicates(self) -> Any:
        """The result at the slider's threshold."""
        key = round(self.threshold, 6)
        if key not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[key] = self._base.at(key)
        return self._known[key]

    def move(self, threshold: float) -> None:
        """Move the slider; thresholds below the floor become the floor."""
        self.threshold = float(np.clip(round(threshold, 6), self.tuning.floor, 1.0))
        self._show()

    def still(self) -> dict[str, Any]:
        """Return the static twin: pairs by similarity, and what the threshold does."""
        found = effects(self.duplicates)
        rows = [(said, f"{found[name]:,}") for name, said in _SAID.items()]
        title = f"At a similarity of {self.threshold:g} or more"
        suggested = None if self._suggestion is None else self._suggestion["threshold"]
        tuning, notes = self.tuning, ["Pairs by similarity; those in color count."]
        if suggested is not None and suggested >= tuning.floor:
            notes.append(f"The dashed line is the threshold that is suggested: {suggested:g}.")
        return bundle(
            self.twin,
            title,
            picture=similarity_picture(tuning.histogram, tuning.floor, self.threshold, suggested),
            table=(("what", "how many"), rows),
            notes=notes,
        )

    def _least(self) -> float:
        """Return the first place of the slider at or above the floor, on the grid of its steps."""
        return round(float(np.ceil(round(self.tuning.floor / STEP, 6)) * STEP), 6)

    def _draw_curve(self) -> None:
        """Work out the curve of rows removed, once, when the page asks for it."""
        if not self._curve:
            self._curve = list(curve_points(self._base.curve(step=STEP)))
        self._show()

    def _suggest(self) -> None:
        """Suggest a threshold, once, when the page asks for it."""
        if self._suggestion is None:
            self._suggestion = shown_suggestion(self._base)
        self._show()

    def _calibrate(self) -> None:
        self.asking = self.asking.drawn()
        if self._ledger is None:
            self.panel.notes = [*self.panel.notes, FORGOTTEN]
        self._show()

    def _answer(self, message: Message) -> None:
        number, same = int(message["number"]), bool(message["same"])
        self.asking = self.asking.answered(number, same=same)
        if self._ledger is not None:
            self._ledger.add_labels(labels({self.asking.asked[number]: same}))
        self.calibration = self.asking.calibration()
        self._show()

    def _stop(self) -> None:
        self.asking = self.asking.stopped()
        self._show()

    def _question(self) -> dict[str, Any] | None:
        """Return the next question as the page shows it."""
        asking = self.asking
        number = asking.next()
        if number is None:
            return None
        pair = shown_pair(*asking.asked[number], asking.similarities[number])
        return {"number": number, **pair}

    def _found(self) -> dict[str, Any] | None:
        """Return what the answers say, as the page shows it."""
        if self.calibration is None:
            return None
        calibration = self.calibration
        return {
            "threshold": max(calibration.threshold, self.tuning.floor),
            "precision": calibration.precision,
            "ci_low": calibration.ci_low,
            "ci_high": calibration.ci_high,
            "answers": calibration.answers,
            "notes": list(calibration.notes),
        }

    def _suggested(self) -> dict[str, Any] | None:
        """Return the suggestion as the page shows it, with its precision once answers tell it."""
        if self._suggestion is None or self.calibration is None:
            return self._suggestion
        curve = self.calibration.curve
        there = np.isclose(curve["threshold"], self._suggestion["threshold"])
        told = curve.loc[there, ["precision", "ci_low", "ci_high"]].to_dict("records")
        return self._suggestion | {"told": told[0]} if told else self._suggestion

    def _show(self) -> None:
        tuning, asking = self.tuning, self.asking
        e = effects(self.duplicates)
        state = {
            "floor": tuning.floor,
            "least": self._least(),
            "step": STEP,
            "threshold": self.threshold,
            "histogram": tuning.histogram,
            "curve": self._curve,
            "effects": e,
            "total": len(self._base.rows),
            "pairs": tuning.count(self.threshold),
            "flips": tuning.flips(self.threshold, STEP),
            "asked": len(asking.asked),
            "answered": asking.count(),
            "question": self._question(),
            "calibration": self._found(),
            "suggestion": self._suggested(),
        }
        status = (
            f"At {self.threshold:.3f}: {e['n_removed']:,} of {len(self._base.rows):,} rows would go"
            f", {counted(e['groups'], 'group')}, {counted(e['n_review'], 'row')} to review"
        )
        if self.threshold != self._base.threshold:
            status += f" (at {self._base.threshold:g}: {self._base.n_removed:,} rows would go)"
            status += f". In Python: duplicates.at({self.threshold:g})"
        tell(self.panel, state=state, status=status)
