"""The two ways to a corpus: embed a table, or open a saved one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.archive import Archive, open_archive
from workbench.calls import answers_calls
from workbench.config import LEDGER, user_name
from workbench.corpus import Corpus
from workbench.corpus.kept_results import check_together, current_keys, settle
from workbench.embedding import (
    DEFAULT_MODEL,
    Embedding,
    Encoder,
    OnWorkers,
    Recipe,
    as_encoder,
    check_vectors_file,
    embed_draft,
    embed_texts,
    find_card,
    given_embedding,
    mark_vectors_file,
    no_encoder,
    store_named,
)
from workbench.engines import Engine, choose_engine
from workbench.errors import FileError, InputError, ModelError, to_type
from workbench.ledger import Entry, Ledger, TableName
from workbench.progress import Progress, choose, one_line
from workbench.tables import Rows, cleaning_of, restore_rows, rows_of, source_of


@answers_calls
def embed(  # noqa: PLR0913 - each has an effect always, all but the first by keyword
    frame: Any,
    *,
    text: Any = None,
    id: Any = None,
    vectors: Any = None,
    model: str | os.PathLike[str] | Encoder | None = None,
    backend: str = "torch",
    device: str = "auto",
    precision: str = "auto",
    long_text: str = "truncate",
    draft: bool = False,
    clean: bool | Collection[str] = True,
    non_answers: bool | Collection[str] = True,
    exclude_lines: Collection[str] = (),
    cache: bool | str | os.PathLike[str] = True,
    vectors_file: str | os.PathLike[str] | None = None,
    ledger: str | os.PathLike[str] | Ledger | bool = LEDGER,
    progress: bool | Progress | None = True,
    engine: Any = "local",
) -> Corpus:
    """Embed a text column of a table; what was embedded before comes from the store.

    Parameters
    ----------
    frame : table, sequence of texts, or path
        n rows: a DataFrame of pandas (any index) or polars, an Arrow table, a DuckDB relation, a
        dataset, a Series, an array or a list of texts; or the path of a file that the command
        line reads. It is not changed. Tables of its rows are returned as the same kind: polars
        gives polars. Of Parquet (a file, a folder, a glob or an fsspec URL) only the columns with
        text and id are read, and `Corpus.export` writes the table with its results part by part.
    text : column name or list of column names, optional
        Where the texts are; several columns are joined in order. Rows without text are kept in
        the table and left out of the vectors. Default: the only column there is.
    id : column name, optional
        The rows' own key. An id that repeats or is empty is completed by the row of the file:
        "0101 (row 7)". Without it rows are called by their number in the file (2 is the first
        below the header); in a table in memory by the label of its index, as ``.loc`` takes it,
        or if labels repeat by the position, counted from 0 as ``.iloc`` takes it.
    vectors : array_like of shape (n, d) or column name, optional
        Vectors of your own, one per row in the table's order, from any model; a column holds one
        list per row. They are scaled to unit length. Rows with the same text need the same
        vector. Name the `model` that made them if `Corpus.search` is to take words.
    model : str, path, or object with ``.encode``, default "all-MiniLM-L6-v2"
        Name, folder or hub id of a model, or any object whose ``encode(texts)`` returns one
        vector per text, such as a `SentenceTransformer`.
    backend : {"torch", "onnx", "openvino"}, default "torch"
        What computes; the latter two are extras, in float32 on the CPU.
    device : str, default "auto"
        "auto", "cpu", "cuda" or "mps".
    precision : str, default "auto"
        "auto" (bfloat16 where the processor has it natively, float16 on a GPU, else float32),
        "float32" (the exact model), "bfloat16" or "float16".
    long_text : str, default "truncate"
        What to do with a text beyond the model's limit: "truncate", or "chunk" (embed it in
        pieces, average them by length, and keep the pieces for `Corpus.search`).
    draft : bool, default False
        Whether to embed only a sample of the texts by the model, and to predict the vectors of
        all texts from their tokens: a first look at a large table in seconds. The corpus and every
        result say that they stand on drafts, and how near these come to the model's own vectors.
        `Corpus.refine` embeds all texts. Small tables are embedded exactly.
    clean : bool or collection of str, default True
        What is left out of what is read, never out of the table: markup ("html": it is read as
        text), headers of mails ("headers"), quoted mail ("quotes"), "signatures", what stands in
        front of a subject ("prefixes", such as "RE:"), and addresses of pages ("urls"), wherever
        they are certain. `Corpus.notes` tell what was left out in how many rows. False reads all
        of each text; a list leaves out these alone.
    non_answers : bool or collection of str, default True
        Whether cells such as "n/a", "-", "none" and "no comment" count as blank; `Corpus.notes`
        name those found. Words of your own add to the list.
    exclude_lines : collection of str
        Lines that are not read, such as those that `Corpus.repeated_lines` lists; the texts
        themselves stay as they are.
    cache : bool or folder, default True
        True keeps vectors in the user's store, a folder keeps them there, False keeps none.
    vectors_file : path, optional
        File ending in .npy in which the vectors of the distinct texts are laid out, to be mapped
        rather than held in memory: for tables of millions of rows. A file that Workbench did not
        write is never replaced.
    ledger : path, Ledger or False, default "workbench_decisions.jsonl"
        File of decisions; made with the first decision. Each is remembered with the names of the
        text and id columns, and holds in every table that has them: next week's export too, but
        no other table. False applies none, and new ones are forgotten with the corpus.
    progress : bool or Progress, default True
        Whether and where to show how far it is. Interrupt the kernel to stop: what is finished is
        kept, and the same call goes on from there.
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
        If the table or a setting cannot be used; `ColumnError` if a column cannot.
    ModelError
        If the model cannot be had.

    Examples
    --------
    >>> import pandas as pd, workbench as wb
    >>> tickets = wb.embed(
    ...     pd.DataFrame({"body": ["My parcel is late", "my parcel is late!"]}), text="body"
    ... )  # doctest: +SKIP
    """
    if draft:
        _check_draft(vectors, long_text)
    cleaning = cleaning_of(clean, non_answers, exclude_lines)
    target = None if vectors_file is None else check_vectors_file(vectors_file)
    shown = choose(progress)
    with one_line(shown, "Embedding") as outcome:
        shown.start("Reading the table", 1)
        source = source_of(frame, text, id)
        rows = source.rows(id, cleaning)
        shown.finish()
        settings: dict[str, Any] = {"backend": backend, "device": device, "precision": precision}
        chosen_engine, store = choose_engine(engine), store_named(cache)
        encoder: Encoder | None = None
        if vectors is None or model is not None:
            shown.start("Loading the model", 1)
            encoder = as_encoder(DEFAULT_MODEL if model is None else model, **settings)
            store = store if getattr(encoder, "cacheable", True) else None
            shown.finish()
        embed_by = _embedder(chosen_engine, model, encoder, settings)
        if vectors is not None or encoder is None:
            embedding = given_embedding(rows, source.frame, vectors, encoder)
        else:
            given: dict[str, Any] = {
                "long_text": long_text,
                "file": target,
                "progress": shown,
                "store": store,
            }
            if draft:
                del given["long_text"]
                embedding = embed_draft(rows.readings, encoder, embed=embed_by, **given)
            else:
                embedding = embed_by(rows.readings, encoder, **given)
            if target is not None:
                mark_vectors_file(target)
        outcome.append(f"{embedding.encoded:,} encoded, {embedding.cached:,} from the cache")
    return Corpus(
        # What the caller does to the table later must not reach the corpus. From pandas 3 on a
        # shallow copy is enough.
        frame=source.frame.copy(deep=pd.__version__ < "3"),
        rows=rows,
        embedding=embedding,
        text=tuple(source.columns),
        id=id,
        ledger=_ledger(ledger, TableName.of(source.columns, id, source.name)),
        _origin="" if vectors is None else "given vectors",
        _encoder=no_encoder if encoder is None else (lambda: encoder),
        _progress=progress,
        _engine=chosen_engine,
        _embed=embed_by,
        _source=source.parquet,
        _store=store,
    )


def _embedder(
    engine: Engine, model: Any, encoder: Encoder | None, settings: Mapping[str, Any]
) -> Callable[..., Embedding]:
    """Return what embeds texts: this process, or the workers of an engine."""
    if encoder is None or not engine.distant:
        return embed_texts
    if hasattr(model, "encode"):
        return OnWorkers(engine, Recipe(encoder))
    named = {"model": DEFAULT_MODEL if model is None else model, **settings}
    return OnWorkers(engine, Recipe(None, tuple(named.items())))


@answers_calls
def open(
    path: str | os.PathLike[str],
    *,
    model: Any = None,
    ledger: str | os.PathLike[str] | Ledger | bool = LEDGER,
) -> Corpus:
    """Open a corpus that `Corpus.save` wrote: table, vectors, decisions and what was computed.

    Parameters
    ----------
    path : path
        The file.
    model : object with ``.encode``, optional
        The encoder of your own that made the vectors, if there is one, for `Corpus.search`.
    ledger : path, Ledger or False, default "workbench_decisions.jsonl"
        File for new decisions; those in it about such a table count beside those of the saved
        corpus. False reads and writes none.

    Returns
    -------
    Corpus
        As it was when it was saved.

    Raises
    ------
    FileError
        If the file is missing, something else, damaged, or of a newer format.
    """
    archive = open_archive(path)
    archive.check_names("frame", "columns", "ids", "reading", "ledger", "embedding", "kept")
    frame, columns = archive.part("frame", kind=pd.DataFrame), archive.part("columns", kind=dict)
    named = isinstance(columns.get("text"), tuple) and isinstance(columns.get("id"), Hashable)
    if set(columns) != {"text", "id"} or not named:
        raise FileError(f"{path} is damaged: it does not name its columns.")
    rows = _saved_rows(archive, frame, columns, path)
    embedding: Embedding = archive.part("embedding", kind=Embedding)
    if getattr(embedding.vectors, "shape", ())[:1] != (len(rows.distinct),):
        raise FileError(f"{path} is damaged: its vectors are not those of its texts.")
    entries = archive.part("ledger", kind=tuple)
    if not all(isinstance(entry, Entry) for entry in entries):
        raise FileError(f"{path} is damaged: its decisions cannot be read.")
    kept = current_keys(archive.part("kept", rows, kind=dict))
    check_together(kept, embedding.vectors, path)
    corpus = Corpus(
        frame=frame,
        rows=rows,
        embedding=embedding,
        text=columns["text"],
        id=columns["id"],
        ledger=_ledger(ledger, TableName.of(columns["text"], columns["id"]), entries),
        _origin=f"read from {Path(path).name}",
        _encoder=cache(partial(_same_encoder, embedding, model)),
        _kept=kept,
    )
    settle(corpus, kept)
    return corpus


def _saved_rows(archive: Archive, frame: pd.DataFrame, columns: Any, path: Any) -> Rows:
    """Return the rows as they were read when the corpus was saved."""
    ids = _saved_ids(archive, frame, path)
    try:
        rows = rows_of(frame, list(columns["text"]), columns["id"], known=ids)
        if "reading" in archive.names():
            rows = restore_rows(rows, archive.part("reading", kind=dict))
    except FileError:
        raise
    except Exception as error:  # what somebody made by hand can fail in any way
        raise FileError(f"{path} is damaged: its texts ({error!r}).") from error
    return rows


def _saved_ids(archive: Archive, frame: pd.DataFrame, path: Any) -> list[Any] | None:
    """Return what the rows were called when the corpus was saved, None if the table says it."""
    if "ids" not in archive.names():
        return None
    ids: Any = archive.part("ids")
    if ids is None:
        return None
    sound = isinstance(ids, list) and all(isinstance(one, (str, int)) for one in ids)
    if not sound or len(ids) != len(frame) or len(set(ids)) != len(ids):
        raise FileError(f"{path} is damaged: its ids repeat.")
    return list(ids)


def _same_encoder(embedding: Embedding, model: Any = None) -> Encoder:
    """Return the encoder that made an embedding: the one given, or the model loaded again."""
    info = embedding.info
    if model is None and info.backend == "given":
        return no_encoder()
    if model is None and info.backend == "custom":
        raise ModelError(
            f"this corpus was embedded by an encoder of your own, {info.model}. Give it for new "
            "texts: wb.open(path, model=encoder)"
        )
    if model is None and info.backend == "endpoint":
        raise ModelError(
            f"this corpus was embedded by {info.model} at {info.device}. Connect again for new "
            f"texts: wb.open(path, model=wb.load_endpoint({info.model!r}, URL))"
        )
    settings: dict[str, Any] = {} if info.backend == "given" else {"backend": info.backend}
    if model is None:
        return _named_encoder(embedding, settings)
    return _checked_encoder(embedding, as_encoder(model, **settings, precision=info.precision))


def _named_encoder(embedding: Embedding, settings: dict[str, Any]) -> Encoder:
    """Return the model that a saved corpus names; the hub is asked for known models alone."""
    model, precision = embedding.info.model, embedding.info.precision
    known = find_card(model) is not None
    try:
        if not known and not _IDENTIFIER.fullmatch(model):
            raise ModelError(f"{model!r} is a path of another machine.")  # noqa: TRY301
        encoder = as_encoder(model, **settings, precision=precision, download=known)
    except ModelError as error:
        if known:
            raise
        raise ModelError(
            f"this corpus was embedded by {model!r}, which is not on this machine. Whoever saved "
            "the corpus chose that name, so nothing is fetched for it. If you trust it, name the "
            f"model or its folder yourself: wb.open(path, model={model!r})"
        ) from error
    return _checked_encoder(embedding, encoder)


_IDENTIFIER = re.compile(r"[\w.-]+(/[\w.-]+)?")


def _checked_encoder(embedding: Embedding, encoder: Encoder) -> Encoder:
    """Return an encoder, refused if its vectors cannot be compared with those at hand."""
    info = embedding.info
    if info.backend == "given":  # nobody knows which model it was; the width must fit at least
        if encoder.info.dimensions == info.dimensions:
            return encoder
        raise ModelError(
            f"the vectors of this corpus have {info.dimensions} dimensions, those of "
            f"{encoder.info.model} have {encoder.info.dimensions}. Give the model that made them."
        )
    if encoder.info.weights_digest != info.weights_digest:
        raise ModelError(
            f"this corpus was embedded by {info.model} with weights {info.weights_digest[:12]}; "
            f"the model found now has {encoder.info.weights_digest[:12]}. Its vectors cannot be "
            "compared with new ones. Embed the table again: wb.embed(corpus.frame, text=...)"
        )
    return encoder


def _check_draft(vectors: Any, long_text: str) -> None:
    """Refuse what a draft cannot do."""
    if vectors is not None:
        raise InputError("draft=True predicts vectors: leave vectors= or draft= out.")
    if long_text != "truncate":
        draft = to_type("draft=True", "--draft")
        given = to_type(f"long_text={long_text!r}", f"--long-text {long_text}")
        raise InputError(
            f"drafts read as much of a text as the model does: with {draft} leave out {given}."
        )


def _ledger(ledger: Any, table: TableName, inherited: Sequence[Entry] = ()) -> Ledger:
    """Return the ledger that was named or given, about one table, with decisions from elsewhere."""
    if not isinstance(ledger, Ledger):
        named = None if ledger is False or ledger is None else ledger
        ledger = Ledger(LEDGER if named is True else named, author=user_name())
    own: Ledger = ledger.about(table, inherited)
    return own
