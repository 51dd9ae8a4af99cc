"""Results -> Plotly figures."""

from workbench.figures.base import CONFIG
from workbench.figures.charts import curve_figure, topics_figure
from workbench.figures.colours import PALETTE, topic_colour
from workbench.figures.map import map_figure
from workbench.figures.plan import plan_map, still_of
from workbench.figures.topics import cliffs_figure, over_time_figure, themes_figure

__all__ = [
    "CONFIG", "PALETTE", "cliffs_figure", "curve_figure", "map_figure", "over_time_figure",
    "plan_map", "still_of", "themes_figure", "topic_colour", "topics_figure",
]  # fmt: skip
