"""The live figure: Plotly's widget, with plotly.js sent and read once a page."""

from __future__ import annotations

import importlib.util
import sys
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """Stands for a module whose code runs when something of it is first asked for."""

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self.__name__), name)


@contextmanager
def put_off(name: str) -> Iterator[None]:
    """Give those that import a module meanwhile one that loads when it is used.

    Any import after that finds the module itself.
    """
    if name in sys.modules or importlib.util.find_spec(name) is None:
        yield
        return
    sys.modules[name] = _Later(name)
    try:
        yield
    finally:
        del sys.modules[name]


@cache
def live_class() -> Any:
    """Return a ``FigureWidget`` class of which only one carries plotly.js to the page.

    Any other figure waits for that one; where it is gone, the page asks for the code again.
    """
    import plotly.graph_objects
    import traitlets

    with put_off("nbformat"):  # a second of work, of which Plotly only ever asks the version
        stock = plotly.graph_objects.FigureWidget
    bundle = str(stock._esm).encode()  # noqa: SLF001 - the page code of Plotly's own widget
    carriers: list[weakref.ref[Any]] = []

    class LiveFigure(stock):  # type: ignore[misc, valid-type]
        _esm = (Path(__file__).parent / "live.js").read_text(encoding="utf-8")
        _bundle = traitlets.Bytes().tag(sync=True)

        @traitlets.default("_bundle")  # type: ignore[untyped-decorator]
        def _carried(self) -> bytes:
            before = carriers[0]() if carriers else None
            if before is not None and before.comm is not None:
                return b""
            carriers[:] = [weakref.ref(self)]
            return bundle

        def __init__(self, *given: Any, **options: Any) -> None:
            super().__init__(*given, **options)
            self.on_msg(self._hear)

        def _hear(self, _: Any, content: Mapping[str, Any], __: Any) -> None:
            if content.get("kind") == "plotly":
                self.send({"kind": "plotly"}, buffers=[bundle])
            if content.get("kind") == "late":
                # Changes made before the page could follow them: tell the whole state again.
                self._widget_layout = self.to_dict()["layout"]
                self._widget_data = deepcopy(self._data)
                self.send({"kind": "told"})

    return LiveFigure
