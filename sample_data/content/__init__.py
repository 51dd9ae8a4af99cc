"""Hand-written content of the sample tables."""
