"""The two ways to a corpus: embed a table, or open a saved one."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from workbench.archive import Archive, open_archive
from workbench.config import LEDGER, cache_folder, user_name
from workbench.corpus import Corpus
from workbench.embedding import (
    DEFAULT_MODEL,
    Embedding,
    Encoder,
    Recipe,
    VectorStore,
    embed_on,
    embed_texts,
    load_encoder,
)
from workbench.engines import choose_engine
from workbench.errors import FileError, ModelError, check_path
from workbench.ledger import Entry, Ledger
from workbench.progress import Progress, choose
from workbench.tables import (
    ParquetTable,
    Rows,
    TableFile,
    check_writable,
    clean_rows,
    cleaning_of,
    is_parquet,
    read_table,
    restore_rows,
    rows_of,
    scan_parquet,
)


def embed(  # noqa: PLR0913 - each has an effect always, all but the first by keyword
    frame: pd.DataFrame | TableFile | str | os.PathLike[str],
    *,
    text: Any,
    id: Any = None,
    model: str | os.PathLike[str] | Encoder = DEFAULT_MODEL,
    backend: str = "torch",
    device: str = "auto",
    precision: str = "auto",
    long_text: str = "truncate",
    clean: bool | Collection[str] = True,
    non_answers: bool | Collection[str] = True,
    without: Collection[str] = (),
    cache: bool | str | os.PathLike[str] = True,
    vectors: str | os.PathLike[str] | None = None,
    ledger: str | os.PathLike[str] | Ledger = LEDGER,
    progress: bool | Progress | None = True,
    engine: Any = "local",
) -> Corpus:
    """Embed a text column of a table; what was embedded before comes from the store.

    Parameters
    ----------
    frame : DataFrame, path or TableFile
        The table, n rows, any index. It is not changed. Or a file of any kind, as `read_table`
        reads it; what was found out about it is in the corpus's notes. Of Parquet files (a file, a
        folder, a glob or an fsspec URL) only the columns with text and id are read, and
        `Corpus.export` writes the table with its results part by part.
    text : column name or list of column names
        Where the texts stand; several columns are joined in order. Rows without text are kept in
        the table and left out of the vectors.
    id : column name, optional
        The rows' own key. An id that repeats or is empty is completed by the row of the file:
        "0101 (row 7)". Without it rows are called by their number in the file (2 is the first
        below the header); in a table in memory by the label of its index, as ``.loc`` takes it,
        or if labels repeat by the position, counted from 0 as ``.iloc`` takes it.
    model : str, path or Encoder, default "all-MiniLM-L6-v2"
        Name, folder or hub id of a model, or an encoder of your own.
    backend : {"torch", "onnx", "openvino"}, default "torch"
        What computes; the latter two are extras, in float32 on the CPU.
    device : str, default "auto"
        "auto", "cpu", "cuda" or "mps".
    precision : str, default "auto"
        "auto" (bfloat16 where the processor has it natively, float16 on a GPU, else float32),
        "float32" (the exact model), "bfloat16", "float16", or "int8" (fast, for drafts alone).
    long_text : str, default "truncate"
        What to do with a text beyond the model's limit: "truncate", or "chunk" (embed it in
        pieces, average them by length, and keep the pieces for `Corpus.search`).
    clean : bool or collection of str, default True
        What is left out of what is read, never out of the table: markup ("html": it is read as
        text), headers of mails ("headers"), quoted mail ("quotes"), "signatures", what stands in
        front of a subject ("prefixes", such as "RE:"), and addresses of pages ("urls"), wherever
        they are certain. `Corpus.notes` tell what was left out in how many rows. False reads all
        of each text; a list leaves out these alone.
    non_answers : bool or collection of str, default True
        Whether cells such as "n/a", "-", "none" and "no comment" count as blank; `Corpus.notes`
        name those found. Words of your own add to the list.
    without : collection of str
        Lines that are not read, such as those that `Corpus.boilerplate` lists; the texts
        themselves stay as they are.
    cache : bool or folder, default True
        True keeps vectors in the user's store, a folder keeps them there, False keeps none.
    vectors : path, optional
        File ending in .npy in which the vectors of the distinct texts are laid, to be mapped
        rather than held in memory: for tables of millions of rows. Replaced where it is there.
    ledger : path or Ledger, default "workbench_decisions.jsonl"
        File of decisions, one a table; made with the first decision.
    progress : bool or Progress, default True
        Whether and where to show how far it is.
    engine : {"local", "dask"}, Engine or dask.distributed.Client, default "local"
        Where batches and tiles run: this process, or the workers of a Dask cluster, which must
        see the cache folder. The answers are the same.

    Returns
    -------
    Corpus
        The table, its texts and their vectors.

    Raises
    ------
    InputError
        Where the table or a setting cannot be used; `ColumnError` where a column cannot.
    ModelError
        Where the model cannot be had.

    Examples
    --------
    >>> import pandas as pd, workbench as wb
    >>> tickets = wb.embed(
    ...     pd.DataFrame({"body": ["My parcel is late", "my parcel is late!"]}), text="body"
    ... )  # doctest: +SKIP
    """
    cleaning = cleaning_of(clean, non_answers, without)
    frame, source, file = _table_of(frame, text, id)
    columns = _columns_of(file, text)
    rows = rows_of(frame, columns, id, **_numbered(frame, source, file))
    if file is not None:
        rows = replace(rows, findings=(*file.notes, *_joined_notes(file, text)))
    rows = clean_rows(rows, frame, columns, cleaning)
    settings: dict[str, Any] = {
        "model": model, "backend": backend, "device": device, "precision": precision,
    }  # fmt: skip
    encoder = _encoder_of(**settings)
    place, store = choose_engine(engine), _store(cache)
    told: dict[str, Any] = {
        "long_text": long_text, "file": _file_of(vectors), "progress": choose(progress),
    }  # fmt: skip
    if place.distant:
        recipe = Recipe(encoder) if encoder is model else Recipe(None, tuple(settings.items()))
        embedding = embed_on(place, rows.readings, recipe, encoder, store=store, **told)
    else:
        embedding = embed_texts(rows.readings, encoder, store=store, **told)
    return Corpus(
        # A shallow copy: what the caller does to the table later must not reach the corpus.
        frame=frame.copy(deep=False),
        rows=rows,
        embedding=embedding,
        text=tuple(columns) if isinstance(columns, list) else (columns,),
        id=id,
        ledger=_ledger(ledger),
        _origin="",
        _encoder=lambda: encoder,
        _progress=progress,
        _engine=place,
        _source=source,
        _maps=None if store is None else store.folder / "maps",
    )


def open(
    path: str | os.PathLike[str], *, ledger: str | os.PathLike[str] | Ledger = LEDGER
) -> Corpus:
    """Open a corpus that `Corpus.save` wrote: table, vectors, decisions and what was computed.

    Parameters
    ----------
    path : path
        The file.
    ledger : path or Ledger, default "workbench_decisions.jsonl"
        File for new decisions; those in it count beside those of the saved corpus.

    Returns
    -------
    Corpus
        As it was when it was saved.

    Raises
    ------
    FileError
        Where the file is missing, something else, damaged, or of a newer format.
    """
    archive = open_archive(path)
    archive.check_names("frame", "columns", "ids", "reading", "ledger", "embedding", "kept")
    frame, columns = archive.part("frame"), archive.part("columns", kind=dict)
    if set(columns) != {"text", "id"} or not isinstance(columns["text"], tuple):
        raise FileError(f"{path} is damaged: it does not name its columns.")
    rows = rows_of(
        frame, list(columns["text"]), columns["id"], known=_saved_ids(archive, frame, path)
    )
    if "reading" in archive.names():
        rows = _read_again(rows, archive, path)
    embedding: Embedding = archive.part("embedding", kind=Embedding)
    if getattr(embedding.vectors, "shape", ())[:1] != (len(rows.distinct),):
        raise FileError(f"{path} is damaged: its vectors are not those of its texts.")
    entries = archive.part("ledger", kind=tuple)
    if not all(isinstance(entry, Entry) for entry in entries):
        raise FileError(f"{path} is damaged: its decisions are none.")
    return Corpus(
        frame=frame,
        rows=rows,
        embedding=embedding,
        text=columns["text"],
        id=columns["id"],
        ledger=_ledger(ledger, entries),
        _origin=f"read from {Path(path).name}",
        _encoder=cache(partial(_same_encoder, embedding)),
        _kept=archive.part("kept", rows, kind=dict),
    )


def _read_again(rows: Rows, archive: Archive, path: Any) -> Rows:
    """Return the rows as they were read when the corpus was saved."""
    try:
        return restore_rows(rows, archive.part("reading", kind=dict))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise FileError(f"{path} is damaged: part 'reading' ({error!r}).") from error


def _saved_ids(archive: Archive, frame: pd.DataFrame, path: Any) -> list[Any] | None:
    """Return what the rows were called when the corpus was saved, None if the table says it."""
    if "ids" not in archive.names():
        return None
    ids: Any = archive.part("ids")
    if ids is None:
        return None
    sound = isinstance(ids, list) and all(isinstance(one, (str, int)) for one in ids)
    if not sound or len(ids) != len(frame) or len(set(ids)) != len(ids):
        raise FileError(f"{path} is damaged: its ids do not tell the rows apart.")
    return list(ids)


def _file_of(vectors: Any) -> Path | None:
    """Return the file for the vectors, refused before anything is computed."""
    return None if vectors is None else check_writable(vectors, (".npy",))


def _table_of(
    frame: Any, text: Any, id: Any
) -> tuple[pd.DataFrame, ParquetTable | None, TableFile | None]:
    """Return a table as it is, that of a file, or of one in Parquet files the columns needed."""
    if isinstance(frame, TableFile):
        return frame.frame, None, frame
    if is_parquet(frame):
        source = scan_parquet(frame)
        columns = [*(text if isinstance(text, list) else [text]), *([] if id is None else [id])]
        return source.read(columns), source, None
    if isinstance(frame, (str, os.PathLike)):
        file = read_table(frame, text=text, id=id)
        return file.frame, None, file
    return frame, None, None


def _numbered(
    frame: pd.DataFrame, source: ParquetTable | None, file: TableFile | None
) -> dict[str, Any]:
    """Return each row's number in its file, and its sheet, for `rows_of`."""
    if file is not None:
        return {"row_numbers": file.row_numbers, "sheets": file.sheets}
    return {} if source is None else {"row_numbers": np.arange(1, len(frame) + 1)}


def _columns_of(file: TableFile | None, text: Any) -> Any:
    """Return the columns with the texts; a name that the file has several times means all."""
    if file is None:
        return text
    named = text if isinstance(text, list) else [text]
    columns = [column for name in named for column in file.columns_named(name)]
    return columns if len(columns) > 1 or isinstance(text, list) else columns[0]


def _joined_notes(file: TableFile, text: Any) -> list[str]:
    """Tell which columns of the same name make up the texts together."""
    named = text if isinstance(text, list) else [text]
    return [
        f"the texts are made of all columns called {name}: {', '.join(map(str, columns))}"
        for name in named
        if len(columns := file.columns_named(name)) > 1
    ]


def _encoder_of(model: Any, **settings: Any) -> Encoder:
    """Return the encoder that was named or given."""
    if callable(getattr(model, "encode", None)) and hasattr(model, "info"):
        encoder: Encoder = model
        return encoder
    return load_encoder(model, **settings)


def _same_encoder(embedding: Embedding) -> Encoder:
    """Load the encoder that made an embedding.

    Raises
    ------
    ModelError
        Where the model at hand has other weights, so that its vectors cannot be compared.
    """
    info = embedding.info
    encoder = load_encoder(info.model, backend=info.backend, precision=info.precision)
    if encoder.info.weights_digest != info.weights_digest:
        raise ModelError(
            f"this corpus was embedded by {info.model} with weights {info.weights_digest[:12]}; "
            f"the model found now has {encoder.info.weights_digest[:12]}. Its vectors cannot be "
            "compared with new ones. Embed the table again: wb.embed(corpus.frame, text=...)"
        )
    return encoder


def _ledger(ledger: Any, inherited: Sequence[Entry] = ()) -> Ledger:
    """Return the ledger that was named or given, with decisions from elsewhere beside its own."""
    if isinstance(ledger, Ledger):
        return Ledger(ledger.path, author=ledger.author, inherited=(*ledger.inherited, *inherited))
    return Ledger(ledger, author=user_name(), inherited=inherited)


def _store(cache: Any) -> VectorStore | None:
    """Return the store that `cache` names."""
    if cache is False or cache is None:
        return None
    return VectorStore(cache_folder() if cache is True else check_path("cache", cache))
