"""What is looked for, as vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.embedding import Encoder
from workbench.errors import InputError


def query_vectors(query: Any, width: int, encoder: Callable[[], Encoder]) -> NDArray[np.float32]:
    """Return unit vectors of what is looked for, shape (q, width).

    Parameters
    ----------
    query : str, sequence of str, or array of shape (width,) or (q, width)
        Texts, or vectors of any length greater than zero.
    width : int
        Numbers in a vector.
    encoder : function
        Gives the encoder; called for texts alone, so that vectors need no model.

    Raises
    ------
    InputError
        Where it is blank, of another kind or width, zero or not finite.
    """
    if isinstance(query, str):
        query = [query]
    if isinstance(query, (pd.Series, pd.Index)):
        query = query.tolist()
    if isinstance(query, (list, tuple)) and all(isinstance(one, str) for one in query):
        if not query or any(not one.strip() for one in query):
            raise InputError("search needs words to look for, got a blank query.")
        return encoder().encode(query)
    wanted = f"search takes a text, a list of texts, or vectors of {width} numbers"
    try:
        vectors = np.atleast_2d(np.asarray(query, dtype=np.float32))
    except (TypeError, ValueError) as error:
        raise InputError(f"{wanted}; got {query!r:.80}.") from error
    if query is None or vectors.ndim != 2 or vectors.shape[1] != width:
        raise InputError(f"{wanted}; got {query!r:.80}.")
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    if not np.all(np.isfinite(lengths) & (lengths > 0)):
        raise InputError(f"{wanted}; got one that is zero or not finite.")
    unit: NDArray[np.float32] = vectors / lengths
    return unit
