"""A still of the threshold explorer: pairs by similarity as an SVG that needs no style."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from workbench.figures.base import FAINT, FONT, INK, RULE

_WIDE, _TALL, _FOOT = 600, 150, 24
_IN, _SUGGESTED = "#d55e00", "#1976d2"


def similarity_picture(
    histogram: Sequence[tuple[float, int]],
    floor: float,
    threshold: float,
    suggested: float | None = None,
) -> str:
    """Return bars of pairs by similarity, those that count in color, and the thresholds as lines.

    Heights are square roots. histogram: lower edge and number of pairs of each bar.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_TALL + _FOOT}" '
        f'width="{_WIDE}" height="{_TALL + _FOOT}" font-family="{FONT}" font-size="11">'
        + "".join(_parts(histogram, floor, threshold, suggested))
        + "</svg>"
    )


def _parts(
    histogram: Sequence[tuple[float, int]], floor: float, threshold: float, suggested: float | None
) -> Iterator[str]:
    """Return bars, lines and ticks, from the back to the front."""

    def across(value: float) -> float:
        return (value - floor) / ((1 - floor) or 1) * _WIDE

    top = max(1.0, *(math.sqrt(count) for _, count in histogram))
    wide = _WIDE / len(histogram)
    for edge, count in histogram:
        tall = math.sqrt(count) / top * (_TALL - 8)
        yield (
            f'<rect x="{across(edge) + 0.5:.1f}" y="{_TALL - tall:.1f}" width="{wide - 1:.1f}" '
            f'height="{tall:.1f}" fill="{_IN if edge + 1e-9 >= threshold else RULE}"/>'
        )
    yield f'<line x1="0" x2="{_WIDE}" y1="{_TALL}" y2="{_TALL}" stroke="{FAINT}"/>'
    lines = [(threshold, f'stroke="{INK}"')]
    if suggested is not None and suggested >= floor:
        lines.append((suggested, f'stroke="{_SUGGESTED}" stroke-dasharray="4 4"'))
    for value, stroke in lines:
        x = f"{across(value):.1f}"
        yield f'<line x1="{x}" x2="{x}" y1="0" y2="{_TALL}" stroke-width="2" {stroke}/>'
    step = 0.1 if across(floor + 0.05) < 0.08 * _WIDE else 0.05
    for k in range(math.ceil(floor / step - 1e-9), round(1 / step) + 1):
        at = across(k * step)
        anchor = "start" if at < 12 else "end" if at > _WIDE - 12 else "middle"
        yield (
            f'<text x="{at:.1f}" y="{_TALL + 16}" text-anchor="{anchor}" fill="{INK}">'
            f"{k * step:.2f}</text>"
        )
