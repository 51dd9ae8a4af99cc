"""Vectors -> a map of two or three dimensions, and how new rows land on an old one."""

from workbench.projection.default_layout import project, projection_of
from workbench.projection.given_coordinates import given_projection
from workbench.projection.placing import place, placed_projection
from workbench.projection.reducers import (
    reduced_projection,
    target_of_texts,
    umap_learn_version,
    umap_projection,
)
from workbench.projection.result import Projection, check_flat, text_positions
from workbench.projection.saved_maps import SavedMaps
from workbench.projection.umap_layout import UmapOptions

__all__ = [
    "Projection",
    "SavedMaps",
    "UmapOptions",
    "check_flat",
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
