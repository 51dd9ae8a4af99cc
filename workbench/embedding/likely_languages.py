"""The likeliest language of many texts at once, as py3langid tells it of one.

Its automaton reads a byte of all texts at a time, and its scores are one product of matrices: a
sixth of the time.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

AT_ONCE, BYTES = 8_192, 1 << 21
"""Texts that are read at once, and the bytes that these may have if all are as long as one."""


def likely_languages(
    texts: Sequence[str], identifier: Any
) -> tuple[NDArray[np.str_], NDArray[np.float32]]:
    """Return the likeliest language of each text, and its probability.

    The probability is that of `identifier.classify` but for rounding. Shapes: returns (m,) each.
    """
    from scipy.sparse import csr_matrix

    data = [unicodedata.normalize("NFC", one).encode("utf-8", "surrogatepass") for one in texts]
    size = np.array([len(one) for one in data], dtype=np.int64)
    scores = identifier.nb_ptc.astype(np.float32)
    automaton = (
        np.asarray(identifier.tk_nextmove),
        np.asarray(identifier.tk_row, dtype=np.int64) << 8,
        np.array(identifier.tk_output, dtype=np.int32),
    )
    labels, label_of = np.unique(identifier.nb_classes, return_inverse=True)
    label = np.eye(len(labels), dtype=np.float32)[label_of]  # two classes may have one
    best = np.zeros(len(data), dtype=np.int64)
    probability = np.zeros(len(data), dtype=np.float32)
    order = np.argsort(-size, kind="stable")  # those of one length together
    first = 0
    while first < len(order):
        some = order[first : first + max(1, min(AT_ONCE, BYTES // max(1, size[order[first]])))]
        first += len(some)
        found = _found(b"".join(data[k] for k in some.tolist()), size[some], *automaton)
        counts = csr_matrix((np.ones(len(found[0]), np.float32), found), (len(some), len(scores)))
        counts.data = np.log1p(counts.data)
        likely = counts @ scores + identifier.nb_pc
        likely /= np.sqrt(np.maximum(size[some], 1))[:, None].astype(np.float32)
        likely = np.exp(likely - likely.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        likely = likely @ label
        best[some], probability[some] = likely.argmax(axis=1), likely.max(axis=1)
    return labels[best], probability


def _found(
    data: bytes,
    size: NDArray[np.int64],
    moves: NDArray[Any],
    row: NDArray[np.int64],
    feature: NDArray[np.int32],
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return text and feature of each n-gram that the model knows, the longest text first.

    Shapes: size (m,), bytes of each text; moves, row and feature: states after a byte, where the
    moves of a state begin, what each state has found, -1 for nothing.
    """
    letters, start = np.frombuffer(data, np.uint8), np.cumsum(size) - size
    longest = int(size.max(initial=0))
    reading = np.searchsorted(-size, -np.arange(longest))  # texts that have so many bytes
    found = np.full((longest, len(size)), -1, dtype=np.int32)
    at = np.full(len(size), row[0])
    for place, count in enumerate(reading.tolist()):
        state = moves[at[:count] + letters[start[:count] + place]]
        found[place, :count], at[:count] = feature[state], row[state]
    byte, text = np.nonzero(found >= 0)
    return text, found[byte, text]
