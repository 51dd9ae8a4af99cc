"""Figures and state -> JupyterLab; thin."""

from workbench.widgets.board import BoardWidget, board
from workbench.widgets.decision_store import Book, Decision, MemoryBook
from workbench.widgets.explorer import ExplorerWidget, explore
from workbench.widgets.map import MapWidget, map_widget
from workbench.widgets.review import ReviewWidget, review
from workbench.widgets.thresholds import ThresholdWidget, tune_threshold

__all__ = [
    "BoardWidget",
    "Book",
    "Decision",
    "ExplorerWidget",
    "MapWidget",
    "MemoryBook",
    "ReviewWidget",
    "ThresholdWidget",
    "board",
    "explore",
    "map_widget",
    "review",
    "tune_threshold",
]
