"""Topics carried over to a table that has changed."""
