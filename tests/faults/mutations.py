"""Small changes that turn a sound file into one that a stranger may send."""

from __future__ import annotations

import copy
import io
import json
import random
from typing import Any

import numpy as np

ODD = [
    None,
    True,
    -1,
    0,
    1,
    0.5,
    2**31,
    2**63,
    10**30,
    1e308,
    -1e-320,
    "",
    "x" * 1000,
    "\ud800",
    "../../x",
    "\0",
    [],
    {},
    [[]],
    [None],
    {"$": "rows"},
    {"": []},
]
"""What may stand where something else should be."""

WORDS = [
    b"\xff",
    b"\0",
    b"\n",
    b'"',
    b",",
    b"{",
    b"[",
    b"<",
    b"&",
    b"=1+1",
    b"\xef\xbb\xbf",
    b"9" * 30,
]


def mutated_bytes(sound: bytes, chance: random.Random) -> bytes:
    """Change, cut, repeat, insert or swap parts of a file, once or a few times."""
    raw = bytearray(sound)
    for _ in range(chance.choice([1, 1, 1, 2, 5, 20])):
        place, other = (chance.randrange(len(raw) + 1) for _ in range(2))
        size = chance.choice([1, 1, 4, 16, 256])
        what = chance.randrange(6)
        if what == 0 and raw:
            raw[place % len(raw)] ^= chance.randrange(1, 256)
        elif what == 1:
            raw[place : place + size] = bytes(chance.randrange(256) for _ in range(size))
        elif what == 2:
            del raw[place : place + size]
        elif what == 3:
            raw[place:place] = chance.choice(WORDS)
        elif what == 4:
            raw[place:place] = raw[other : other + size]
        elif chance.random() < 0.3:
            del raw[place:]
    return bytes(raw)


def places_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value within a value of JSON, itself left out."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for name, below in inner:
        found.append((*path, name))
        if isinstance(below, (dict, list)):
            found += places_of(below, (*path, name))
    return found


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        value = value[name]
    return value


def mutated_json(sound: Any, chance: random.Random) -> Any:
    """Replace, move, repeat, remove or nest values, once or twice."""
    value = copy.deepcopy(sound)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        places = places_of(value)
        if not places:
            return chance.choice(ODD)
        *before, name = chance.choice(places)
        parent = at(value, tuple(before))
        what = chance.randrange(6)
        if what == 0:
            del parent[name]
        elif what == 1:
            parent[name] = copy.deepcopy(at(value, chance.choice(places)))
        elif what == 2 and isinstance(parent, list):
            parent.insert(name, copy.deepcopy(parent[name]))
        elif what == 3 and isinstance(parent[name], (int, float)):
            parent[name] = parent[name] * chance.choice([-1, 2, 10**9, 0.5]) + chance.choice([0, 1])
        elif what == 4 and isinstance(parent[name], str):
            parent[name] = parent[name][: len(parent[name]) // 2] + chance.choice(
                ["", "\ud800", "é"]
            )
        else:
            parent[name] = copy.deepcopy(chance.choice(ODD))
    return value


def to_json(value: Any, chance: random.Random) -> str:
    """Write JSON, now and then nested as deep as no reader goes."""
    text = json.dumps(value)
    return "[" * 100_000 if chance.random() < 0.01 else text


def mutated_array(sound: np.ndarray, chance: random.Random) -> np.ndarray:
    """Change numbers, order, length, shape or kind."""
    array = sound.copy()
    what = chance.randrange(12)
    if array.size and what < 5:
        odd = [0, 1, -1, 10**6, -(10**6), 2**31 - 1, np.nan, np.inf, 1e-30]
        number = chance.choice(odd)
        whole = array.dtype.kind in "iu" and not np.isfinite(number)
        with np.errstate(all="ignore"):
            value = np.array(0 if whole else number).astype(array.dtype)
        if what < 3:
            array.flat[chance.randrange(array.size)] = value
        elif what == 3:
            array[...] = value
        else:
            array.flat[chance.randrange(array.size)] = array.flat[chance.randrange(array.size)]
    elif what == 5 and array.ndim:
        return np.concatenate([array, array[: chance.choice([1, len(array)])]])
    elif what == 6 and array.ndim:
        return array[: chance.randrange(len(array) + 1)].copy()
    elif what == 7 and array.ndim:
        return array[::-1].copy()
    elif what == 8:
        kinds = [
            np.float64,
            np.float32,
            np.int64,
            np.int32,
            np.int8,
            bool,
            ">i4",
            ">f4",
            "U3",
            "c16",
        ]
        with np.errstate(all="ignore"):
            return array.astype(chance.choice(kinds))
    elif what == 9:
        return np.asfortranarray(array.T)
    elif what == 10:
        return array.reshape(chance.choice([(-1,), (1, -1), (-1, 1)]))
    else:
        return np.array(array.flat[0] if array.size else 0)
    return array


def npy(array: np.ndarray) -> bytes:
    data = io.BytesIO()
    np.save(data, array, allow_pickle=False)
    return data.getvalue()
