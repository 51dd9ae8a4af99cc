"""Where batches and tiles run: this machine's cores, or a cluster."""

from workbench.engines.base import Engine
from workbench.engines.local import LocalEngine

__all__ = ["Engine", "LocalEngine"]
