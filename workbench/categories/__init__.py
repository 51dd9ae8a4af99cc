"""Categories of your own; labels learned from a few rows are in `classifier`."""

from workbench.categories.definitions import Category, read_categories
from workbench.categories.result import Categories, categorize
from workbench.categories.scores import scale_of, scale_texts

__all__ = [
    "Categories",
    "Category",
    "categorize",
    "read_categories",
    "scale_of",
    "scale_texts",
]
