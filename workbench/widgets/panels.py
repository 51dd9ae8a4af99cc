"""The one door to ipywidgets and anywidget: what every view shares, also without a kernel."""

from __future__ import annotations

import base64
import html
import itertools
import re
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets
from IPython.display import display

from workbench.figures.base import SCRIPTS, STYLES, plotly_source
from workbench.figures.raster import data_uri
from workbench.tables.writing import write_table

_EMPTY = "> .jp-OutputArea-output:not([data-mime-type])"  # no other output lacks its type
LOST = (
    f".jp-OutputArea-child:has({_EMPTY}):not(:has({_EMPTY} > *))"
    ":has(+ .jp-OutputArea-child [data-workbench]) { display: none; }"
)
"""Style of a still: hides the widget before it while that has no model, and so only an error.

Notebooks that nobody trusts yet leave out both the style and the widget.
"""


def bundle(
    name: str,
    title: str,
    *,
    picture: str = "",
    image: bytes = b"",
    table: tuple[Sequence[str], Sequence[Sequence[Any]]] | None = None,
    colors: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> dict[str, Any]:
    """Return a display bundle: HTML that asks for nothing, a PNG, and plain text.

    colors: one for each row of the table, whose legend it then is.
    """
    begin = f'<div data-workbench="{html.escape(name)}"><style>{LOST}</style>'
    parts = [begin, f"<p><b>{html.escape(title)}</b></p>"]
    if picture:
        source = data_uri(picture.encode(), "image/svg+xml")
        parts.append(
            f'<img src="{source}" alt="{html.escape(title)}" '
            'style="max-width:100%;background:#fff">'
        )
    if table is not None:
        parts.append(small_table(*table, colors))
    parts += [f"<p><small>{html.escape(note)}</small></p>" for note in notes]
    parts.append("<p><small>Still picture. Run the cell for the live view.</small></p></div>")
    shown: dict[str, Any] = {"text/html": "".join(parts), "text/plain": title}
    if image:
        shown["image/png"] = base64.b64encode(image).decode("ascii")
    return shown


def small_table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], colors: Sequence[str] = ()
) -> str:
    """Return an HTML table with every cell escaped, and a dot of its color before each row."""
    dots = [f'<td><span style="color:{color}">\u25cf</span></td>' for color in colors]
    head = "<th></th>" * bool(dots)
    head += "".join(f"<th>{html.escape(str(column))}</th>" for column in columns)
    lines = ["".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) for row in rows]
    body = "".join(f"<tr>{dot}{line}</tr>" for dot, line in zip_longest(dots, lines, fillvalue=""))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


STATIC = Path(__file__).parent / "static"

Message = Mapping[str, Any]

QUICK = ("hover", "view", "key", "move", "row", "pick")
"""Messages that are answered so quickly that the page need not be told of the wait."""

PATIENCE = 5.0
"""Seconds that a message waits for one that the view sent before it."""


@cache
def _source(path: Path) -> str:
    """Return the text of a file of the page."""
    return path.read_text(encoding="utf-8")


@cache
def page_code(view: str, *parts: str) -> str:
    """Return the script of a view as the page gets it: what all share, and its parts."""
    files = (*SCRIPTS, STATIC / "common.js", *(STATIC / f"{part}.js" for part in parts))
    named = ", ".join(f"{part}: {part}Part" for part in parts)
    last = f'export default viewOf("{view}", {{ {named} }});\n'
    return "\n".join([*map(_source, files), last])


class Value:
    """A value of a part, which the page follows; `kind` is its trait."""

    def __init__(self, kind: type) -> None:
        self.kind = kind

    def __set_name__(self, owner: type, name: str) -> None:
        """Keep the name that the value has in the part."""
        self._name = name

    def __get__(self, part: Any, owner: type | None = None) -> Any:
        """Read the value from the view."""
        return self if part is None else getattr(part.view, f"{part.name}_{self._name}")

    def __set__(self, part: Any, value: Any) -> None:
        """Give the view a new value, which it sends to the page."""
        setattr(part.view, f"{part.name}_{self._name}", value)


class Part:
    """A part of a view: its values go to the page, its messages come from there."""

    state = Value(traitlets.Dict)
    status = Value(traitlets.Unicode)
    error = Value(traitlets.Unicode)
    busy = Value(traitlets.Bool)
    notes = Value(traitlets.List)
    label = Value(traitlets.Unicode)

    def __init__(self, view: Any, name: str) -> None:
        self.view = view
        self.name = name
        self.receive: Callable[[Message], None] = lambda _: None

    @classmethod
    def traits(cls, name: str) -> dict[str, Any]:
        """Return the traits that hold the values in a view, by their names there."""
        every = [pair for kind in cls.__mro__ for pair in vars(kind).items()]
        values = {key: value for key, value in every if isinstance(value, Value)}
        return {f"{name}_{key}": value.kind().tag(sync=True) for key, value in values.items()}

    def send(self, message: Message, buffers: Any = None) -> None:
        """Send a message to this part on the page."""
        self.view.send({**message, "part": self.name}, buffers)


class View(anywidget.AnyWidget):  # type: ignore[misc]
    """One widget of one or more parts, with a still beside itself that is true without a kernel.

    It keeps to what anywidget promises, so that any notebook that knows anywidget can show it.
    """

    _css = "\n".join(map(_source, (*STYLES, STATIC / "workbench.css")))
    twin = traitlets.Unicode().tag(sync=True)

    def __init__(self, **parts: type[Part]) -> None:
        traits = [kind.traits(name).items() for name, kind in parts.items()]
        self.add_traits(**dict(itertools.chain.from_iterable(traits)))
        super().__init__(twin=f"wb-{uuid.uuid4().hex[:12]}")
        self.parts: dict[str, Any] = {name: kind(self, name) for name, kind in parts.items()}
        self.on_msg(self._hear)

    def still(self) -> dict[str, Any]:
        """Return the display bundle of the still, empty if there is none."""
        return {}

    def _hear(self, _: Any, message: Message, __: Any) -> None:
        """Give a message to its part; plotly.js goes to the page once, when it asks for it."""
        if message.get("kind") == "plotly":
            self.send({"kind": "plotly"}, [plotly_source().encode()])
        elif message.get("part") in self.parts:
            self.parts[message["part"]].receive(message)

    def _ipython_display_(self, **_: Any) -> None:
        """Show the widget and its still."""
        still = self.still()
        shown, about = self._repr_mimebundle_()
        # A page that knows no widgets shows this empty place, and then the still.
        display({**shown, "text/html": "<div></div>"} if still else shown, metadata=about, raw=True)
        if still:
            display(still, raw=True)


def tell(panel: Any, **values: Any) -> None:
    """Give the page new values in one message, so that it draws them once."""
    with panel.view.hold_sync():
        for name, value in values.items():
            setattr(panel, name, value)


def send_table(panel: Any, rows: pd.DataFrame, name: str = "") -> None:
    """Send a table as a CSV file, which the page saves; its name says what it holds."""
    words = "-".join(re.findall(r"\w+", name))[:60] or "rows"
    with tempfile.TemporaryDirectory() as folder:
        path = write_table(rows, Path(folder) / f"{words}.csv")
        panel.send({"kind": "file", "name": path.name}, [path.read_bytes()])


class Inbox:
    """Handle messages one at a time, and those of one view in the order in which it sent them.

    JupyterLab sends a widget's first messages to the kernel's main thread and the later ones to a
    subshell, which is another thread. So two threads may bring the keys of one person at once, and
    the third key before the second: decisions would get lost. A message that comes early waits for
    those before it.
    """

    _turn = threading.RLock()  # one for all panels: linked views change each other

    def __init__(self, handle: Callable[[Message], None]) -> None:
        self._handle = handle
        self._due: dict[str, int] = {}
        self._early: dict[str, dict[int, Message]] = {}
        self._waiting_since: dict[str, float] = {}

    def receive(self, message: Message) -> None:
        """Handle a message and those that waited for it, or let it wait for those before it."""
        with self._turn:
            if "order" not in message:
                self._handle(message)
                return
            sender = str(message["sender"])
            early = self._early.setdefault(sender, {})
            early[int(message["order"])] = message
            while early and self._is_due(sender, min(early)):
                order = min(early)
                self._due[sender] = max(self._due.get(sender, 0), order + 1)
                self._handle(early.pop(order))
            if early:
                self._waiting_since.setdefault(sender, time.monotonic())
            else:
                self._waiting_since.pop(sender, None)

    def _is_due(self, sender: str, order: int) -> bool:
        """Say whether all messages before this one came, or were waited for long enough."""
        if order <= self._due.get(sender, 0):
            return True
        since = self._waiting_since.get(sender)
        return since is not None and time.monotonic() - since > PATIENCE


def listen(panel: Any, handlers: Mapping[str, Callable[[Message], None]]) -> None:
    """Answer the panel's messages by kind; a failure is shown under the widget, not swallowed."""

    def answer(message: Message) -> None:
        handler = handlers.get(str(message.get("kind")))
        if handler is None:
            return
        panel.busy = message["kind"] not in QUICK
        try:
            handler(message)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the reader must see it
            panel.error = f"{type(error).__name__}: {error}"
        else:
            if panel.error:
                panel.error = ""
        finally:
            panel.busy = False
            panel.send({"kind": "answered"})

    panel.receive = Inbox(answer).receive
