"""All pairs above a similarity, exactly: bounds rule most out, the rest is computed in full."""
