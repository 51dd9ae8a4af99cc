"""Vectors -> topics: clustering, words, stability, change over time."""

from workbench.topics.find import find_topics
from workbench.topics.result import Topics

__all__ = ["Topics", "find_topics"]
