"""Whether the same topics come again, and what other settings would give."""
