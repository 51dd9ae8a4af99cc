"""Vectors -> a map of two or three dimensions, and how new rows land on an old one."""

from workbench.projection.given import given_projection
from workbench.projection.options import UmapOptions
from workbench.projection.place import place, placed_projection
from workbench.projection.plane import project, projection_of
from workbench.projection.reducing import (
    check_reducer,
    reduced_projection,
    umap_learn_version,
    umap_projection,
)
from workbench.projection.result import Projection, check_flat, text_positions
from workbench.projection.saved import SavedMaps
from workbench.projection.target import target_of_texts

__all__ = [
    "Projection",
    "SavedMaps",
    "UmapOptions",
    "check_flat",
    "check_reducer",
    "given_projection",
    "place",
    "placed_projection",
    "project",
    "projection_of",
    "reduced_projection",
    "target_of_texts",
    "text_positions",
    "umap_learn_version",
    "umap_projection",
]
