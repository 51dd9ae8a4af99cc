"""What a bug report needs to say of a machine, without anything private."""

from __future__ import annotations

import argparse
import os
import platform
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

from workbench.cli.answer import Answer
from workbench.config import cache_folder, thread_count
from workbench.embedding import VectorStore, models, store_table
from workbench.errors import WorkbenchError
from workbench.provenance import versions

VARIABLES = ("WORKBENCH_CACHE", "WORKBENCH_MODELS", "WORKBENCH_THREADS", "OMP_NUM_THREADS")
OTHERS = (
    "polars",
    "duckdb",
    "datasets",
    "openai",
    "distributed",
    "mcp",
    "openpyxl",
    "python-calamine",
    "pyarrow",
    "jupyterlab",
    "ipywidgets",
    "anywidget",
)
"""Packages that change what works, beside those that can change a result."""


def doctor(_options: argparse.Namespace) -> Answer:
    """Say what Workbench runs on: versions, device, model, vector store."""
    about: dict[str, Any] = {
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "threads": thread_count(),
        "memory_gb": _memory(),
        "device": _device(),
        "models_at_hand": models().query("downloaded").index.tolist(),
        **_store(),
        "fonts": _fonts(),
        "variables": [name for name in VARIABLES if name in os.environ],
        "versions": {**versions(), **_others()},
    }
    plain = {name: value for name, value in about.items() if name != "versions"}
    width = max(map(len, (*plain, *about["versions"])))
    said = [
        f"{name.replace('_', ' ').ljust(width)}  {_shown(value)}" for name, value in plain.items()
    ]
    said += ["", *(f"{name.ljust(width)}  {one}" for name, one in about["versions"].items())]
    return Answer(about, said)


def _shown(value: Any) -> str:
    """Return a value for people."""
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "unknown" if value is None else str(value)


def _memory() -> float | None:
    """Return gigabytes of main memory, None if the system does not tell."""
    with suppress(AttributeError, ValueError, OSError):
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    return None


def _device() -> str:
    """Return what texts would be embedded on, and in which precision."""
    from workbench.embedding.encoders.devices import choose_device, choose_precision

    try:
        device = choose_device("auto")
        return f"{device}, {choose_precision('auto', device)}"
    except Exception as error:  # noqa: BLE001 - a broken torch is what is looked for
        return f"none: {type(error).__name__}: {error}"


def _store() -> dict[str, Any]:
    """Return how large the vector store is, and whether it can be written to."""
    folder = cache_folder()
    shown = str(folder).replace(str(Path.home()), "~")
    nearest = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    about: dict[str, Any] = {
        "vector_store": shown if shown.startswith("~") else "a folder of your own",
        "store_writable": os.access(nearest, os.W_OK),
    }
    try:
        table = store_table(VectorStore(folder))
    except (WorkbenchError, OSError) as error:
        return {**about, "store_error": type(error).__name__}
    return {
        **about,
        "stored_vectors": int(table["entries"].sum()) if len(table) else 0,
        "store_mb": round(float(table["megabytes"].sum()), 1) if len(table) else 0.0,
    }


FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")
"""Folders of fonts that all users share."""


def _fonts() -> int:
    """Count the fonts that all users of this machine share: without any, pages show boxes."""
    return sum(
        name.lower().endswith((".ttf", ".otf", ".ttc"))
        for folder in FONTS
        for _, _, names in os.walk(folder)
        for name in names
    )


def _others() -> dict[str, str]:
    """Return versions of packages that change what works."""
    installed = {}
    for name in OTHERS:
        with suppress(metadata.PackageNotFoundError):
            installed[name] = metadata.version(name)
    return installed
