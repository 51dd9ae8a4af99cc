"""Where batches and tiles run: this machine's cores, or a cluster."""

from typing import Any

from workbench.engines.base import Engine, Shared
from workbench.engines.dask import DaskEngine
from workbench.engines.local import LocalEngine, ahead, interruptible, one_blas_thread
from workbench.errors import InputError, check_choice

__all__ = [
    "DaskEngine",
    "Engine",
    "LocalEngine",
    "Shared",
    "ahead",
    "choose_engine",
    "interruptible",
    "one_blas_thread",
]


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
