"""Tables of any cells written to every kind of file, and read back by every reader."""

from __future__ import annotations

import random
import traceback
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.faults.harness import Tally
from tests.tables.written import check_written, endings, tables


def read_back(times: int, folder: Path, chance: random.Random) -> Tally:
    """Write drawn tables and compare; a cell that differs is counted, not raised."""
    tally = Tally()
    folder.mkdir(exist_ok=True)

    @seed(chance.randrange(2**32))
    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(tables, endings)
    def one(frame: pd.DataFrame, ending: str) -> None:
        try:
            check_written(frame, folder, ending)
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            said = f"{type(error).__name__}: {error!s:.200} ({at.name}:{at.lineno})"
            tally.lose(f"{ending}: {said} from {frame.to_dict('list')!r:.300}")
        else:
            tally.unhurt()

    one()
    return tally
