"""Decisions and corrections that outlive a run, each with the table that it belongs to."""

from workbench.ledger.book import Ledger
from workbench.ledger.entries import Entry, TableName
from workbench.ledger.tags import RowTags

__all__ = ["Entry", "Ledger", "RowTags", "TableName"]
