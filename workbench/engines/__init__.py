"""Where batches and tiles run: this machine's cores, or a cluster."""

from workbench.engines.base import Engine
from workbench.engines.choose import choose_engine
from workbench.engines.dask import DaskEngine
from workbench.engines.interrupts import interruptible
from workbench.engines.local import LocalEngine
from workbench.engines.shared import Shared

__all__ = ["DaskEngine", "Engine", "LocalEngine", "Shared", "choose_engine", "interruptible"]
