"""Vectors -> topics: clustering, words, stability, change over time."""

from workbench.topics.clustering.automatic_size import Detail
from workbench.topics.clustering.given_labels import Clusterer
from workbench.topics.clustering.taxonomy import own_topics
from workbench.topics.corrections.correction import Correction
from workbench.topics.find import check_settings, find_topics
from workbench.topics.names.language_model import chat_namer
from workbench.topics.names.titles import Namer
from workbench.topics.refreshing.refresh import assign_new, refresh
from workbench.topics.result import Refresh, Topics
from workbench.topics.stability.measure import Stability
from workbench.topics.trends.bursts_and_sums import aggregate, bursts
from workbench.topics.trends.shares import by_group, emerging, over_time

__all__ = [
    "Clusterer",
    "Correction",
    "Detail",
    "Namer",
    "Refresh",
    "Stability",
    "Topics",
    "aggregate",
    "assign_new",
    "bursts",
    "by_group",
    "chat_namer",
    "check_settings",
    "emerging",
    "find_topics",
    "over_time",
    "own_topics",
    "refresh",
]
