"""From what a caller names to an engine."""

from __future__ import annotations

from typing import Any

from workbench.engines.base import Engine
from workbench.engines.dask import DaskEngine
from workbench.engines.local import LocalEngine
from workbench.errors import InputError, check_choice


def choose_engine(engine: Any) -> Engine:
    """Return the engine that was named or given."""
    if isinstance(engine, str):
        name = check_choice("engine", engine, ("local", "dask"))
        return LocalEngine() if name == "local" else DaskEngine()
    if all(hasattr(engine, name) for name in ("map", "share", "distant")):
        given: Engine = engine
        return given
    if type(engine).__module__.partition(".")[0] == "distributed":
        return DaskEngine(engine)
    raise InputError(
        f"engine must be 'local', 'dask' or a dask.distributed.Client, got {type(engine).__name__}."
    )
