"""Pictures by numpy alone: PNG files, density under a large map, the map as a still."""

from __future__ import annotations

import base64
import html
import struct
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.figures.base import FAINT, FONT, INK
from workbench.figures.labels import Label, View, extent, to_screen

_FAINTEST = 70  # alpha of a pixel that holds one row: rare rows must not vanish


def png(pixels: NDArray[np.uint8], palette: NDArray[np.uint8] | None = None) -> bytes:
    """Return a PNG file (W3C Portable Network Graphics, third edition).

    Shapes: pixels (h, w, 4), palette (c, 3).
    """
    height, width = pixels.shape[:2]
    kind = 6 if palette is None else 3
    lines = np.concatenate(
        [np.zeros((height, 1), dtype=np.uint8), pixels.reshape(height, -1)], axis=1
    )
    head = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    chunks = [_chunk(b"IHDR", head)]
    if palette is not None:
        chunks += [_chunk(b"PLTE", palette.tobytes()), _chunk(b"tRNS", b"\x00")]
    chunks += [_chunk(b"IDAT", zlib.compress(lines.tobytes(), 6)), _chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def data_uri(data: bytes, kind: str = "image/png") -> str:
    """Return `data` as an address that holds it."""
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


def density(
    points: NDArray[np.float32], places: NDArray[np.int32], colors: NDArray[np.uint8], view: View
) -> bytes:
    """Return a PNG of how many points fall on each pixel, in the mean of their colors.

    Shapes: points (k, 2), places (k,), colors (c, 3).
    """
    width, height = int(view.width), int(view.height)
    cell, seen = _cells(points, view, width, height)
    total = np.bincount(cell, minlength=width * height)
    full = total > 0
    image = np.zeros((width * height, 4), dtype=np.uint8)
    shade = colors[places[seen]]
    for channel in range(3):
        mean = np.bincount(cell, weights=shade[:, channel], minlength=width * height)
        image[full, channel] = mean[full] / total[full]
    strength = np.log1p(total) / np.log1p(max(int(total.max()), 1))
    image[full, 3] = _FAINTEST + strength[full] * (255 - _FAINTEST)
    return png(image.reshape(height, width, 4))


_CELL = 5  # pixels of a cell of the soft regions
_BLUR = np.exp(-0.5 * (np.arange(-9, 10) / 3.0) ** 2)


def regions(
    points: NDArray[np.float32], places: NDArray[np.int32], colors: NDArray[np.uint8], view: View
) -> bytes:
    """Return a PNG of soft regions behind points: their density, blurred, in their mean color.

    A Gaussian kernel density estimate on a coarse grid; browsers smooth it when they stretch it.
    Shapes: points (k, 2), places (k,), colors (c, 3).
    """
    width, height = int(view.width) // _CELL + 1, int(view.height) // _CELL + 1
    cell, seen = _cells(points, view, width, height)
    shade = colors[places[seen]].astype(float)
    weights = np.column_stack([np.ones(len(cell)), shade])
    sums = [np.bincount(cell, weights=w, minlength=width * height) for w in weights.T]
    total, *channels = (_blurred(one.reshape(height, width).astype(float)) for one in sums)
    image = np.zeros((height, width, 4), dtype=np.uint8)
    full = total > 1e-9
    for k, channel in enumerate(channels):
        image[full, k] = np.clip(channel[full] / total[full], 0, 255)
    image[..., 3] = 120 * np.sqrt(total / max(float(total.max(initial=0)), 1e-9))
    return png(image)


def _blurred(grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a grid convolved with a Gaussian, along both axes one after the other."""
    half = len(_BLUR) // 2
    for axis in (0, 1):
        wide = np.pad(grid, [(half, half) if axis == k else (0, 0) for k in (0, 1)])
        steps = np.lib.stride_tricks.sliding_window_view(wide, len(_BLUR), axis=axis)
        grid = steps @ _BLUR
    return grid


def still(
    points: NDArray[np.float32],
    places: NDArray[np.int32],
    colors: NDArray[np.uint8],
    view: View,
    sharp: int = 1,
) -> bytes:
    """Return a small PNG of the points as dots; rare colors lie on top.

    sharp: pixels for each of the view: 2 for fine screens and slides.
    """
    width, height = sharp * int(view.width), sharp * int(view.height)
    cell, seen = _cells(points, view, width, height)
    pixels = places[seen]
    often = np.bincount(pixels, minlength=len(colors))
    order = np.lexsort((cell, pixels, -often[pixels]))
    canvas = np.zeros((height, width), dtype=np.uint8)
    row, column = cell[order] // width, cell[order] % width
    ink = (pixels[order] % 255 + 1).astype(np.uint8)
    for dy, dx in _disc(sharp if len(points) > 4000 else 2 * sharp):
        canvas[np.clip(row + dy, 0, height - 1), np.clip(column + dx, 0, width - 1)] = ink
    return png(canvas, np.vstack([[255, 255, 255], colors[:255]]).astype(np.uint8))


def _disc(radius: int) -> list[tuple[int, int]]:
    """Return the pixels of a dot, down and across from its middle."""
    at = np.arange(-radius, radius)
    down, across = np.meshgrid(at, at, indexing="ij")
    inside = (down + 0.5) ** 2 + (across + 0.5) ** 2 <= radius**2
    return list(zip(down[inside].tolist(), across[inside].tolist(), strict=True))


def picture(
    image: bytes,
    labels: tuple[Label, ...],
    view: View,
    title: str,
    scale: tuple[str, Sequence[str], str, str] | None = None,
) -> str:
    """Return an SVG of the still with the names on it, every text escaped.

    scale: what colors of numbers mean: a title, the colors, the least and the greatest in words.
    """
    width, height = int(view.width), int(view.height)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'width="{width}" height="{height}" font-family="{html.escape(FONT)}">'
    )
    parts = [
        head,
        f"<title>{html.escape(title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<image width="{width}" height="{height}" href="{data_uri(image)}"/>',
    ]
    for label in labels:
        x, y = to_screen(np.array([label.x, label.y]), view)
        middle, top = x + label.dx, y + label.dy - extent(label)[1] / 2 + label.size
        if label.moved:
            parts.append(
                f'<line x1="{x:.0f}" y1="{y:.0f}" x2="{middle:.0f}" y2="{y + label.dy:.0f}" '
                f'stroke="{FAINT}" stroke-opacity="0.5"/>'
            )
        parts += [
            f'<text x="{middle:.0f}" y="{top + k * label.size * 1.25:.0f}" '
            f'font-size="{label.size:g}" font-weight="{label.weight}" text-anchor="middle" '
            f'fill="{label.color or INK}" stroke="#ffffff" stroke-width="3" paint-order="stroke" '
            'stroke-linejoin="round">'
            f"{html.escape(line)}</text>"
            for k, line in enumerate(label.lines)
        ]
    if scale is not None:
        parts += _scale(scale, width - 260, height - 30)
    return "".join([*parts, "</svg>"])


def _scale(scale: tuple[str, Sequence[str], str, str], left: int, top: int) -> Iterator[str]:
    """Draw what colors of numbers mean."""
    title, colors, least, greatest = scale
    wide = 240 / len(colors)
    for k, color in enumerate(colors):
        place = f'x="{left + k * wide:g}" y="{top}" width="{wide:g}" height="8"'
        yield f'<rect {place} fill="{color}"/>'
    ends = ((0, "start", -5, title), (0, "start", 22, least), (240, "end", 22, greatest))
    for across, anchor, down, text in ends:
        yield (
            f'<text x="{left + across}" y="{top + down}" font-size="11" text-anchor="{anchor}" '
            f'fill="{INK}">{html.escape(text)}</text>'
        )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _cells(
    points: NDArray[np.float32], view: View, width: int, height: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the pixel of each point inside the view, and which points those are."""
    (x0, x1), (y0, y1) = view.x, view.y
    across = (points[:, 0] - np.float32(x0)) * np.float32(width / max(x1 - x0, 1e-12))
    down = (np.float32(y1) - points[:, 1]) * np.float32(height / max(y1 - y0, 1e-12))
    seen = (across >= 0) & (across <= width) & (down >= 0) & (down <= height)
    column = np.minimum(across[seen].astype(np.int64), width - 1)
    row = np.minimum(down[seen].astype(np.int64), height - 1)
    return row * width + column, seen
