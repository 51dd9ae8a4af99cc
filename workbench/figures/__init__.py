"""Results -> Plotly figures."""

from workbench.figures.base import CONFIG
from workbench.figures.charts import (
    by_group_figure,
    curve_figure,
    over_time_figure,
    parameter_sweep_figure,
    themes_figure,
)
from workbench.figures.colors import PALETTE, topic_colors
from workbench.figures.frames import (
    PlotFrame,
    SuggestionCurve,
    ThresholdCurve,
    TopicsByGroup,
    TopicsOverTime,
)
from workbench.figures.map import map_figure, map_poster

__all__ = [
    "CONFIG",
    "PALETTE",
    "PlotFrame",
    "SuggestionCurve",
    "ThresholdCurve",
    "TopicsByGroup",
    "TopicsOverTime",
    "by_group_figure",
    "curve_figure",
    "map_figure",
    "map_poster",
    "over_time_figure",
    "parameter_sweep_figure",
    "themes_figure",
    "topic_colors",
]
