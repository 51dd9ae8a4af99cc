"""Topics found, or given by labels or a clusterer."""
