"""The command line; the only place that prints and exits.

Exit codes: 0 done · 1 something given cannot be used (the message says what to type next) ·
2 the command itself is mistyped · 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from workbench.errors import InputError, WorkbenchError, check_threshold

if TYPE_CHECKING:
    import pandas as pd

    from workbench.corpus import Corpus

EXAMPLES = """\
examples:
  workbench report tickets.csv --text body --id ticket_id --output tickets.html
  workbench dedupe faqs.csv --text question --threshold 0.88 --output kept.csv
  workbench topics tickets.csv --text subject --text body --output topics.csv
  workbench map headlines.tsv --text headline --output map.html
  workbench search tickets.csv "refund never arrived" --text body --k 5
  workbench embed tickets.parquet --text body
  workbench models

exit codes:
  0 done; 1 something given cannot be used; 2 mistyped command; 130 interrupted
"""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command ``workbench`` and exit.

    Parameters
    ----------
    arguments : sequence of str, optional
        Words after ``workbench``. Default: those of the process.
    """
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command ``workbench`` and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        answer = options.run(options)
    except WorkbenchError as error:
        print(f"workbench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("workbench: interrupted; vectors made so far are kept.", file=sys.stderr)
        return 130
    print(json.dumps(answer, default=str, ensure_ascii=False) if options.json else _words(answer))
    return 0


def _words(answer: dict[str, Any]) -> str:
    """Return an answer for people: its lines, or its figures one a line."""
    if "lines" in answer:
        return "\n".join(answer["lines"])
    return "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in answer.items())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="workbench",
        description="Near-duplicates, topics and maps of a table of texts.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    from workbench.provenance import workbench_version

    parser.add_argument("--version", action="version", version=f"workbench {workbench_version()}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name, (function, told, default) in _COMMANDS.items():
        command = commands.add_parser(
            name,
            help=told,
            description=told,
            epilog=EXAMPLES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.set_defaults(run=function)
        command.add_argument("--json", action="store_true", help="print one JSON object")
        if name != "models":
            _table_options(command, name, default)
    return parser


def _table_options(command: argparse.ArgumentParser, name: str, output: str) -> None:
    """Add what every command over a table takes, and what this one takes besides."""
    command.add_argument("table", help="CSV, TSV, Parquet, Excel (.xlsx) or JSON lines file")
    if name == "search":
        command.add_argument("query", help="what to look for, in words")
        command.add_argument("--k", type=int, default=10, help="how many rows (default 10)")
    command.add_argument(
        "--text", action="append", required=True, metavar="COLUMN",
        help="column with the texts; give it again to join several in order",
    )  # fmt: skip
    command.add_argument("--id", metavar="COLUMN", help="column with the rows' own key")
    command.add_argument("--encoding", default="utf-8", help="of a text file (default utf-8)")
    command.add_argument("--model", default=None, help="name, folder or hub id")
    command.add_argument(
        "--precision", default="auto", help="auto, float32, bfloat16, float16 or int8"
    )
    command.add_argument("--quiet", action="store_true", help="no progress on standard error")
    if output:
        command.add_argument("--output", metavar="FILE", help=f"default: TABLE{output}")
    if name in ("report", "dedupe"):
        command.add_argument(
            "--threshold", type=float, default=0.9,
            help="smallest cosine similarity of a near-duplicate pair (default 0.9)",
        )  # fmt: skip
        command.add_argument(
            "--keep", default="longest",
            help="longest, newest, oldest, central, first, or a column to maximise",
        )  # fmt: skip


def _corpus(options: argparse.Namespace) -> tuple[pd.DataFrame, Corpus]:
    """Read the table and embed its column."""
    from workbench.embedding import DEFAULT_MODEL
    from workbench.opening import embed
    from workbench.tables import read_table

    strings = [options.id] if options.id else []
    frame = read_table(options.table, strings=strings, encoding=options.encoding)
    corpus = embed(
        frame,
        text=list(options.text),
        id=options.id,
        model=options.model or DEFAULT_MODEL,
        precision=options.precision,
        progress=not options.quiet,
    )
    return frame, corpus


def _output(options: argparse.Namespace, ending: str, allowed: Sequence[str]) -> Path:
    """Return where to write, before anything is computed, so that no work is lost."""
    path = Path(options.output) if options.output else Path(Path(options.table).stem + ending)
    if path.suffix.lower() not in allowed:
        raise InputError(f"--output must end in {' or '.join(allowed)}, got {str(path)!r}.")
    if not path.parent.is_dir():
        raise InputError(
            f"--output: the folder {path.parent} does not exist. "
            f"Make it first: mkdir -p {path.parent}"
        )
    return path


TABLES = (".csv", ".tsv", ".xlsx", ".parquet", ".jsonl")


def _report(options: argparse.Namespace) -> dict[str, Any]:
    path = _output(options, ".html", (".html", ".htm"))
    check_threshold(options.threshold)
    _frame, corpus = _corpus(options)
    duplicates = corpus.duplicates(options.threshold, keep=options.keep)
    topics = corpus.topics()
    corpus.report(path, duplicates=duplicates, topics=topics, title=Path(options.table).stem)
    answer = _found(corpus) | {
        "duplicates": repr(duplicates),
        "topics": repr(topics),
        "report": str(path),
        "report_bytes": path.stat().st_size,
    }
    lines = [
        *_cache_lines(corpus),
        str(answer["duplicates"]),
        str(answer["topics"]),
        f"Report: {path} ({answer['report_bytes'] / 1e6:.1f} MB)",
    ]
    return answer if options.json else {"lines": lines}


def _dedupe(options: argparse.Namespace) -> dict[str, Any]:
    from workbench.tables import write_table

    path = _output(options, ".deduplicated.csv", TABLES)
    check_threshold(options.threshold)
    frame, corpus = _corpus(options)
    duplicates = corpus.duplicates(options.threshold, keep=options.keep)
    write_table(_beside(frame, duplicates.to_frame()), path)
    answer = _found(corpus) | {"duplicates": repr(duplicates), "table": str(path)}
    lines = [
        *_cache_lines(corpus),
        repr(duplicates),
        f"Table with the columns group, kind, keep and reason: {path}",
    ]
    return answer if options.json else {"lines": lines}


def _topics(options: argparse.Namespace) -> dict[str, Any]:
    from workbench.tables import write_table

    path = _output(options, ".topics.csv", TABLES)
    frame, corpus = _corpus(options)
    topics = corpus.topics()
    write_table(_beside(frame, topics.to_frame()), path)
    answer = _found(corpus) | {"topics": repr(topics), "table": str(path)}
    lines = [
        *_cache_lines(corpus),
        repr(topics),
        f"Table with the columns topic and assigned: {path}",
    ]
    return answer if options.json else {"lines": lines}


def _map(options: argparse.Namespace) -> dict[str, Any]:
    from workbench.reports import write_figure

    path = _output(options, ".map.html", (".html", ".htm"))
    _frame, corpus = _corpus(options)
    title = Path(options.table).stem
    figure = corpus.figure(corpus.topics(), hover=corpus.text, title=title)
    write_figure(path, figure)
    answer = _found(corpus) | {"map": str(path)}
    return answer if options.json else {"lines": [*_cache_lines(corpus), f"Map: {path}"]}


def _search(options: argparse.Namespace) -> dict[str, Any]:
    _frame, corpus = _corpus(options)
    found = corpus.search(options.query, k=options.k)
    if options.json:
        return {"query": options.query, "rows": json.loads(found.to_json(orient="records"))}
    texts = corpus.rows.texts
    lines = []
    for position, similarity in zip(found["row"], found["similarity"], strict=True):
        text = " ".join((texts[position] or "").split())
        shown = text if len(text) <= 160 else text[:159] + "…"
        lines.append(f"{similarity:.3f}  {corpus.rows.ids[position]}  {shown}")
    return {"lines": lines or ["no row has text"]}


def _embed(options: argparse.Namespace) -> dict[str, Any]:
    _frame, corpus = _corpus(options)
    return _found(corpus) if options.json else {"lines": _cache_lines(corpus)}


def _models(options: argparse.Namespace) -> dict[str, Any]:
    from workbench.embedding import models

    table = models().reset_index()
    if options.json:
        return {"models": json.loads(table.to_json(orient="records"))}
    return {"lines": [table.to_string(index=False)]}


def _found(corpus: Corpus) -> dict[str, Any]:
    """Return what every command tells of the corpus."""
    info = corpus.embedding.info
    return {
        "rows": len(corpus),
        "distinct_texts": len(corpus.rows.distinct),
        "rows_without_text": len(corpus) - int(corpus.rows.has_text.sum()),
        "rows_cut": int(corpus.rows.counts[corpus.embedding.cut].sum()),
        "vectors_from_cache": corpus.embedding.cached,
        "vectors_encoded": corpus.embedding.encoded,
        "model": info.model,
        "precision": info.precision,
        "device": info.device,
        "notes": list(corpus.embedding.manifest.notes),
    }


def _cache_lines(corpus: Corpus) -> list[str]:
    """Say how many rows there are and where the vectors came from."""
    found = _found(corpus)
    rows = f"{found['rows']:,} rows, {found['distinct_texts']:,} distinct texts"
    if found["rows_without_text"]:
        rows += f", {found['rows_without_text']:,} without text"
    if not corpus.embedding.encoded:
        vectors = f"all {corpus.embedding.cached:,} vectors came from the cache"
    else:
        vectors = (
            f"{corpus.embedding.encoded:,} encoded by {found['model']} "
            f"({found['precision']} on {found['device']}), "
            f"{corpus.embedding.cached:,} from the cache"
        )
    notes = [f"Note: {note}" for note in found["notes"]]
    return [f"{rows}; {vectors}.", *notes]


def _beside(frame: pd.DataFrame, result: pd.DataFrame) -> pd.DataFrame:
    """Put the columns of a result beside the table's own; a name taken gets ``workbench_``."""
    result = result.rename(columns={c: f"workbench_{c}" for c in result if c in frame.columns})
    joined = frame.reset_index(drop=True).join(result.reset_index(drop=True))
    return joined.set_axis(frame.index, axis=0)


_COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], dict[str, Any]], str, str]] = {
    "report": (_report, "one HTML file with duplicates, topics and the map", ".html"),
    "dedupe": (_dedupe, "the table with groups and what to keep", ".deduplicated.csv"),
    "topics": (_topics, "the table with named topics", ".topics.csv"),
    "map": (_map, "the map alone as an HTML file", ".map.html"),
    "search": (_search, "the rows nearest in meaning to a question", ""),
    "embed": (_embed, "make and keep the vectors, for later", ""),
    "models": (_models, "models to choose from", ""),
}
