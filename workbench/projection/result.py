"""What a projection is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError, counted
from workbench.provenance import Manifest, digest_array
from workbench.tables import Rows


@dataclass(frozen=True, eq=False)
class Projection:
    """Where each text stands on the plane.

    Attributes
    ----------
    rows : Rows
        The table's rows.
    coordinates : ndarray of float32, shape (m, 2)
        One place a distinct text.
    manifest : Manifest
        Parameters, seed, digest; its notes say what a reader must be told.
    """

    rows: Rows
    coordinates: NDArray[np.float32]
    manifest: Manifest

    def __post_init__(self) -> None:
        """Refuse coordinates that do not belong to the rows."""
        if self.coordinates.shape != (len(self.rows.distinct), 2):
            raise InputError(
                f"coordinates must have shape ({len(self.rows.distinct)}, 2), one place a distinct "
                f"text, got {self.coordinates.shape}."
            )

    def __repr__(self) -> str:
        """Return counts and the method in one line."""
        method = self.manifest.parameters.get("method", "given")
        return (
            f"Projection({counted(len(self.rows), 'row')}, "
            f"{counted(len(self.rows.distinct), 'distinct text')}, {method})"
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told."""
        return self.manifest.notes

    def among(self, rows: Rows, places: NDArray[np.int64]) -> Projection:
        """Return the places of fewer rows on the same map.

        Parameters
        ----------
        rows : Rows
            The rows that stay.
        places : ndarray of int64
            Places of their distinct texts among those of this projection, ascending.
        """
        coordinates = self.coordinates[places]
        note = f"Part of a map of {counted(len(self.coordinates), 'distinct text')}."
        manifest = replace(
            self.manifest,
            digest=digest_array(coordinates),
            notes=tuple(dict.fromkeys((*self.manifest.notes, note))),
        )
        return Projection(rows, coordinates, manifest)

    def to_frame(self) -> pd.DataFrame:
        """Return columns x and y, one row a row of the input table, NaN where it has no text."""
        spread = self.rows.spread(self.coordinates, np.nan)
        return pd.DataFrame({"x": spread[:, 0], "y": spread[:, 1]}, index=self.rows.index)
