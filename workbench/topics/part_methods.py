"""Topics of the parts of texts, as methods of the topics."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.errors import InputError
from workbench.topics.text_parts import (
    PlacedParts,
    TextParts,
    part_counts,
    parts_table,
    place_parts,
    row_lists,
    said,
)
from workbench.topics.topic_methods import Following


class SeveralPerText(Following):
    """What is asked of topics whose texts are parted; `Topics` is the one that inherits it."""

    _text_parts: TextParts | None

    @property
    @abstractmethod
    def centroids(self) -> NDArray[np.float32]:
        """Unit mean vector of each topic."""

    @property
    def unit(self) -> str:
        """What has topics: "text", or also each "sentence" or "passage" of it."""
        return "text" if self._text_parts is None else self._text_parts.unit

    def parts(self) -> pd.DataFrame:
        """Return the parts of each row's text and the topic of each.

        Returns
        -------
        DataFrame
            One line per row and part: `row` (position in the table), `id`, `part` (from 1),
            `text`, `topic` (-1: on no topic), `name`, `similarity` (cosine, to the centroid of
            the topic; of the nearest if it is on none), `share` (of the words of its row's parts).

        Raises
        ------
        InputError
            If the texts were not parted: ``corpus.topics(unit="sentence")``.
        """
        if self._text_parts is None or self._placed is None:
            raise InputError(
                "these topics are of whole texts. For the topics of their parts: "
                'corpus.topics(unit="sentence").parts()'
            )
        table = parts_table(self._text_parts, self._placed, self.rows, self._names)
        return self.rows.as_given(table)

    @cached_property
    def _placed(self) -> PlacedParts | None:
        """Where the parts are, by the topics as they are now; None if texts are not parted."""
        if self._text_parts is None:
            return None
        return place_parts(self._text_parts, self.centroids, self._assigned)

    def _with_parts(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Add topics, shares and evidence of each row."""
        if self._placed is None:
            return frame
        columns = row_lists(self._placed, self.rows)
        made = {name: pd.Series(v, frame.index, dtype=object) for name, v in columns.items()}
        return frame.assign(**made)

    def _with_counts(self, table: pd.DataFrame) -> pd.DataFrame:
        """Add the rows that speak of each topic, and the parts on it."""
        if self._text_parts is None or self._placed is None:
            return table
        counted = part_counts(self._text_parts, self._placed, self.rows, len(self._names))
        topics = table["topic"].to_numpy()
        column = list(table.columns).index("assigned_rows") + 1
        for name, values in zip(("parts", "rows_mentioning"), counted[::-1], strict=True):
            table.insert(column, name, values[topics])
        return table

    def _said_of_parts(self) -> str:
        """Say how many rows have several topics; "" if texts are not parted."""
        placed, unit = self._placed, self.unit
        return "" if placed is None else f", {said(placed, self.rows, unit)}"
