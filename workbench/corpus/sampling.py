"""Which texts make a sample."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def sampled_texts(texts: Sequence[str], n: int) -> NDArray[np.int64]:
    """Return the positions of the `n` texts with the smallest digests.

    It depends on the texts alone: a table in another order has the same sample, and one that
    grows keeps most of it.
    """
    digests = (
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for text in texts
    )
    numbers = np.frombuffer(b"".join(digests), dtype=">u8").astype(np.uint64)
    return np.argsort(numbers, kind="stable")[:n]
