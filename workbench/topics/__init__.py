"""Vectors -> topics: clustering, words, stability, change over time."""

from workbench.topics.chat import chat_namer
from workbench.topics.correct import Correction
from workbench.topics.costs import aggregate, bursts
from workbench.topics.find import check_settings, find_topics
from workbench.topics.given import Clusterer
from workbench.topics.grain import Detail
from workbench.topics.naming import Namer
from workbench.topics.refresh import assign_new, refresh
from workbench.topics.result import Refresh, Topics
from workbench.topics.stability import Stability
from workbench.topics.taxonomy import own_topics
from workbench.topics.trends import by_group, emerging, over_time

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
