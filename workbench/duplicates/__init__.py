"""Pairs -> groups -> what to keep, and why."""

from workbench.duplicates.calibrate import Calibration
from workbench.duplicates.find import find_duplicates
from workbench.duplicates.frames import VERDICTS
from workbench.duplicates.guards import GUARDS
from workbench.duplicates.keeping import POLICIES
from workbench.duplicates.lexical import KINDS
from workbench.duplicates.match import Matches, match_tables
from workbench.duplicates.pair_model import PairModel
from workbench.duplicates.result import Duplicates
from workbench.duplicates.suggest import Suggestion
from workbench.duplicates.why import Why

__all__ = [
    "GUARDS",
    "KINDS",
    "POLICIES",
    "VERDICTS",
    "Calibration",
    "Duplicates",
    "Matches",
    "PairModel",
    "Suggestion",
    "Why",
    "find_duplicates",
    "match_tables",
]
