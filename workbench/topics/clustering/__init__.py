"""Topics found, given by labels or a clusterer, or matched to a taxonomy."""
