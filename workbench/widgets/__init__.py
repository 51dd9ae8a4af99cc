"""Figures and state -> JupyterLab; thin."""

from workbench.widgets.board import BoardWidget, board
from workbench.widgets.explorer import ExplorerWidget
from workbench.widgets.map import MapWidget, map_widget
from workbench.widgets.review import ReviewWidget, review
from workbench.widgets.thresholds import ThresholdWidget, tune_threshold

__all__ = [
    "BoardWidget",
    "ExplorerWidget",
    "MapWidget",
    "ReviewWidget",
    "ThresholdWidget",
    "board",
    "map_widget",
    "review",
    "tune_threshold",
]
