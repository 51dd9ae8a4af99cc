"""Areas in proportion to sizes, packed without gaps."""

from __future__ import annotations

from collections.abc import Sequence

Box = tuple[float, float, float, float]


def squarified(sizes: Sequence[float], width: float = 100.0, height: float = 100.0) -> list[Box]:
    """Pack rectangles of given areas into one rectangle, each as square as can be.

    Parameters
    ----------
    sizes : sequence of float
        Areas in falling order, each above 0, in any unit.
    width, height : float
        Of the whole.

    Returns
    -------
    list of (left, top, width, height)
        One box a size, in order; together they fill the whole.

    Notes
    -----
    Squarified treemaps (Bruls, Huizing and van Wijk, 2000).
    """
    total = float(sum(sizes))
    if not total:
        return []
    areas = [size / total * width * height for size in sizes]
    boxes: list[Box] = []
    left, top, row = 0.0, 0.0, list[float]()
    for area in [*areas, None]:
        side = min(width - left, height - top)
        if area is not None and (not row or _worst([*row, area], side) <= _worst(row, side)):
            row.append(area)
            continue
        left, top = _lay(row, (left, top, width, height), boxes)
        row = [] if area is None else [area]
    if row:
        _lay(row, (left, top, width, height), boxes)
    return boxes


def _worst(row: Sequence[float], side: float) -> float:
    """Return the worst ratio of sides in a row of boxes along `side`."""
    total = sum(row)
    if total <= 0 or side <= 0:
        return float("inf")
    return max(side * side * max(row) / total**2, total**2 / (side * side * min(row)))


def _lay(row: Sequence[float], room: Box, boxes: list[Box]) -> tuple[float, float]:
    """Lay a row along the shorter side of what is left; return the new corner."""
    left, top, width, height = room
    total = sum(row)
    upright = width - left >= height - top
    side = height - top if upright else width - left
    thick = total / side if side > 0 else 0.0
    along = top if upright else left
    for area in row:
        long = area / thick if thick else 0.0
        boxes.append((left, along, thick, long) if upright else (along, top, long, thick))
        along += long
    return (left + thick, top) if upright else (left, top + thick)
