"""The topic board: topics as cards within themes; rename, merge, split and move by click."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import traitlets

from workbench.errors import InputError
from workbench.figures.base import CONFIG
from workbench.figures.charts import parameter_sweep_figure, themes_figure
from workbench.tables import dates_in
from workbench.topics import Topics
from workbench.widgets.board_state import (
    VERBS,
    members,
    noise_reasons,
    theme_lines,
    topic_cards,
)
from workbench.widgets.panels import Message, Part, Value, View, bundle, listen, page_code, tell


def board(
    topics: Topics,
    *,
    time: pd.Series | None = None,
    metrics: Sequence[pd.Series] = (),
    on_change: Callable[[Topics], str | None] | None = None,
) -> BoardWidget:
    """Show topics as cards that can be renamed, merged, split and moved by click."""
    if time is not None and len(time) != len(topics.rows):
        raise InputError(
            f"time holds {len(time):,} dates, but there are {len(topics.rows):,} rows."
        )
    return BoardWidget(topics, time, metrics, on_change)


class BoardPart(Part):
    """Figures that are open, as Plotly's JSON, and how they behave."""

    figures = Value(traitlets.Dict)
    config = Value(traitlets.Dict)


class BoardWidget(View):
    """What a topic board can be asked and told. Made by `board`."""

    _esm = page_code("board", "board")

    def __init__(
        self,
        topics: Topics,
        time: pd.Series | None,
        metrics: Sequence[pd.Series],
        on_change: Callable[[Topics], str | None] | None,
    ) -> None:
        super().__init__(board=BoardPart)
        self.panel = self.parts["board"]
        self.topics = topics
        dates = None if time is None else dates_in(time, time.name or "time")
        self._time = None if dates is None else dates.values
        self._dated = () if dates is None else dates.notes
        self._metrics = metrics
        self._told = on_change
        self._note = ""
        self._before: list[Topics] = []
        tell(self.panel, label="Topics", config=dict(CONFIG))
        listen(
            self.panel,
            {
                "rename": lambda m: self.rename(int(m["topic"]), str(m["name"])),
                "merge": lambda m: self.change("merge", [int(t) for t in m["topics"]]),
                "split": lambda m: self.change("split", int(m["topic"])),
                "delete": lambda m: self.change("delete", int(m["topic"])),
                "move": self._move,
                "rename_theme": lambda m: self.change(
                    "rename_theme", {str(m["theme"]): str(m["name"])}
                ),
                "move_topic": lambda m: self.change("move_topic", int(m["topic"]), str(m["theme"])),
                "members": self._members,
                "undo": lambda _: self.undo(),
                "open": lambda m: self.figure(str(m["figure"])),
            },
        )
        self._show()

    def __repr__(self) -> str:
        """Say what is shown in one line."""
        return f"Board({self.topics!r})"

    def rename(self, topic: int, name: str) -> None:
        """Give a topic another name."""
        self._take(self.topics.rename({topic: name}))

    def change(self, verb: str, *values: Any) -> None:
        """Change the topics by one of their own methods, such as "merge" or "move_topic"."""
        if verb not in VERBS:
            raise InputError(f"topics cannot be changed by {verb!r}: {', '.join(VERBS)} can.")
        self._take(getattr(self.topics, verb)(*values))

    def undo(self) -> None:
        """Take the latest change back."""
        if self._before:
            self.topics = self._before.pop()
            self._tell()

    def figure(self, figure: str) -> None:
        """Open a figure in the place of the cards, or close it."""
        if figure not in self._known():
            raise InputError(f"these topics have no figure {figure!r}.")
        opened = {name: made for name, made in self.panel.figures.items() if name != figure}
        if figure not in self.panel.figures:
            opened[figure] = self._figure(figure)
        self.panel.figures = opened
        self._show()

    def still(self) -> dict[str, Any]:
        """Return the static twin: the largest topics."""
        cards = topic_cards(self.topics)[:20]
        rows = [(c["topic"], c["name"], f"{c['rows']:,}", c["share"], c["keywords"]) for c in cards]
        table = (("topic", "name", "rows", "share", "keywords"), rows)
        colors, notes = [c["color"] for c in cards], self.topics.notes
        return bundle(self.twin, repr(self.topics), table=table, colors=colors, notes=notes)

    def _known(self) -> list[str]:
        """Return the figures that these topics can be shown as; given labels have no settings."""
        return ["themes", "settings"] if self.topics.settings.laid_out else ["themes"]

    def _figure(self, name: str) -> Any:
        """Return a figure as the page draws it, without paper of its own: themes are dark too."""
        if name == "settings":
            made = parameter_sweep_figure(self.topics.parameter_sweep())
        else:
            made = themes_figure(self.topics.hierarchy())
        clear = "rgba(0,0,0,0)"
        return json.loads(made.update_layout(paper_bgcolor=clear, plot_bgcolor=clear).to_json())

    def _take(self, topics: Topics) -> None:
        self._before.append(self.topics)
        self.topics = topics
        self._tell()

    def _tell(self) -> None:
        self._note = "" if self._told is None else self._told(self.topics) or ""
        if "themes" in self.panel.figures:  # names and sizes changed; the settings did not
            self.panel.figures = {**self.panel.figures, "themes": self._figure("themes")}
        self._show()

    def _move(self, message: Message) -> None:
        """Move the ticked texts to another topic."""
        self.change("move", [int(row) for row in message["rows"]], int(message["topic"]))

    def _members(self, message: Message) -> None:
        number = int(message["topic"])
        self.panel.send(
            {"kind": "members", "topic": number, "members": members(self.topics, number)}
        )

    def _show(self) -> None:
        state = {
            "cards": topic_cards(self.topics, self._time, self._metrics),
            "themes": theme_lines(self.topics),
            "noise": noise_reasons(self.topics),
            "undo": bool(self._before),
            "figures": self._known(),
            "open": list(self.panel.figures),
        }
        notes = [*self.topics.notes, *self._dated, *([self._note] if self._note else [])]
        status = repr(self.topics).removeprefix("Topics(").removesuffix(")")
        tell(self.panel, state=state, notes=notes, status=status)
