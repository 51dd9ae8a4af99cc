"""Vectors kept on disk, one SQLite file per model."""
