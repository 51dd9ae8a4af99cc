"""Decisions and corrections that outlive a run, each with the table that it belongs to."""

from workbench.ledger.book import Ledger
from workbench.ledger.entries import Entry, TableName

__all__ = ["Entry", "Ledger", "TableName"]
