"""Names that people type first, from pandas, scikit-learn and elsewhere, and ours for the same."""

from __future__ import annotations

from collections.abc import Collection

from workbench.errors import did_you_mean

KEYWORDS = {
    "anonymize": "redact",
    "by": "block_on",
    "column": "text",
    "cutoff": "threshold",
    "dim": "n_components",
    "dimensions": "n_components",
    "embeddings": "vectors",
    "exclude": "redact",
    "group_by": "block_on",
    "groupby": "block_on",
    "hue": "color",
    "id_column": "id",
    "k_neighbors": "n_neighbors",
    "limit": "k",
    "mask": "filter",
    "masked": "redact",
    "max_rows": "n",
    "min_size": "min_cluster_size",
    "min_topic_size": "min_cluster_size",
    "n_dims": "n_components",
    "n_results": "k",
    "must_match": "block_on",
    "ndim": "n_components",
    "pii": "redact",
    "query": "filter",
    "random_seed": "random_state",
    "seed": "random_state",
    "similarity": "threshold",
    "sort_by": "date",
    "subset": "block_on",
    "text_column": "text",
    "time": "date",
    "timestamp": "date",
    "top_k": "k",
    "where": "filter",
    "within": "block_on",
}
"""Keywords by what is typed first."""

NUMBER_OF_TOPICS = (
    " No number of topics is asked for: they are found. detail='broad' gives fewer, detail='fine' "
    "more, and clusterer=sklearn.cluster.KMeans(10) exactly ten."
)

ADVICE = dict.fromkeys(
    ("n_topics", "nr_topics", "num_topics", "n_clusters", "k", "n_components"), NUMBER_OF_TOPICS
)
"""What to say of keywords for which there is nothing alike in `topics`."""

MEMBERS = {
    "cluster": "topics",
    "columns": "frame",
    "dedupe": "duplicates",
    "deduplicate": "duplicates",
    "df": "frame",
    "drop": "apply",
    "drop_duplicates": "duplicates",
    "dropped": "apply",
    "duplicated": "duplicates",
    "embeddings": "vectors",
    "fit": "topics",
    "kept": "apply",
    "keywords": "table",
    "load": "open",
    "near_duplicates": "duplicates",
    "pca": "projection",
    "plot": "map",
    "query": "search",
    "read": "read_table",
    "reduce": "projection",
    "removed": "apply",
    "scatter": "map",
    "similar": "search",
    "split_table": "apply",
    "to_pandas": "to_frame",
    "to_polars": "to_frame",
    "topic_info": "table",
    "transform": "predict",
    "trend": "over_time",
    "trends": "over_time",
    "tsne": "projection",
    "umap": "projection",
    "unanswered": "gaps",
    "unmatched": "unused",
    "visualize": "map",
    "where": "filter",
}
"""Methods and attributes by what is typed first."""

KEPT_ROWS = {
    "earliest": "oldest",
    "frequent": "most_common",
    "latest": "newest",
    "medoid": "central",
    "mode": "most_common",
    "most_frequent": "most_common",
    "recent": "newest",
}
"""Policies of which row is kept, by what is typed first."""


def meant(given: str, allowed: Collection[str], synonyms: dict[str, str]) -> str:
    """Return ``" Did you mean 'x'?"``: by meaning if that is known, else by spelling."""
    ours = synonyms.get(given.lower())
    if ours in allowed:
        return f" Did you mean {ours!r}?"
    return did_you_mean(given, allowed)
