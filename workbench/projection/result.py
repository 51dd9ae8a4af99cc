"""What a projection is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.calls import answers_methods
from workbench.errors import InputError, counted
from workbench.provenance import Manifest, digest_array, this_run
from workbench.tables import Rows

AXES = ("x", "y", "z")


class Table(Protocol):
    """A corpus, as far as a map needs it."""

    def _place(self, projection: Projection) -> Projection:
        """Place every row on a map that was made of other rows."""


@answers_methods
@dataclass(frozen=True, eq=False)
class Projection:
    """Where each row is on the map: two coordinates, or three.

    Rows with the same text share a position.

    Attributes
    ----------
    rows : Rows
        The table's rows.
    manifest : Manifest
        How the coordinates were made: method, parameters, random state, digest, notes.
    """

    rows: Rows
    _positions: NDArray[np.float32] = field(repr=False)
    manifest: Manifest

    def __post_init__(self) -> None:
        """Refuse coordinates that do not belong to the rows."""
        shape, count = np.shape(self._positions), len(self.rows.distinct)
        if len(shape) != 2 or shape[0] != count or shape[1] not in (2, 3):
            raise InputError(
                f"a projection needs one position per distinct text: shape ({count}, 2) or "
                f"({count}, 3), got {shape}."
            )

    def __repr__(self) -> str:
        """Return counts and the method in one line."""
        method = self.manifest.parameters.get("method", "given coordinates")
        return (
            f"Projection({counted(len(self.rows), 'row')}, "
            f"{counted(len(self.rows.distinct), 'distinct text')}, "
            f"{self.dimensions} dimensions, {method})"
        )

    @cached_property
    def coordinates(self) -> NDArray[np.float32]:
        """Coordinates of each row, shape (n, 2) or (n, 3); NaN if the row has no text."""
        return self.rows.spread(self._positions, np.float32(np.nan))

    @property
    def dimensions(self) -> int:
        """2 or 3."""
        return int(self._positions.shape[1])

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told."""
        return self.manifest.notes

    def transform(self, corpus: Table) -> Projection:
        """Place every row of a table on this map, which was made of a sample of it.

        Parameters
        ----------
        corpus : Corpus
            The whole table, or another one with all texts of this map. These keep their positions;
            every other text goes among the ten that it is most similar to.

        Returns
        -------
        Projection
            Of the rows of `corpus`.

        Raises
        ------
        InputError
            If `corpus` is something else, or lacks texts that this map holds.
        """
        place_of = getattr(corpus, "_place", None)
        if place_of is None:
            raise InputError(
                f"transform takes a corpus, got {type(corpus).__name__}. Embed the table first: "
                "wb.embed(frame, text=...)"
            )
        placed: Projection = place_of(self)
        return placed

    def among(self, rows: Rows, places: NDArray[np.int64]) -> Projection:
        """Return the positions of fewer rows on the same map.

        Parameters
        ----------
        rows : Rows
            The rows that stay.
        places : ndarray of int64
            Indices of their distinct texts among those of this projection, ascending.
        """
        positions = self._positions[places]
        note = f"Part of a map of {counted(len(self._positions), 'distinct text')}."
        manifest = replace(
            self.manifest,
            digest=digest_array(positions),
            notes=tuple(dict.fromkeys((*self.manifest.notes, note))),
        )
        return Projection(rows, positions, manifest)

    def to_frame(self) -> pd.DataFrame:
        """Return the coordinates of each row.

        Returns
        -------
        DataFrame, or the kind of table that was given
            Row by row with the input table, on its index: ``x`` and ``y``, and ``z`` if there are
            three dimensions; NaN if the row has no text.
        """
        return self.rows.as_given(self._row_frame())

    def _row_frame(self) -> pd.DataFrame:
        """Return the lines of `to_frame`."""
        names = list(AXES[: self.dimensions])
        return pd.DataFrame(self.coordinates, index=self.rows.index, columns=names)


def text_positions(projection: Projection) -> NDArray[np.float32]:
    """Return the positions of the m distinct texts, shape (m, 2) or (m, 3)."""
    return projection._positions  # noqa: SLF001 - for the other rooms; users have `coordinates`


def check_flat(projection: Projection, what: str) -> None:
    """Refuse three dimensions for what draws two."""
    if projection.dimensions != 2:
        raise InputError(
            f"{what} draws two dimensions, this projection has {projection.dimensions}. Give one "
            "of two, corpus.projection(n_components=2), or draw this one with "
            "corpus.map_figure(projection=...)."
        )


def new_projection(
    rows: Rows,
    positions: NDArray[np.float32],
    parameters: Mapping[str, Any],
    notes: tuple[str, ...],
    embedded: Manifest | None,
) -> Projection:
    """Return positions that were just made, with their manifest. Shapes: positions (m, d)."""
    inputs = (rows.manifest, *((embedded,) if embedded else ()))
    digest, run = digest_array(positions), this_run(cached=0, made=1)
    manifest = Manifest("projection", dict(parameters), digest, inputs, notes, run)
    return Projection(rows, positions, manifest)
