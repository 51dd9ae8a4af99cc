"""No regular expression of the package takes more than a multiple of a text's length."""

import importlib
import pkgutil
import re
import signal
from contextlib import contextmanager
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
FULL = (("", "a", "1"), ("", "!", "\x00", "@1", "1x"))
"""What may stand before and behind the pieces."""


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
                ways = used(there, name) if alone else {"finditer"}
                found.setdefault(pattern, (f"{module.name}.{name}", ways))
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


def search(pattern, ways, text, name):
    """Search a hostile text as the package does."""
    for way in ways:
        with limit(1 + len(text) / 100_000, f"{name}.{way} on {text[:20]!r} ... {text[-5:]!r}"):
            found = getattr(pattern, way)(text)
            if way == "finditer":
                for _ in found:
                    pass


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer of the processor here")
@pytest.mark.parametrize(
    ("length", "beside"),
    [(10_000, (("",), ("!",))), pytest.param(100_000, FULL, marks=pytest.mark.slow)],
)
def test_no_pattern_takes_more_than_a_multiple_of_the_length(length, beside):
    found = patterns()
    assert len(found) > 50
    for pattern, (name, ways) in found.items():
        for piece, begin, end in product(PIECES, *beside):
            search(pattern, ways, begin + piece * (length // len(piece)) + end, name)
