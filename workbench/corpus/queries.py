"""What is looked for, as vectors, and what was found, as passages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.embedding import Embedding, Encoder
from workbench.errors import InputError
from workbench.tables import Rows

if TYPE_CHECKING:
    from workbench.similarity import PassageHits


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
        check_words(query)
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


def check_words(queries: Sequence[str]) -> None:
    """Refuse queries that hold no words.

    Raises
    ------
    InputError
        Where there is none, or one is blank.
    """
    if not queries or any(not one.strip() for one in queries):
        raise InputError("search needs words to look for, got a blank query.")


def passage_texts(
    hits: pd.DataFrame, best: PassageHits, rows: Rows, embedding: Embedding
) -> list[str]:
    """Return the best passage of each row found.

    Parameters
    ----------
    hits : DataFrame
        Columns ``query`` and ``row``.
    best : PassageHits
        From which they came.
    rows : Rows
        The table's rows.
    embedding : Embedding
        With passages; their places count in what is read of a text.
    """
    passages = embedding.passages
    if passages is None:
        return [""] * len(hits)
    of = {
        (query, int(text)): int(passage)
        for query, (texts, places) in enumerate(zip(best.owners, best.passages, strict=True))
        for text, passage in zip(texts, places, strict=True)
    }
    found = []
    for query, row in zip(hits["query"], hits["row"], strict=True):
        text = int(rows.distinct_of[row])
        read = rows.readings[text]
        place = of[query, text]
        found.append(read[passages.start[place] : passages.stop[place]].strip())
    return found
