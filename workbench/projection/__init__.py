"""Vectors -> a plane, and how new rows land on an old one."""

from workbench.projection.place import place, placed_projection
from workbench.projection.plane import project, projection_of
from workbench.projection.result import Projection
from workbench.projection.saved import SavedMaps

__all__ = ["Projection", "SavedMaps", "place", "placed_projection", "project", "projection_of"]
