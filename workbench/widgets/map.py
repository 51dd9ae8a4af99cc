"""The live map: a Plotly figure, its legend, and the rows behind both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import traitlets
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.figures.base import CONFIG
from workbench.figures.colors import NOISE, color_places
from workbench.figures.labels import Label
from workbench.figures.labels import View as Window
from workbench.figures.map import density_image
from workbench.figures.plan import (
    MOST_POINTS,
    MapPlan,
    cut,
    drawn_in,
    labels_in,
    plan_map,
    shows_all,
    still_of,
)
from workbench.figures.raster import data_uri
from workbench.projection import Projection
from workbench.tables import Rows, written_id
from workbench.tables.files import check_columns
from workbench.widgets.explorer_charts import scale_column
from workbench.widgets.map_state import (
    Lighting,
    frame_of,
    headline,
    legend_of,
    path_of,
    status_of,
)
from workbench.widgets.panels import (
    Message,
    Part,
    Value,
    View,
    bundle,
    listen,
    page_code,
    send_table,
    tell,
)

_HEIGHT = 620
_MARKS = 200
_FIRST = 5


def map_widget(
    projection: Projection,
    *,
    color: Any = None,
    frame: pd.DataFrame | None = None,
    hover: Sequence[str] = (),
    most: int = MOST_POINTS,
    height: int = _HEIGHT,
) -> MapWidget:
    """Show the map in Jupyter: names on regions, a legend that isolates, lasso and box."""
    columns = [hover] if isinstance(hover, str) else list(hover)
    if columns and frame is None:
        raise InputError("hover= names columns of a table: give it too, with frame=.")
    if frame is not None:
        check_columns(frame, columns)
    plan = plan_map(projection, color=color, frame=frame, most=most, height=height)
    return MapWidget(plan, projection.rows, frame, columns, height=height)


class MapPart(Part):
    """What the page draws: points as bytes; what is lit; names; the picture below; rings."""

    points = Value(traitlets.Dict)
    lit = Value(traitlets.Dict)
    names = Value(traitlets.List)
    picture = Value(traitlets.Dict)
    marks = Value(traitlets.List)
    chosen = Value(traitlets.Dict)
    asleep = Value(traitlets.Unicode)


class LiveMap:
    """What a map can be asked and told, on its own or as a part of another view."""

    _alone = False
    """Whether neither charts nor a table stand beside it."""

    def __init__(
        self,
        panel: Any,
        plan: MapPlan,
        rows: Rows,
        frame: pd.DataFrame | None,
        hover: Sequence[str] = (),
        title: str = "",
        height: int = _HEIGHT,
    ) -> None:
        self.panel = panel
        self.plan = plan
        self.rows = rows
        self._frame = frame
        self._hover = list(hover)
        self._title = title or headline(plan)
        self._window = plan.home
        self._most = len(plan.drawn)
        self._lighting = Lighting(plan)
        self._clicked: list[Callable[[int], None]] = []
        self._lit: list[Callable[[], None]] = []
        self.received = 0
        self._scale = scale_column(plan.scheme, plan.shown)
        self._range: tuple[int, ...] = ()
        tell(
            panel,
            state=legend_of(plan) | self._charts(),
            notes=list(plan.notes),
            label=self._title,
            status=self._said(self._lighting),
            points=points_of(plan) | {"height": height, "config": dict(CONFIG)},
            names=[label_of(one) for one in plan.labels],
            picture=density_image(plan, plan.home),
        )
        listen(
            panel,
            {
                "selected": self._outlined,
                "cleared": lambda _: self.clear(),
                "hover": self._tell,
                "click": self._click,
                "isolate": self._isolate,
                "within": self._within,
                "ids": lambda _: self.panel.send({"kind": "ids", "text": self._ids()}),
                "download": lambda _: self._download(),
                "view": self._viewed,
                "sleep": lambda _: self.sleep(),
                "wake": lambda _: self.wake(),
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
        self.light(self._lighting.choose(None if rows is None else np.asarray(rows, np.int64)))

    def clear(self) -> None:
        """Drop the selection; groups and filters stay."""
        self.light(self._lighting.choose(None))

    def isolate(self, groups: Sequence[int]) -> None:
        """Light these groups only, by their places in the legend; none: all."""
        self.light(replace(self._lighting, groups=tuple(groups)))

    def reset(self) -> None:
        """Drop selection, groups and filters."""
        self.light(Lighting(self.plan))

    def narrow(self, mask: NDArray[np.bool_] | None) -> None:
        """Dim the rows that do not pass; None lights all."""
        self.light(self._lighting.narrow(mask))

    def mark(self, rows: Any) -> None:
        """Draw rings around rows, 200 at most."""
        at = self.plan.points[np.asarray(rows, dtype=np.int64)[:_MARKS]]
        self.panel.marks = at[~np.isnan(at[:, 0]), :2].T.tolist()

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
        self.panel.asleep = data_uri(picture.encode(), "image/svg+xml")

    def wake(self) -> None:
        """Show the live figure again."""
        self.panel.asleep = ""

    def still(self) -> dict[str, Any]:
        """Return the static twin: a picture with names, and the groups as a table."""
        (image, picture), scheme = still_of(self.plan, self._title), self.plan.scheme
        groups = zip(scheme.counts, scheme.names, scheme.colors, strict=True)
        legend = sorted((one for one in groups if one[0]), key=lambda one: (-one[0], one[1]))[:20]
        named = [(cut(name, 60), f"{count:,}") for count, name, _ in legend]
        table = ((scheme.title or "group", "rows"), named)
        return bundle(
            self.panel.view.twin,
            self._title,
            picture=picture,
            image=image,
            table=table if scheme.kind in ("topic", "category") else None,
            colors=[color for *_, color in legend],
            notes=self.plan.notes,
        )

    def light(self, lighting: Lighting) -> None:
        """Show a new state of lighting and tell those who listen."""
        self._lighting = lighting
        state = {**self.panel.state, "isolated": list(lighting.groups)} | self._charts()
        first = lighting.selected[:_FIRST].tolist() if self._alone else []
        texts = [cut(self.rows.texts[row], 160) for row in first]
        self.panel.chosen = {"some": lighting.chosen is not None, "first": texts}
        tell(self.panel, lit=lit_of(lighting), state=state, status=self._said(lighting))
        for follow in self._lit:
            follow()

    def _said(self, lighting: Lighting) -> str:
        """Say how many rows are lit; not where a table beside the map counts them."""
        return status_of(lighting) if self._alone else ""

    def _outlined(self, message: Message) -> None:
        self.received += 1
        self.light(self._lighting.outline(message))

    def _isolate(self, message: Message) -> None:
        groups = [int(group) for group in message["groups"]]
        self.light(self._lighting.isolate(groups, add=bool(message.get("add", False))))

    def _charts(self) -> dict[str, Any]:
        """Return the histogram of what the points are colored by."""
        if self._scale is None or not self._alone:
            return {}
        if self._lighting.filtered is None:
            self._range = ()
        others = replace(self._lighting, filtered=None).lit
        return {"charts": [self._scale.data(others, self._range)]}

    def _download(self) -> None:
        """Send the selected rows as a CSV file."""
        table = frame_of(self.rows, self._frame, self.plan)
        send_table(self.panel, table.iloc[self.selected])

    def _within(self, message: Message) -> None:
        """Light the rows of some steps of numbers or dates, or all again."""
        if self._scale is None:
            return
        first, last = message.get("from"), message.get("to")
        if first is None or last is None:
            self._range = ()
        else:
            self._range = tuple(range(int(first), int(last) + 1))
        self.narrow(self._scale.lets(self._range) if self._range else None)

    def _ids(self) -> str:
        """Return the ids of the selected rows, one a line."""
        return "\n".join(map(written_id, self.rows.ids[self.selected].tolist()))

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
        window = Window(x, y, float(message["width"]), float(message["height"]))  # type: ignore[arg-type]
        if window.width < 40 or window.height < 40 or window == self._window:
            return
        self._window = window
        labels = labels_in(self.plan, window)
        changes: dict[str, Any] = {"names": [label_of(one) for one in labels]}
        if shows_all(self.plan, window):
            changes["notes"] = list(replace(self.plan, labels=labels).notes)
        if self.plan.density:
            self.plan = replace(self.plan, drawn=drawn_in(self.plan, window, self._most))
            self._lighting = replace(self._lighting, plan=self.plan)
            self.panel.send({"kind": "forget"})
            changes["points"] = {**self.panel.points, **points_of(self.plan)}
            changes["lit"] = lit_of(self._lighting)
            changes["picture"] = density_image(self.plan, window)
        tell(self.panel, **changes)


class MapWidget(LiveMap, View):
    """What a map can be asked and told. Made by `map_widget`."""

    _alone = True
    _esm = page_code("map", "map")

    def __init__(self, *given: Any, **options: Any) -> None:
        View.__init__(self, map=MapPart)
        LiveMap.__init__(self, self.parts["map"], *given, **options)


def points_of(plan: MapPlan) -> dict[str, Any]:
    """Return the points that are drawn: places, and colors as places in a list, as bytes."""
    at = plan.points[plan.drawn].astype(np.float32)
    places, colors = color_places(plan.scheme)
    return {
        "x": at[:, 0].tobytes(),
        "y": at[:, 1].tobytes(),
        "color": places[plan.drawn].astype(np.float32).tobytes(),
        "colors": colors,
        "noise": NOISE,
        "range": [list(plan.home.x), list(plan.home.y)],
    }


def lit_of(lighting: Lighting) -> dict[str, Any]:
    """Return which of the drawn points are lit, a bit for each, and the outlines drawn."""
    lit = lighting.lit_points
    outlines = [path_of(outline) for outline in lighting.outlines]
    if lit is None:
        return {"outlines": outlines}
    bits = np.zeros(len(lighting.plan.drawn), dtype=bool)
    bits[lit] = True
    return {"outlines": outlines, "bits": np.packbits(bits).tobytes()}


def label_of(label: Label) -> dict[str, Any]:
    """Return a name as the page takes it: where its dots are, and how far off it stands."""
    place = {"x": label.x, "y": label.y, "ax": label.dx, "ay": label.dy}
    look = {"size": label.size, "weight": label.weight, "color": label.color}
    look |= {"moved": label.moved}
    return place | {"lines": list(label.lines), "example": list(label.example)} | look
