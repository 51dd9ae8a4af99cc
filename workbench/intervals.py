"""How far the share of a sample may be from the share of all."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

CONFIDENT = 1.96
"""Standard deviations of a normal variable to either side of which 5 % lie."""


def wilson(
    hits: Any, total: Any, level: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends of a share's interval (E. Wilson, JASA 22, 1927); 0 to 1 where total is 0."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    hits, total = np.asarray(hits, dtype=np.float64), np.asarray(total, dtype=np.float64)
    safe = np.maximum(total, 1)
    share = hits / safe
    middle = share + z**2 / (2 * safe)
    half = z * np.sqrt(share * (1 - share) / safe + z**2 / (4 * safe**2))
    scale = 1 + z**2 / safe
    low, high = (middle - half) / scale, (middle + half) / scale
    # The ends are those of all shares at none and all, which rounding misses.
    return np.where(hits == 0, 0.0, low), np.where(hits == total, 1.0, high)
