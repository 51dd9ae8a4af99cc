"""How large a topic is at least, found without being told."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from workbench.errors import check_choice

Detail = Literal["broad", "medium", "fine"]
SCALE = {"broad": 1.0, "medium": 0.5, "fine": 0.25}
"""Size of the smallest topic over the square root of the number of texts."""


def auto_size(space: NDArray[np.float32], detail: Detail) -> tuple[int, tuple[str, ...]]:
    """Return the fewest texts of a topic, and notes.

    Parameters
    ----------
    space : ndarray of float32, shape (r, m, d)
        Layouts that are clustered.
    detail : {"broad", "medium", "fine"}
        Which size is looked for.

    Returns
    -------
    size : int
        At least 3.
    notes : tuple of str
    """
    scale = SCALE[check_choice("detail", detail, tuple(SCALE))]
    return max(3, round(scale * float(np.sqrt(space.shape[1])))), ()
