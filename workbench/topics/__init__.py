"""Vectors -> topics: clustering, words, stability, change over time."""

from workbench.topics.carried_over import assign_new, refresh
from workbench.topics.clustering.automatic_size import Detail
from workbench.topics.clustering.given_labels import Clusterer
from workbench.topics.corrections import Correction
from workbench.topics.find import check_settings, find_topics
from workbench.topics.metrics import metrics
from workbench.topics.names.asking import Namer
from workbench.topics.names.language_model import chat_namer
from workbench.topics.result import Refresh, Topics
from workbench.topics.stability import Stability
from workbench.topics.text_parts import UNITS, Unit
from workbench.topics.trends import bursts, by_group, emerging, over_time

__all__ = [
    "UNITS",
    "Clusterer",
    "Correction",
    "Detail",
    "Namer",
    "Refresh",
    "Stability",
    "Topics",
    "Unit",
    "assign_new",
    "bursts",
    "by_group",
    "chat_namer",
    "check_settings",
    "emerging",
    "find_topics",
    "metrics",
    "over_time",
    "refresh",
]
