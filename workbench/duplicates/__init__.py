"""Pairs -> groups -> what to keep, and why."""

from workbench.duplicates.find import find_duplicates
from workbench.duplicates.guards.differences import GUARDS
from workbench.duplicates.kept_row import POLICIES
from workbench.duplicates.match import Matches, match_tables
from workbench.duplicates.opinions.judges import ChatJudge, chat_judge
from workbench.duplicates.opinions.result import Opinions
from workbench.duplicates.pair_evidence import KINDS, Why
from workbench.duplicates.result import Duplicates
from workbench.duplicates.tables import VERDICTS
from workbench.duplicates.threshold.calibration import Calibration
from workbench.duplicates.threshold.pair_model import PairModel
from workbench.duplicates.threshold.suggestion import Suggestion

__all__ = [
    "GUARDS",
    "KINDS",
    "POLICIES",
    "VERDICTS",
    "Calibration",
    "ChatJudge",
    "Duplicates",
    "Matches",
    "Opinions",
    "PairModel",
    "Suggestion",
    "Why",
    "chat_judge",
    "find_duplicates",
    "match_tables",
]
