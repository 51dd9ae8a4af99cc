"""Parquet, Feather and Arrow files -> a table."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from workbench.errors import FileError
from workbench.tables.reading.base import Settings, Source, TableFile
from workbench.tables.reading.frames import arrow_frame


def read_parquet(source: Source, _settings: Settings) -> TableFile:
    """Read a Parquet file whole."""
    from pyarrow import parquet

    return _table(source, parquet.read_table)


def read_arrow(source: Source, _settings: Settings) -> TableFile:
    """Read a Feather or Arrow file, or an Arrow stream."""
    from pyarrow import feather, ipc

    def read(stream: Any) -> Any:
        head = stream.read(8)
        stream.seek(0)
        if head.startswith((b"ARROW1", b"FEA1")):
            return feather.read_table(stream)
        return ipc.open_stream(stream).read_all()

    return _table(source, read)


def _table(source: Source, read: Any) -> TableFile:
    from pyarrow import ArrowException

    try:
        with source.open() as stream:
            table = read(io.BytesIO(stream.read()))
    except (ArrowException, OSError) as error:
        reason = " ".join(str(error).split())[:200]
        raise FileError(f"{source.name} could not be read as {source.ending}: {reason}") from error
    frame = arrow_frame(table)
    return TableFile(
        frame=frame,
        notes=source.notes,
        row_numbers=np.arange(1, len(frame) + 1),
        source=source.name,
        header=tuple(map(str, frame.columns)),
    )
