"""A corpus and its results in one file: a zip of Parquet, NumPy arrays and JSON.

Nothing in it is code: no pickle, and only the dataclasses listed in `workbench.archive.classes`
are made again.
"""

from workbench.archive.reading import Archive, open_archive
from workbench.archive.writing import save_archive

__all__ = ["Archive", "open_archive", "save_archive"]
