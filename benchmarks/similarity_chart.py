"""The chart of `similarity.py growth`, drawn from its figures as one small SVG file."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

import numpy as np

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 160, 54, 60
LINE = 15
INK, GRID, OURS, OTHERS = "#333333", "#dddddd", "#1f5fa8", "#9a5b13"
NAMES = {
    "faiss IndexFlatIP.range_search": "faiss, flat",
    "paraphrase_mining_embeddings": "paraphrase_mining",
    "usearch HNSW, k=100": "usearch HNSW",
}


def draw(figures: dict[str, Any]) -> str:
    """Return the SVG: seconds by number of texts, both on logarithmic scales.

    Parameters
    ----------
    figures : dict
        ``growth`` and ``peers``, lists of dicts with ``vectors``, ``seconds`` and, for peers,
        ``tool``; ``title`` and ``note``, words.
    """
    ours = sorted((one["vectors"], one["seconds"]) for one in figures["growth"])
    peers = [
        (NAMES.get(one["tool"], one["tool"]), one["vectors"], one["seconds"])
        for one in figures["peers"]
    ]
    spans = [
        _decades([x for x, _ in ours] + [x for _, x, _ in peers]),
        _decades([y for _, y in ours] + [y for *_, y in peers]),
    ]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f'<g font-family="sans-serif" font-size="13" fill="{INK}">',
        f"<title>{escape(figures['title'])}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(LEFT, 24, figures["title"], size=16),
        _text(LEFT, 42, figures["note"], size=12),
        *_grid(*spans),
    ]
    points = [_place(x, y, *spans) for x, y in ours]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts.append(f'<polyline points="{line}" fill="none" stroke="{OURS}" stroke-width="2.5"/>')
    for (x, y), (_, seconds) in zip(points, ours, strict=True):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{OURS}"/>')
        parts.append(_text(x + 8, y + 16, _short(seconds), color=OURS))
    parts.append(_text(points[-1][0] + 8, points[-1][1] - 6, "Workbench", color=OURS))
    lowest = 0.0
    for name, count, seconds in sorted(peers, key=lambda peer: -peer[2]):
        x, y = _place(count, seconds, *spans)
        lowest = label = max(y, lowest + LINE)  # two peers may have taken the same time
        parts.append(
            f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{OTHERS}"/>'
        )
        parts.append(
            _text(x - 10, label + 4, f"{name}, {_short(seconds)}", color=OTHERS, anchor="end")
        )
    return "\n".join([*parts, "</g>", "</svg>\n"])


def _decades(values: list[float]) -> tuple[float, float]:
    """Return the logarithms between which all values lie."""
    low, high = np.log10(min(values)), np.log10(max(values))
    return float(np.floor(low * 2) / 2 - 0.1), float(np.ceil(high * 2) / 2)


def _place(
    x: float, y: float, across: tuple[float, float], up: tuple[float, float]
) -> tuple[float, float]:
    share_x = (np.log10(x) - across[0]) / (across[1] - across[0])
    share_y = (np.log10(y) - up[0]) / (up[1] - up[0])
    return (
        float(LEFT + share_x * (WIDTH - LEFT - RIGHT)),
        float(HEIGHT - BOTTOM - share_y * (HEIGHT - TOP - BOTTOM)),
    )


def _grid(across: tuple[float, float], up: tuple[float, float]) -> list[str]:
    """Return lines and labels at 1, 2 and 5 of each decade across, and at 1 of each up."""
    parts = []
    for x in [step * 10**power for power in range(7) for step in (1, 2.5, 5)]:
        if across[0] <= np.log10(x) <= across[1]:
            place, _ = _place(x, 10 ** up[0], across, up)
            parts.append(f'<path d="M{place:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="{GRID}"/>')
            parts.append(_text(place, HEIGHT - BOTTOM + 18, f"{x:,.0f}", anchor="middle"))
    for power in range(int(np.ceil(up[0])), int(up[1]) + 1):
        _, place = _place(10 ** across[0], 10.0**power, across, up)
        parts.append(f'<path d="M{LEFT} {place:.1f}H{WIDTH - RIGHT}" stroke="{GRID}"/>')
        parts.append(_text(LEFT - 8, place + 4, f"{10.0**power:g} s", anchor="end"))
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    return [*parts, _text(middle, HEIGHT - 14, "distinct texts", anchor="middle")]


def _short(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"


def _text(
    x: float, y: float, words: str, *, color: str = INK, size: int = 13, anchor: str = "start"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{color}" font-size="{size}" '
        f'text-anchor="{anchor}">{escape(words)}</text>'
    )
