"""Pairs -> groups -> what to keep, and why."""

from workbench.duplicates.find import find_duplicates
from workbench.duplicates.guards import GUARDS
from workbench.duplicates.keeping import POLICIES
from workbench.duplicates.lexical import KINDS
from workbench.duplicates.result import Duplicates

__all__ = ["GUARDS", "KINDS", "POLICIES", "Duplicates", "find_duplicates"]
