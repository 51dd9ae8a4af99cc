"""Numba's kernels of the join. Imported only where a join is large enough to pay for it.

Arrays come in as addresses: one compiled version then serves writable arrays and read-only
memory maps alike. The callers keep the arrays alive.
"""

# ruff: noqa: ANN001, ANN201, ANN202, ARG001, PLR0913, PLR0917
# mypy: disable-error-code="no-untyped-def,no-untyped-call"
# Numba works the types out from the call.

from __future__ import annotations

import numpy as np
from numba import config, njit, types
from numba.extending import overload

from workbench.engines import interruptible
from workbench.similarity.exact_pairs.llvm_code import WIDTH, dot_code, tile_code

ROWS = 8
"""Rows of a tile of the innermost loop; blocks of rows are a multiple of it."""

INTEGER_BLOCKS = 2
"""Columns of that tile in vectors of 16, for int8 heads: 16 sums in 512-bit registers."""

FLOAT_ROWS, FLOAT_BLOCKS = 4, 1
"""The same for float32 heads: 4 x 16 sums fit the registers of every processor."""

INTEGER_PANEL, FLOAT_PANEL = WIDTH * INTEGER_BLOCKS, WIDTH * FLOAT_BLOCKS
"""Columns that are stored together."""

_integer_tile = tile_code(ROWS, INTEGER_BLOCKS, integer=True)
_float_tile = tile_code(FLOAT_ROWS, FLOAT_BLOCKS, integer=False)


def integer_heads() -> bool:
    """Tell whether this processor multiplies int8 heads in one instruction (AVX-512 VNNI)."""
    import llvmlite.binding  # type: ignore[import-untyped]

    if config.CPU_NAME or config.CPU_FEATURES:
        return "+avx512vnni" in (config.CPU_FEATURES or "")
    features = llvmlite.binding.get_host_cpu_features()
    return bool(features.get("avx512vnni")) and bool(features.get("avx512f"))


@njit(nogil=True, cache=True)
def _emit(masks, row, column, blocks, own, found, i, j):
    """Write down the pairs whose bits are set; of a set's own join those with i < j."""
    for place in range(len(masks)):
        mask = np.uint32(masks[place])
        a = row + place // blocks
        b = column + WIDTH * (place % blocks)
        # Survivors are rare, so most masks are 0, and those that are not soon become 0. Bits of
        # padding are never set, see `bounded.make_side`.
        while mask:
            # Tiles on the diagonal hold each pair twice and each vector with itself: one of the two
            # orders is written, and no vector with itself.
            if mask & np.uint32(1) and (b > a or not own):
                i[found] = a
                j[found] = b
                found += 1
            mask >>= np.uint32(1)
            b += 1
    return found


def _shape(kind):
    """Return rows and columns, in vectors of 16, of the innermost tile of this kind of head."""


@overload(_shape)
def _shape_of(kind):
    # Decided while Numba compiles, by the type of `kind`: one source becomes two kernels, and
    # neither has a branch in its loop.
    integer = isinstance(kind, types.Integer)
    shape = (ROWS, INTEGER_BLOCKS) if integer else (FLOAT_ROWS, FLOAT_BLOCKS)

    def give(kind):
        return shape

    return give


def _tile(kind, heads, panel, steps, start, row_cut, column_cut, row_tail, column_tail, masks):
    """Bound the pairs of the innermost tile."""


@overload(_tile)
def _tile_of(kind, heads, panel, steps, start, row_cut, column_cut, row_tail, column_tail, masks):
    tile = _integer_tile if isinstance(kind, types.Integer) else _float_tile

    def run(kind, heads, panel, steps, start, row_cut, column_cut, row_tail, column_tail, masks):
        return tile(heads, panel, steps, start, row_cut, column_cut, row_tail, column_tail, masks)

    return run


@interruptible
@njit(nogil=True, cache=True)
def scan(kind, at, steps, span, own, i, j):
    """Bound the pairs of some rows and panels by heads."""
    heads, panels, start, row_cut, column_cut, row_tail, column_tail = at
    top, bottom, panel, stop = span
    height, blocks = _shape(kind)
    width = blocks * WIDTH
    # The tile writes through an address, for it is LLVM code that knows no NumPy arrays.
    masks = np.empty(height * blocks, dtype=np.uint16)
    bits = np.int64(masks.ctypes.data)
    found = np.int64(0)
    # A panel is begun only if all its pairs would fit. So the inner loop needs no test for room,
    # and no panel is left half done: the caller checks what was found, and goes on with the panel
    # returned. ROWS more, because the last tile of rows may reach beyond `bottom`.
    while panel < stop and found + (bottom - top + ROWS) * width <= len(i):
        column = panel * width
        # Panels outside, rows inside: a panel is small and stays in the first-level cache while the
        # rows, in the second, pass over it.
        for row in range(top, bottom, height):
            if _tile(
                kind,
                heads + row * steps * 4,
                panels + column * steps * 4,
                steps,
                start + row * 4,
                row_cut + row * 4,
                column_cut + column * 4,
                row_tail + row * 4,
                column_tail + column * 4,
                bits,
            ):
                found = _emit(masks, row, column, blocks, own, found, i, j)
        panel += 1
    return found, panel


@interruptible
@njit(nogil=True, cache=True)
def confirm(at, dimensions, floor, i, j, similarity):
    """Give each pair its similarity and keep those at or above the floor, in place.

    Shapes: i, j (p,), similarity (p,).
    """
    a, b, rest_a, rest_b = at
    # If the dimensions are a multiple of 32, nothing is left over: the two rest arrays are then
    # empty, and `dot_code` does not read from their addresses.
    chunks, rest = dimensions // 32, np.int64(dimensions % 32)
    kept = 0
    for place in range(len(i)):
        left, right = np.int64(i[place]), np.int64(j[place])
        value = dot_code(
            a + left * dimensions * 4,
            b + right * dimensions * 4,
            chunks,
            rest_a + left * 128,
            rest_b + right * 128,
            rest,
        )
        # Clipped before the comparison, as the definition says: otherwise a threshold of 1 would
        # treat two copies differently from `cosine`.
        value = min(1.0, max(-1.0, value))
        if value >= floor:
            # `kept` never overtakes `place`, so nothing is overwritten that has yet to be read.
            i[kept], j[kept], similarity[kept] = left, right, value
            kept += 1
    return kept
