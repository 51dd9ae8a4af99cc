"""What topics are found in, and how."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import InputError, counted
from workbench.provenance import Manifest
from workbench.similarity import Neighbors
from workbench.tables import Rows


@dataclass(frozen=True, eq=False)
class Basis:
    """Texts, vectors and neighbours that belong together.

    Attributes
    ----------
    rows : Rows
        The table's rows, m distinct texts.
    vectors : ndarray of float32, shape (m, d)
        Unit vectors of the distinct texts.
    neighbors : Neighbors
        Their nearest neighbours.
    cut : ndarray of bool, shape (m,), or None
        Texts of which the model did not see all.
    foreign : ndarray of bool, shape (m,), or None
        Texts that the model cannot read: another language or script, or no word at all.
    embedded : Manifest or None
        What the vectors were made of.
    """

    rows: Rows
    vectors: NDArray[np.float32]
    neighbors: Neighbors
    cut: NDArray[np.bool_] | None = None
    foreign: NDArray[np.bool_] | None = None
    embedded: Manifest | None = None

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """What the parts were made of."""
        return (self.rows.manifest, *((self.embedded,) if self.embedded else ()))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told of the texts."""
        count = 0 if self.foreign is None else int(self.rows.counts[self.foreign].sum())
        if not count:
            return ()
        said = f"{count:,} of {counted(int(self.rows.counts.sum()), 'row')} with text"
        return (f"the model cannot read {said}, so their topics mean little",)

    def __post_init__(self) -> None:
        """Refuse parts that are not about the same texts."""
        size = len(self.rows.distinct)
        given = {"vectors": len(self.vectors), "neighbors": len(self.neighbors.indices)}
        for name, flags in (("embedding_cut", self.cut), ("foreign", self.foreign)):
            if flags is not None:
                given[name] = len(flags)
        for name, length in given.items():
            if length != size:
                raise InputError(
                    f"{name} must have one entry a distinct text: {size:,}, got {length:,}."
                )


@dataclass(frozen=True)
class Settings:
    """How topics are found.

    Attributes
    ----------
    min_size : int
        Fewest distinct texts, or copies of one text, that make a topic.
    asked : int or "auto"
        What was asked for.
    detail : str
        Which size "auto" looked for.
    seed : int
        Seed of the layouts.
    assign_noise : bool
        Whether `assigned` gives noise its nearest topic.
    """

    min_size: int
    asked: int | str = "auto"
    detail: str = "medium"
    seed: int = 0
    assign_noise: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain values, for the manifest."""
        return asdict(self)
