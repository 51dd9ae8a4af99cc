"""The map as a picture for a slide or a page: PNG, SVG or PDF, drawn by Matplotlib."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import get_font_names
from matplotlib.image import imread
from matplotlib.patheffects import withStroke

from workbench.errors import InputError, check_path
from workbench.figures.base import FAINT, INK, PAPER
from workbench.figures.colors import NOISE, ends_said, levels, rgb
from workbench.figures.labels import View
from workbench.figures.plan import MapPlan, density_of
from workbench.tables.files import atomic

KINDS = (".png", ".svg", ".pdf")
"""Endings that a picture may have."""

WIDTH, HEIGHT = 1_120.0, 660.0
"""Of the map, in units of a hundredth of an inch."""

HEAD, FOOT = 74.0, 26.0
"""Room for the title and for the notes."""

AROUND = 0.1
"""Share of the map's sides by which its soft regions go beyond it."""

POINT = 0.72
"""Points of a font in such a unit."""

MOST_POINTS = 200_000
"""Points drawn at most; of more rows a sample over a picture of all."""

SCALE = 3
"""Pixels of a PNG per unit."""

FONTS = ("DejaVu Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans", "Noto Sans Arabic")
"""Typefaces that are looked through for each letter, as far as they are installed."""


class Look(NamedTuple):
    """Colors of paper and letters."""

    paper: str
    ink: str
    faint: str


LIGHT, DARK = Look(PAPER, INK, FAINT), Look("#111418", "#f0f3f6", "#9aa4ae")


def check_ending(path: str | os.PathLike[str]) -> Path:
    """Return where a picture goes; refuse endings that are none of a picture."""
    checked = check_path("path", path)
    if checked.suffix.lower() not in KINDS:
        raise InputError(
            f"a poster is written to a file that ends in {', '.join(KINDS)}, got {checked.name!r}. "
            f"For example: poster({str(checked.with_suffix('.png'))!r})"
        )
    return checked


def write_poster(
    path: str | os.PathLike[str], plan: MapPlan, *, title: str, subtitle: str, dark: bool = False
) -> Path:
    """Draw a plan of a map and write it; the same plan gives the same bytes."""
    checked, look = check_ending(path), DARK if dark else LIGHT
    with _settings():
        figure = Figure((WIDTH / 100, (HEAD + HEIGHT + FOOT) / 100), facecolor=look.paper)
        axes = _axes(figure)
        _draw_points(axes, plan)
        _draw_names(axes, plan, look)
        _draw_words(figure, plan, title, subtitle, look)
        if plan.scheme.kind in ("number", "time"):
            _draw_scale(figure, plan, look)
        kind = checked.suffix.lower()[1:]
        dateless = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": None}}
        with atomic(checked) as temporary:
            figure.savefig(temporary, dpi=100 * SCALE, format=kind, metadata=dateless[kind])
    return checked


@contextmanager
def _settings() -> Iterator[None]:
    """Choose typefaces; ids in an SVG are the same each time."""
    there = set(get_font_names())
    fonts = [font for font in FONTS if font in there]
    with mpl.rc_context({"font.family": fonts or ["sans-serif"], "svg.hashsalt": "workbench"}):
        yield


def _axes(figure: Figure) -> Axes:
    """Return the plane of the map, without axes: they have no unit."""
    whole = HEAD + HEIGHT + FOOT
    axes = figure.add_axes((0, FOOT / whole, 1, HEIGHT / whole))
    axes.set_axis_off()
    return axes


def _wider(view: View) -> View:
    """Return a view with more around it."""
    share = 1 + 2 * AROUND
    across, up = (AROUND * (side[1] - side[0]) for side in (view.x, view.y))
    return View(
        (view.x[0] - across, view.x[1] + across),
        (view.y[0] - up, view.y[1] + up),
        view.width * share,
        view.height * share,
    )


def _draw_points(axes: Axes, plan: MapPlan) -> None:
    """Draw soft regions, then a dot per row; noise lies below."""
    around = _wider(plan.home)  # soft regions fade out instead of ending at the map's side
    soft = imread(io.BytesIO(density_of(plan, around)), format="png")
    axes.imshow(
        soft,
        extent=(*around.x, *around.y),
        aspect="auto",
        interpolation="bilinear",
        zorder=0,
        clip_on=False,
    )
    axes.set_xlim(*plan.home.x)
    axes.set_ylim(*plan.home.y)
    places, colors = levels(plan.scheme)
    rows = plan.drawn
    shades = colors[places[rows]]
    noise = (shades == np.array(rgb(NOISE), dtype=np.uint8)).all(axis=1)
    area = float(np.clip(40_000 / max(len(rows), 1), 0.8, 14))
    for some, order, opacity in ((noise, 1, 0.5), (~noise, 2, 0.9)):
        x, y = plan.points[rows[some], :2].T
        axes.scatter(
            x,
            y,
            s=area,
            c=shades[some] / 255,
            alpha=opacity,
            linewidths=0,
            zorder=order,
            rasterized=True,
        )


def _draw_names(axes: Axes, plan: MapPlan, look: Look) -> None:
    """Write each name where the plan puts it, with a line to its dots."""
    for label in plan.labels:
        line = {"arrowstyle": "-", "color": look.faint, "lw": 0.6, "shrinkA": 0, "shrinkB": 0}
        axes.annotate(
            "\n".join(label.lines),
            (label.x, label.y),
            (label.dx * POINT, -label.dy * POINT),
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=label.size * POINT,
            fontweight=label.weight,
            color=label.color or look.ink,
            arrowprops=line if label.moved else None,
            path_effects=[withStroke(linewidth=2.5, foreground=look.paper)],
            parse_math=False,
            zorder=4,
        )


def _draw_words(figure: Figure, plan: MapPlan, title: str, subtitle: str, look: Look) -> None:
    """Write title and subtitle above, and what must be told below."""
    whole = HEAD + HEIGHT + FOOT
    words: list[tuple[str, float, float, str, str]] = [
        (title, 34, 20, look.ink, "bold"),
        (subtitle, 60, 11, look.faint, "normal"),
        ("; ".join(plan.notes), whole - 10, 8, look.faint, "normal"),
    ]
    for text, down, size, color, weight in words:
        figure.text(
            0.022,
            1 - down / whole,
            text,
            fontsize=size,
            color=color,
            fontweight=weight,
            parse_math=False,
        )


def _draw_scale(figure: Figure, plan: MapPlan, look: Look) -> None:
    """Draw what the colors of numbers or dates mean."""
    _, colors = levels(plan.scheme)
    axes = figure.add_axes((0.78, 1 - 46 / (HEAD + HEIGHT + FOOT), 0.2, 0.014))
    axes.imshow(colors[None, :-1], aspect="auto")
    axes.set_axis_off()
    ends = ends_said(plan.scheme)
    for share, text in zip((0, 0.5, 1), (ends[0], plan.scheme.title, ends[1]), strict=True):
        axes.text(
            share,
            -1.9,
            text,
            transform=axes.transAxes,
            ha=("left", "center", "right")[int(2 * share)],
            fontsize=8,
            color=look.faint,
            parse_math=False,
        )
