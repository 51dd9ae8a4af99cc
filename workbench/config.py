"""Where things live: folders and environment variables, read at the moment of use.

``WORKBENCH_CACHE``
    Folder of the vector store. Default: the user's cache folder.
``WORKBENCH_MODELS``
    Folder that holds models by name, searched before anything else.
``WORKBENCH_THREADS``
    Number of threads that computations may use. Default: the processors at hand.
"""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from workbench.errors import InputError

CACHE_VARIABLE = "WORKBENCH_CACHE"
MODELS_VARIABLE = "WORKBENCH_MODELS"
THREADS_VARIABLE = "WORKBENCH_THREADS"

UNKNOWN_ROOM = 2**33
"""Bytes that a packed file may unfold to if the system does not tell how much memory there is."""

LEDGER = "workbench_decisions.jsonl"
"""File of decisions, in the folder where the notebook runs, unless another is named."""


def cache_folder() -> Path:
    """Return the folder of the vector store (not created here)."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named).expanduser() if named else _user_cache() / "workbench"


def models_folder() -> Path | None:
    """Return the folder in which the user keeps models, or None where none is named."""
    named = os.environ.get(MODELS_VARIABLE)
    return Path(named).expanduser() if named else None


def thread_count() -> int:
    """Return how many threads a computation may use."""
    named = os.environ.get(THREADS_VARIABLE)
    if named is None or not named.strip():
        return _processors()
    if named.strip().isdecimal() and int(named) >= 1:
        return int(named)
    raise InputError(
        f"{THREADS_VARIABLE} must be a whole number of at least 1, got {named!r}. "
        f"Unset it to use all {_processors()} processors."
    )


def room_to_unfold() -> int:
    """Return how many bytes a packed file may unfold to: half of the memory of this machine."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (AttributeError, ValueError, OSError):  # Windows has no such question
        return UNKNOWN_ROOM


def user_name() -> str:
    """Return the name under which decisions are written down, "" where there is none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user, as in some containers
        return ""


def _processors() -> int:
    """Count the processors this process may use, which in a container can be fewer than all."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _user_cache() -> Path:
    """Return the platform's folder for caches."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
