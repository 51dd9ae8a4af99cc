"""Figures and state -> JupyterLab; thin."""

from workbench.widgets.board import BoardControls, board
from workbench.widgets.decision_store import Book, Decision, MemoryBook
from workbench.widgets.explorer import ExplorerControls, explore
from workbench.widgets.map import MapControls, map_widget
from workbench.widgets.review import ReviewControls, review
from workbench.widgets.thresholds import ThresholdControls, tune_threshold

__all__ = [
    "BoardControls",
    "Book",
    "Decision",
    "ExplorerControls",
    "MapControls",
    "MemoryBook",
    "ReviewControls",
    "ThresholdControls",
    "board",
    "explore",
    "map_widget",
    "review",
    "tune_threshold",
]
