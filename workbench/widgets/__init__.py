"""Figures and state -> JupyterLab; thin."""

from workbench.widgets.mapping import MapControls, map_widget

__all__ = ["MapControls", "map_widget"]
