"""The live figure: Plotly's widget, with plotly.js sent and read once a page."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any


@cache
def live_class() -> Any:
    """Return a ``FigureWidget`` class of which only one carries plotly.js to the page.

    Any other figure waits for that one; where it is gone, the page asks for the code again.
    """
    import plotly.graph_objects
    import traitlets

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
