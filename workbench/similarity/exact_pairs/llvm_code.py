"""Inner loops as portable LLVM vector code, for Numba.

LLVM turns a 16-wide vector into whatever registers the processor has, so the float loops run
anywhere; the int8 loop needs one instruction, VPDPBUSD, and is used only where the processor
reports it. Everything here takes addresses, for a loop of Numba's own over small slices does not
stay in registers.

Measured 2026-11-29, 2 cores busy with other work, 80,000 texts at 0.85, processor seconds in turns:
this scan 3.6-5.7, NumPy products of float32 heads 9.3-13.6 (least at width 64), of whole vectors
68, faiss flat 257 (2 threads; 210 with 1), from 5/16 of its queries, evenly spaced. Same pairs.
NumPy would do (>= 15 times faster than faiss), at 0.3 to 0.6 of the speed. Taken by a variant of
``benchmarks/similarity.py scans`` that sets the widths and asks faiss those queries alone.
"""

# ruff: noqa: ANN001, ANN201, ANN202, ARG001, PLR0913, PLR0917
# mypy: disable-error-code="no-untyped-def"
# An intrinsic's own parameters are types for Numba, bare and as many as the loop has addresses.

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

WIDTH = 16
"""Columns in a vector."""

LANES = 32
"""Sums of the similarity kernel, as in `workbench.similarity.unit_vectors`."""

I1, I16, I32, I64 = (ir.IntType(bits) for bits in (1, 16, 32, 64))
F32, F64 = ir.FloatType(), ir.DoubleType()
INTS, FLOATS = ir.VectorType(I32, WIDTH), ir.VectorType(F32, WIDTH)
NUMBER_BYTES = 4


def _word(value: int) -> Any:
    return ir.Constant(I64, value)


def _pointer(builder: Any, address: Any, kind: Any) -> Any:
    return builder.inttoptr(address, kind.as_pointer())


def _load(builder: Any, address: Any, kind: Any) -> Any:
    """Load from an address of which only 4-byte alignment is known."""
    loaded = builder.load(_pointer(builder, address, kind))
    loaded.align = NUMBER_BYTES
    return loaded


def _everywhere(builder: Any, number: Any, kind: Any) -> Any:
    """Repeat a number in each place of a vector."""
    # Insert, then shuffle with zeros only: the form that LLVM turns into one broadcast.
    empty = ir.Constant(kind, ir.Undefined)
    first = builder.insert_element(empty, number, ir.Constant(I32, 0))
    return builder.shuffle_vector(first, empty, ir.Constant(ir.VectorType(I32, WIDTH), [0] * WIDTH))


def _operation(builder: Any, name: str, kind: Any) -> Any:
    return cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(kind, [kind, kind, kind]), name
    )


@dataclass(frozen=True)
class Shape:
    """A small tile of heads: its rows, its columns in vectors of 16, and its kind of number."""

    rows: int
    blocks: int
    integer: bool

    @property
    def kind(self) -> Any:
        """Type of a vector of sums."""
        return INTS if self.integer else FLOATS


def tile_code(rows: int, blocks: int, *, integer: bool) -> Callable[..., Any]:
    """Make the loop that bounds the similarities of a small tile of heads."""
    shape = Shape(rows, blocks, integer)

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        held = _begin(builder, shape, arguments[3])
        _multiply(builder, shape, held, arguments[:3])
        return _compare(builder, shape, held, arguments[4:])

    @intrinsic
    def tile(
        _typing, heads, panel, steps, start, row_cut, column_cut, row_tail, column_tail, masks
    ):
        return types.int64(*[types.int64] * 9), generate

    made: Callable[..., Any] = tile
    return made


def _begin(builder: Any, shape: Shape, start: Any) -> list[list[Any]]:
    """Make room for the sums; those of int8 heads begin at what undoes the columns' shift."""
    held = []
    for row in range(shape.rows):
        first = ir.Constant(FLOATS, [0.0] * WIDTH)
        if shape.integer:
            at = builder.add(start, _word(NUMBER_BYTES * row))
            first = _everywhere(builder, _load(builder, at, I32), INTS)
        # Variables on the stack only in writing: LLVM's optimizer turns them into registers, 16 of
        # the 32 that AVX-512 has, so no sum goes through memory in the loop.
        sums = [cgutils.alloca_once(builder, shape.kind) for _ in range(shape.blocks)]
        for one in sums:
            builder.store(first, one)
        held.append(sums)
    return held


def _multiply(builder: Any, shape: Shape, held: list[list[Any]], addresses: Any) -> None:
    """Add the products of heads, step by step, into the sums."""
    heads, panel, steps = addresses
    kind = shape.kind
    name = "llvm.x86.avx512.vpdpbusd.512" if shape.integer else "llvm.fmuladd.v16f32"
    operation = _operation(builder, name, kind)
    stride = builder.mul(steps, _word(NUMBER_BYTES))
    # Only the steps are a loop at run time. Rows and blocks are unrolled while the code is made,
    # since registers cannot be numbered at run time.
    with cgutils.for_range(builder, steps) as loop:
        column = builder.add(panel, builder.mul(loop.index, _word(64 * shape.blocks)))
        # Loaded once per step and used by all rows of the tile. This is what a tile is for: with
        # one row at a time, each product would need a load of its own.
        columns = [
            _load(builder, builder.add(column, _word(64 * block)), kind)
            for block in range(shape.blocks)
        ]
        row = builder.add(heads, builder.mul(loop.index, _word(NUMBER_BYTES)))
        for place, sums in enumerate(held):
            at = builder.add(row, builder.mul(stride, _word(place)))
            number = _everywhere(builder, _load(builder, at, kind.element), kind)
            for one, numbers in zip(sums, columns, strict=True):
                old = builder.load(one)
                # VPDPBUSD wants the sums first, then the unsigned bytes, then the signed ones, and
                # adds four products to each sum. fmuladd may round once or twice, as the processor
                # likes: the slack covers either.
                parts = (old, numbers, number) if shape.integer else (numbers, number, old)
                builder.store(builder.call(operation, parts), one)


def _compare(builder: Any, shape: Shape, held: list[list[Any]], addresses: Any) -> Any:
    """Add tail times tail, compare with the cuts, write the bits down."""
    row_cut, column_cut, row_tail, column_tail, masks = addresses
    operation = _operation(builder, "llvm.fmuladd.v16f32", FLOATS)
    offsets = [_word(64 * block) for block in range(shape.blocks)]
    tails = [_load(builder, builder.add(column_tail, at), FLOATS) for at in offsets]
    cuts = [_load(builder, builder.add(column_cut, at), FLOATS) for at in offsets]
    some = ir.Constant(I16, 0)
    for row, sums in enumerate(held):
        at = _word(NUMBER_BYTES * row)
        tail = _everywhere(builder, _load(builder, builder.add(row_tail, at), F32), FLOATS)
        cut = _everywhere(builder, _load(builder, builder.add(row_cut, at), F32), FLOATS)
        for block, one in enumerate(sums):
            value = builder.load(one)
            # Exact up to 2^24, the sum of 1,040 products of 127 x 127; above that it rounds once,
            # which the slack covers.
            value = builder.sitofp(value, FLOATS) if shape.integer else value
            bound = builder.call(operation, [tail, tails[block], value])
            over = builder.fcmp_ordered(">=", bound, builder.fsub(cut, cuts[block]))
            # Sixteen comparisons become sixteen bits, column 0 in the lowest one.
            mask = builder.bitcast(over, I16)
            place = builder.add(masks, _word(2 * (row * shape.blocks + block)))
            builder.store(mask, _pointer(builder, place, I16))
            # Nearly all tiles hold no survivor. With one number for the whole tile, the caller need
            # not look at the masks.
            some = builder.or_(some, mask)
    return builder.zext(some, I64)


@intrinsic
def dot_code(_typing, a, b, chunks, rest_a, rest_b, rest):
    """Sum products of two rows in 32 float64 lanes and add the lanes by halves.

    ``dot(a, b, chunks, rest_a, rest_b, rest)``, int64: addresses of two float32 rows, how many
    whole chunks of 32 numbers they have, addresses of 32 numbers with what is left (zeros
    behind), and whether anything is left. Returns float64: the bits of
    `workbench.similarity.unit_vectors.cosine` before clipping.
    """
    lanes = ir.VectorType(F64, LANES)
    numbers = ir.VectorType(F32, LANES)

    def add_chunk(builder: Any, held: Any, at_a: Any, at_b: Any) -> None:
        left = builder.fpext(_load(builder, at_a, numbers), lanes)
        right = builder.fpext(_load(builder, at_b, numbers), lanes)
        # No fast-math flags: LLVM may then not change the order of the additions, on which the last
        # bits depend. Widening to float64 and the product are exact.
        builder.store(builder.fadd(builder.load(held), builder.fmul(left, right)), held)

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        at_a, at_b, count, left_a, left_b, left = arguments
        held = cgutils.alloca_once(builder, lanes)
        builder.store(ir.Constant(lanes, [0.0] * LANES), held)
        with cgutils.for_range(builder, count) as loop:
            offset = builder.mul(loop.index, _word(NUMBER_BYTES * LANES))
            add_chunk(builder, held, builder.add(at_a, offset), builder.add(at_b, offset))
        with builder.if_then(builder.icmp_signed("!=", left, _word(0))):
            # Zeros behind the rest add nothing to their sums.
            add_chunk(builder, held, left_a, left_b)
        sums, width = builder.load(held), LANES
        while width > 1:
            width //= 2
            # Upper half onto lower half, as `definition._dots` does.
            empty = ir.Constant(sums.type, ir.Undefined)
            pick = ir.VectorType(I32, width)
            low = builder.shuffle_vector(sums, empty, ir.Constant(pick, list(range(width))))
            high = builder.shuffle_vector(
                sums, empty, ir.Constant(pick, list(range(width, 2 * width)))
            )
            sums = builder.fadd(low, high)
        return builder.extract_element(sums, ir.Constant(I32, 0))

    return types.float64(*[types.int64] * 6), generate
