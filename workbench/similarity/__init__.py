"""Vectors -> pairs above a threshold, nearest neighbors, search.

Exact: a pair's similarity has one definition, `cosine`, and every fast path only leaves out
pairs that a proven bound excludes. Cells and an index of neighbors may miss some, and are used
only where a caller asked for that.
"""

from workbench.similarity.blocks import neighbors_by_blocks, pairs_by_blocks, search_by_blocks
from workbench.similarity.cells import Cells, cells_of
from workbench.similarity.distinct import (
    DistinctVectors,
    distinct_graph,
    distinct_vectors,
    places_among,
)
from workbench.similarity.exact_pairs.collector import BYTES_PER_LINK, DEFAULT_MEMORY
from workbench.similarity.exact_search import PassageHits, hit_rows, search, search_passages
from workbench.similarity.join import closest_pairs, pairs, too_many
from workbench.similarity.nearest_neighbors import check_index, neighbors, neighbors_in_sample
from workbench.similarity.results import SAME, Neighbors, Pairs, UnlistedPairs
from workbench.similarity.unit_vectors import cosine

__all__ = [
    "BYTES_PER_LINK",
    "DEFAULT_MEMORY",
    "SAME",
    "Cells",
    "DistinctVectors",
    "Neighbors",
    "Pairs",
    "PassageHits",
    "UnlistedPairs",
    "cells_of",
    "check_index",
    "closest_pairs",
    "cosine",
    "distinct_graph",
    "distinct_vectors",
    "hit_rows",
    "neighbors",
    "neighbors_by_blocks",
    "neighbors_in_sample",
    "pairs",
    "pairs_by_blocks",
    "places_among",
    "search",
    "search_by_blocks",
    "search_passages",
    "too_many",
]
