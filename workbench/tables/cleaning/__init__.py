"""What is read of a cell: markup, mail and non-answers left out of it, never out of the table."""

from workbench.tables.cleaning.boilerplate import find_boilerplate, strip_boilerplate
from workbench.tables.cleaning.cell import KINDS
from workbench.tables.cleaning.clean import (
    Cleaning,
    cleaning_of,
    read_columns,
)
from workbench.tables.cleaning.mail import prefix_rank, quotes_differ

__all__ = [
    "KINDS",
    "Cleaning",
    "cleaning_of",
    "find_boilerplate",
    "prefix_rank",
    "quotes_differ",
    "read_columns",
    "strip_boilerplate",
]
