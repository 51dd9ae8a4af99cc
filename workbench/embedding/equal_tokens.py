"""Texts that are one text to the model: those with equal token ids."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from workbench.embedding.base import Encoder
from workbench.embedding.tokens import BLOCK


def token_groups(
    texts: Sequence[str], encoder: Encoder, long_text: str, known: NDArray[np.bool_]
) -> dict[int, list[int]]:
    """Find the texts that the model cannot tell apart: "Inner" and "inner", say.

    The same tokens in another batch give a vector that differs in its last bits, so one text of
    each group is encoded and the others take its vector.

    Shapes: known (m,).
    """
    first: dict[bytes, int] = {}
    groups: dict[int, list[int]] = {}
    for place, key in enumerate(_keys(texts, encoder, long_text)):
        start = first.setdefault(key, place)
        if start != place:
            groups.setdefault(start, [start]).append(place)
    led = {}
    for members in groups.values():
        leader = min(members, key=lambda place: (not known[place], texts[place]))
        led[leader] = [place for place in members if place != leader]
    return led


def _keys(texts: Sequence[str], encoder: Encoder, long_text: str) -> list[bytes]:
    """Return a key for each text, equal if its tokens are; none if the tokens are unknown."""
    read = getattr(encoder, "token_ids", None)
    keys: list[bytes] = []
    if read is None:
        return keys
    for start in range(0, len(texts), BLOCK):
        block = texts[start : start + BLOCK]
        ids = read(block)
        whole = np.ones(len(block), dtype=bool)
        if long_text == "chunk":
            whole = encoder.count_tokens(block) <= encoder.info.max_tokens
        for text, own, fits in zip(block, ids, whole.tolist(), strict=True):
            data = array("q", own).tobytes() if fits else text.encode("utf-8", "surrogatepass")
            keys.append(blake2b(data, digest_size=16, person=b"ids" if fits else b"text").digest())
    return keys
