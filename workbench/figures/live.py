"""The live figure: Plotly's widget, with plotly.js sent and read once a page."""

from __future__ import annotations

import importlib.util
import sys
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import plotly.graph_objects
import traitlets

from workbench.figures.base import CONFIG


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


with put_off("nbformat"):  # a second of work, of which Plotly only ever asks the version
    _Stock = plotly.graph_objects.FigureWidget

_BUNDLE = str(_Stock._esm).encode()  # noqa: SLF001 - the page code of Plotly's own widget


class LiveFigure(_Stock):  # type: ignore[misc, valid-type]
    """A ``FigureWidget`` of which only one carries plotly.js to the page.

    Any other figure waits for that one; if it is gone, the page asks for the code again.
    """

    _esm = (Path(__file__).parent / "live.js").read_text(encoding="utf-8")
    _bundle = traitlets.Bytes().tag(sync=True)
    carrier: ClassVar[weakref.ref[Any] | None] = None

    @traitlets.default("_bundle")  # type: ignore[untyped-decorator]
    def _carried(self) -> bytes:
        before: Any = LiveFigure.carrier() if LiveFigure.carrier else None
        if before is not None and before.comm is not None:
            return b""
        LiveFigure.carrier = weakref.ref(self)
        return _BUNDLE

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.on_msg(self._hear)

    def _hear(self, _: Any, content: Mapping[str, Any], __: Any) -> None:
        if content.get("kind") == "plotly":
            self.send({"kind": "plotly"}, buffers=[_BUNDLE])
        if content.get("kind") == "late":
            # Changes made before the page could follow them: send the whole state again.
            self._widget_layout = self.to_dict()["layout"]
            self._widget_data = deepcopy(self._data)
            self.send({"kind": "told"})


def figure_widget(figure: Any) -> Any:
    """Return `figure` as a live ``FigureWidget`` without the upload button."""
    widget = LiveFigure(figure)
    # A FigureWidget takes its configuration by this trait only.
    widget._config = dict(CONFIG)  # noqa: SLF001
    return widget
