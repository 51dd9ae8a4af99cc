"""Vectors -> topics: clustering, words, stability, change over time."""

from workbench.topics.correct import Correction
from workbench.topics.find import find_topics
from workbench.topics.refresh import Refresh, assign_new, refresh
from workbench.topics.result import Topics
from workbench.topics.stability import Stability
from workbench.topics.trends import by_group, emerging, over_time

__all__ = [
    "Correction",
    "Refresh",
    "Stability",
    "Topics",
    "assign_new",
    "by_group",
    "emerging",
    "find_topics",
    "over_time",
    "refresh",
]
