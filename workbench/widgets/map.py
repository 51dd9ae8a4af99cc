"""The live map: a Plotly figure, its legend, and the rows behind both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import ipywidgets
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.figures.labels import View
from workbench.figures.live import figure_widget
from workbench.figures.map import density_image, figure_of, marker_colors, name_annotations
from workbench.figures.plan import (
    MOST_POINTS,
    MapPlan,
    cut,
    drawn_in,
    labels_in,
    plan_map,
    still_of,
)
from workbench.figures.raster import data_uri
from workbench.projection import Projection
from workbench.tables import Rows
from workbench.tables.files import check_columns
from workbench.widgets.map_state import (
    Lighting,
    frame_of,
    headline,
    legend_of,
    path_of,
    status_of,
    with_marks,
)
from workbench.widgets.panels import (
    LiveView,
    Message,
    Panel,
    bundle,
    listen,
    new_name,
    page_code,
    tell,
)

_HEIGHT = 560
_MARKS = 200


def map_widget(
    projection: Projection,
    *,
    color: Any = None,
    names: Any = None,
    frame: pd.DataFrame | None = None,
    hover: Sequence[str] = (),
    title: str = "",
    most: int = MOST_POINTS,
    height: int = _HEIGHT,
) -> Any:
    """Show the map in Jupyter: names on regions, a legend that isolates, lasso and box.

    names: topics whose names are shown, whatever the points are colored by.
    """
    columns = [hover] if isinstance(hover, str) else list(hover)
    if columns and frame is None:
        raise InputError("hover= names columns of a table: give it too, with frame=.")
    if frame is not None:
        check_columns(frame, columns)
    plan = plan_map(
        projection, color=color, names=names, frame=frame, most=most, height=height - 20
    )
    return MapWidget(plan, projection.rows, frame, columns, title, height)


class MapPanel(Panel):
    """The page code of this view."""

    _esm = page_code("map")


class MapWidget(LiveView):
    """What a map can be asked and told. Made by `map_widget`."""

    def __init__(
        self,
        plan: MapPlan,
        rows: Rows,
        frame: pd.DataFrame | None,
        hover: list[str],
        title: str,
        height: int,
    ) -> None:
        self.plan = plan
        self.rows = rows
        self._frame = frame
        self._hover = hover
        self._title = title or headline(plan)
        self._home = plan.home
        self._most = len(plan.drawn)
        self._name = new_name()
        self._lighting = Lighting(plan)
        self._heard: list[Callable[[NDArray[np.int64]], None]] = []
        self._clicked: list[Callable[[int], None]] = []
        self._lit: list[Callable[[], None]] = []
        self.received = 0
        self.figure = figure_widget(with_marks(figure_of(plan, height=height)))
        self.figure.update_layout(paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)")
        self.panel = MapPanel(
            state=legend_of(plan),
            notes=list(plan.notes),
            label=self._title,
            twin=self._name,
            status=status_of(self._lighting),
        )
        self._stage = ipywidgets.VBox([self.figure], layout={"height": f"{height}px"})
        self._stage.add_class("wb-figure")
        super().__init__([self._stage, self.panel], "wb-map")
        listen(
            self.panel,
            {
                "selected": self._outlined,
                "cleared": lambda _: self.clear(),
                "hover": self._tell,
                "click": self._click,
                "isolate": self._isolate,
                "view": self._viewed,
                "sleep": lambda _: self.sleep(),
            },
        )

    def __repr__(self) -> str:
        """Say what is shown in one line."""
        return f"Map({self._title})"

    @property
    def lighting(self) -> Lighting:
        """Groups, filters and selection at this moment."""
        return self._lighting

    @property
    def selected(self) -> NDArray[np.int64]:
        """Positions of the selected rows in the table, ascending."""
        return self._lighting.selected

    @property
    def selection(self) -> pd.DataFrame:
        """The selected rows of the table, in its order and as its kind, with the table's index."""
        table = frame_of(self.rows, self._frame, self.plan)
        return self.rows.as_given(table.iloc[self.selected])

    def select(self, rows: Any) -> None:
        """Select rows by position in the table.

        Parameters
        ----------
        rows : sequence of int, or None
            None drops the selection.
        """
        self._light(self._lighting.choose(None if rows is None else np.asarray(rows, np.int64)))

    def clear(self) -> None:
        """Drop the selection; groups and filters stay."""
        self._light(self._lighting.choose(None))

    def isolate(self, groups: Sequence[int]) -> None:
        """Light these groups only, by their places in the legend; none: all."""
        self._light(replace(self._lighting, groups=tuple(groups)))

    def reset(self) -> None:
        """Drop selection, groups and filters."""
        self._light(Lighting(self.plan))

    def narrow(self, mask: NDArray[np.bool_] | None) -> None:
        """Dim the rows that do not pass; None lights all."""
        self._light(self._lighting.narrow(mask))

    def mark(self, rows: Any) -> None:
        """Draw rings around rows, 200 at most."""
        at = self.plan.points[np.asarray(rows, dtype=np.int64)[:_MARKS]]
        with self.figure.batch_update():
            self.figure.data[1].x = np.ascontiguousarray(at[:, 0])
            self.figure.data[1].y = np.ascontiguousarray(at[:, 1])

    def on_selection(self, function: Callable[[NDArray[np.int64]], None]) -> None:
        """Call `function` with the positions of the selected rows after each change."""
        self._heard.append(function)

    def on_light(self, function: Callable[[], None]) -> None:
        """Call `function` after each change of what is lit: groups, filters or selection."""
        self._lit.append(function)

    def on_click(self, function: Callable[[int], None]) -> None:
        """Call `function` with the position of a row whose point was clicked."""
        self._clicked.append(function)

    def sleep(self) -> None:
        """Put a picture in the figure's place; a click wakes it.

        A browser keeps sixteen WebGL contexts and blanks the oldest beyond them.
        """
        picture = still_of(self.plan, self._title)[1]
        source = data_uri(picture.encode(), "image/svg+xml")
        image = ipywidgets.HTML(f'<img src="{source}" alt="" style="width:100%">')
        button = ipywidgets.Button(description="Wake this map", icon="play", tooltip=self._title)
        button.on_click(lambda _: self.wake())
        self._stage.children = [image, button]
        self._stage.add_class("wb-asleep")

    def wake(self) -> None:
        """Show the live figure again."""
        self._stage.remove_class("wb-asleep")
        self._stage.children = [self.figure]

    def still(self) -> dict[str, Any]:
        """Return the static twin: a picture with names, and the groups as a table."""
        (image, picture), scheme = still_of(self.plan, self._title), self.plan.scheme
        rows = sorted(
            zip(scheme.counts, scheme.names, strict=True), key=lambda one: (-one[0], one[1])
        )
        table = (("rows", scheme.title or "group"), [(f"{c:,}", cut(n, 60)) for c, n in rows[:20]])
        return bundle(
            self._name,
            self._title,
            picture=picture,
            image=image,
            table=table if scheme.kind in ("topic", "category") else None,
            notes=self.plan.notes,
        )

    def _light(self, lighting: Lighting) -> None:
        """Show a new state of lighting and tell those who listen."""
        old, self._lighting = self._lighting, lighting
        shapes = [
            {
                "type": "path",
                "path": path_of(outline),
                "line": {"width": 1.5, "dash": "dot", "color": "#8a63d2"},
                "layer": "above",
            }
            for outline in lighting.outlines
        ]
        with self.figure.batch_update():
            self.figure.data[0].selectedpoints = lighting.lit_points
            self.figure.layout.selections = ()
            self.figure.layout.shapes = shapes
        state = {**self.panel.state, "isolated": list(lighting.groups)}
        tell(self.panel, state=state, status=status_of(lighting))
        if not np.array_equal(old.selected, lighting.selected):
            for function in self._heard:
                function(lighting.selected)
        for follow in self._lit:
            follow()

    def _outlined(self, message: Message) -> None:
        self.received += 1
        self._light(self._lighting.outline(message))

    def _isolate(self, message: Message) -> None:
        self._light(
            self._lighting.isolate(int(message["group"]), add=bool(message.get("add", False)))
        )

    def _tell(self, message: Message) -> None:
        point = int(message["point"])
        if 0 <= point < len(self.plan.drawn):
            row = int(self.plan.drawn[point])
            self.panel.send({"kind": "hover", "point": point, **self.describe(row)})

    def describe(self, row: int) -> dict[str, Any]:
        """Return what is shown under the pointer at a row: a title and lines of name and value."""
        lines = [["", cut(self.rows.texts[row], 180)]]
        if self._frame is not None:
            lines += [[str(c), cut(self._frame[c].iloc[row])] for c in self._hover]
        copies = int(self.rows.counts[self.rows.distinct_of[row]])
        if copies > 1:
            lines.append(["", f"{copies:,} rows have this text"])
        scheme = self.plan.scheme
        title = cut(scheme.called(int(scheme.values[row])), 120) if scheme.keys else ""
        return {"title": title, "lines": lines}

    def _click(self, message: Message) -> None:
        row = int(self.plan.drawn[int(message["point"])])
        self.mark([row])
        for function in self._clicked:
            function(row)

    def _viewed(self, message: Message) -> None:
        """Place the names, and the density, for what is on the screen now."""
        x, y = (tuple(sorted(float(v) for v in message[k])) for k in ("x", "y"))
        view = View(x, y, float(message["width"]), float(message["height"]))  # type: ignore[arg-type]
        if view.width < 40 or view.height < 40 or view == self._home:
            return
        self._home = view
        labels = labels_in(self.plan, view)
        if self.plan.density:
            self.plan = replace(self.plan, drawn=drawn_in(self.plan, view, self._most))
            self._lighting = replace(self._lighting, plan=self.plan)
            self.panel.send({"kind": "forget"})
        with self.figure.batch_update():
            self.figure.layout.annotations = name_annotations(labels)
            if self.plan.density:
                self.figure.layout.images = [density_image(self.plan, view)]
                self._draw_points()

    def _draw_points(self) -> None:
        """Give the trace the points that are drawn now."""
        trace, drawn = self.figure.data[0], self.plan.drawn
        trace.x = np.ascontiguousarray(self.plan.points[drawn, 0])
        trace.y = np.ascontiguousarray(self.plan.points[drawn, 1])
        trace.marker.color = marker_colors(self.plan.scheme, drawn)["color"]
        trace.selectedpoints = self._lighting.lit_points
