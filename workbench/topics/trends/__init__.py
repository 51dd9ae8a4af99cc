"""Topics over time, by group and by amount."""
