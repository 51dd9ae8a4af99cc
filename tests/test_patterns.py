"""No regular expression of the package takes more than a multiple of a text's length."""

import importlib
import pkgutil
import re
import signal
import time
from contextlib import contextmanager
from functools import cache
from itertools import product
from pathlib import Path

import pytest

import workbench

PIECES = [
    *("a", "A", "1", " ", "\n", "\t\n ", "-", ".", "(", '"', "#", "@", "/", "_", "%", "+", ":"),
    *("\u00e9", "\u0300", "\u6f22", "<", "&", "'", "=", ",", "[", "\\", "|", "*", ">", "\u2013"),
    *("1.", "1,", "1 ", "a1", "A1-", "a-", "a'", "$1", "1/", "1:", "v1.", "a@", "a.", "/a", "a b "),
    *("a_", "0x", "1e", "AB-", "Aa", "\u20ac ", "12 345 ", "not ", "jan 1 ", "DE89 ", "AB12", "f:"),
    *("<a ", "<!--", "&#1;", "%40", "> ", "\n> ", "http://a", "www.", "2024-01-01 ", "(at)", "a, "),
    *(
        "-- ",
        "re: ",
        "at 1",
        "\n\n",
        " .",
        "a! ",
        "1 1\n",
        "tel ",
        '="',
        "</",
        "Mr. ",
        "'a ",
        '"a ',
    ),
]
MATCHED_WHOLE = {"workbench.tables.dates._FORMS"}
"""Lists of patterns that are only ever matched with a whole text."""


def compiled(value):
    """Yield the patterns in a value, also those in a list or mapping."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from compiled(one)
    elif isinstance(value, (list, tuple, frozenset)):
        for one in value:
            yield from compiled(one)


def used(sources, name):
    """Return whether a pattern is only ever matched at a place, and how: else it is searched."""
    found = set()
    for source in sources:
        found |= set(re.findall(rf"(?<!\w){name}(?:\.(\w+)\()?", source)) - {""}
    return found if found and found <= {"match", "fullmatch"} else {"finditer"}


@cache
def patterns():
    """Return all compiled patterns of the package's modules: name and ways in which it is used."""
    files = Path(workbench.__file__).parent.rglob("*.py")
    sources = {path: path.read_text(encoding="utf-8") for path in files}
    found = {}
    for module in pkgutil.walk_packages(workbench.__path__, "workbench."):
        if "__main__" in module.name:
            continue
        loaded = importlib.import_module(module.name)
        own = [sources[Path(loaded.__file__)]]
        for name, value in vars(loaded).items():
            for pattern in compiled(value):
                alone = value is pattern
                there = own if name.startswith("_") else sources.values()
                full = f"{module.name}.{name}"
                ways = {"fullmatch"} if full in MATCHED_WHOLE else {"finditer"}
                found.setdefault(pattern, (full, used(there, name) if alone else ways))
    return found


@contextmanager
def limit(seconds, what):
    """Stop what takes more of the processor than this; a search looks for signals now and then."""

    def stop(*_):
        pytest.fail(f"{what} takes more than a multiple of its length")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def search(pattern, way, text):
    """Search a hostile text as the package does; return the seconds of this thread."""
    text = text.encode() if isinstance(pattern.pattern, bytes) else text
    start = time.thread_time()
    found = getattr(pattern, way)(text)
    if way == "finditer":
        for _ in found:
            pass
    return time.thread_time() - start


def hostile(ends):
    """Yield every pattern, the way in which it is used, a piece to repeat, and an end."""
    for (pattern, (name, ways)), piece, end in product(patterns().items(), PIECES, ends):
        for way in ways:
            yield pattern, way, piece, end, f"{name}.{way} on {piece!r}, again and again, {end!r}"


without_timer = pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="no timer of the processor here"
)


@without_timer
def test_no_pattern_hangs():
    for pattern, way, piece, end, told in hostile(("", "!")):
        with limit(1.1, told):
            search(pattern, way, piece * (10_000 // len(piece)) + end)


@without_timer
@pytest.mark.parametrize(
    "ends",
    [
        pytest.param(("",), marks=pytest.mark.soak),
        pytest.param(("!", "\x00", "@1", "1x"), marks=pytest.mark.soak),
    ],
    ids=["bare", "ended"],
)
def test_no_pattern_takes_more_than_a_multiple_of_the_length(ends, record_property):
    """Ten times the length takes about ten times as long.

    Squared growth takes a hundred times. What passes either takes 0.1 s at 100 kB at most, on a
    machine where 10 kB took a thousandth of a second, or grows like the length.
    """
    worst = 0.0, ""
    for pattern, way, piece, end, told in hostile(ends):
        short, long = (piece * (size // len(piece)) + end for size in (10_000, 100_000))
        if (taken := search(pattern, way, short)) < 0.001:
            continue
        with limit(0.1 + 30 * taken, told):
            worst = max(worst, (search(pattern, way, long), told))
    record_property("worst at 100 kB", f"{worst[0]:.3f} s, {worst[1]}")
