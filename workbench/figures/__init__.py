"""Results -> Plotly figures."""

from workbench.figures.base import CONFIG
from workbench.figures.charts import curve_figure, topics_figure
from workbench.figures.colours import PALETTE, topic_colour
from workbench.figures.map import map_figure
from workbench.figures.plan import plan_map, still_of

__all__ = [
    "CONFIG", "PALETTE", "curve_figure", "map_figure", "plan_map", "still_of", "topic_colour",
    "topics_figure",
]  # fmt: skip
