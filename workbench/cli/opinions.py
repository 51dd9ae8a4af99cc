"""The command that asks a model about undecided pairs, and measures it by answers of people."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.cli.answer import Answer, answer_about, note_lines, short
from workbench.cli.from_options import connected, corpus_of, duplicates_of
from workbench.cli.outputs import output_and_more, written
from workbench.corpus import Corpus
from workbench.duplicates import chat_judge
from workbench.duplicates.opinions.judges import Judge, judge_of
from workbench.duplicates.opinions.result import OPINIONS, Opinions
from workbench.duplicates.opinions.undecided import check_bounds
from workbench.errors import ColumnError, InputError, check_count, check_threshold, counted
from workbench.ledger.agreement import Agreement
from workbench.tables import read_table

SAYS = {"yes": True, "true": True, "1": True, "same": True}
SAYS |= {"no": False, "false": False, "0": False, "different": False}
"""How people answer whether two texts say the same."""

SHOWN = 3
"""Pairs that are shown."""


def opinions(options: argparse.Namespace) -> Answer:
    """Ask the model, or measure what it said by answers of people."""
    if options.no_ledger:
        raise InputError("opinions are kept in the file of decisions: leave out --no-ledger.")
    return _measure(options) if options.answers else _ask(options)


def _ask(options: argparse.Namespace) -> Answer:
    """Write what the model says of each undecided pair, and questions for people."""
    path, questions_path = output_and_more(options, ".opinions.csv", "questions")
    check_threshold(options.threshold)
    bounds = check_bounds(options.bounds)
    most = check_count("--max-pairs", options.max_pairs)
    judge = _judge(options)
    corpus = corpus_of(options)
    duplicates = duplicates_of(corpus, options)
    result = duplicates.second_opinion(judge, max_pairs=most, bounds=bounds)
    table = result.to_frame()
    lines = written(options, table, path, [], duplicates.manifest)
    if questions_path is not None:
        asked = result.questions().assign(same="")
        lines += written(
            options, asked, questions_path, [], duplicates.manifest, option="questions"
        )
    counts = {name: int((table["opinion"] == name).sum()) for name in OPINIONS}
    facts = {
        "judge": result.model,
        "opinions": counts | {"open": int(table["opinion"].isna().sum())},
        "opinion_notes": list(result.notes),
        "table": str(path),
        "questions": None if questions_path is None else str(questions_path),
        "agreement": None,
        "accepted": False,
    }
    said = [*_words(result), *note_lines(result.notes), *lines]
    return answer_about(corpus, facts, said, duplicates=duplicates)


def _judge(options: argparse.Namespace) -> Judge:
    """Return who is asked: a cross-encoder, or a language model on a server."""
    if options.judge is None:
        return judge_of(options.judge_model)
    return connected(options, chat_judge, options.judge_model, "judge")


def _words(result: Opinions) -> Iterator[str]:
    """Say what came of it, and show some pairs."""
    yield f"{result!r}"
    for line in result.to_frame().dropna(subset="opinion").head(SHOWN).to_dict("records"):
        yield (f"  {line['opinion']}: {short(line['left_text'])}\n    {short(line['right_text'])}")


def _measure(options: argparse.Namespace) -> Answer:
    """Write answers of people into the file of decisions, and compare the model with them."""
    least = check_threshold(options.min_agreement, name="--min-agreement")
    answers = _answers(options.answers)
    corpus = corpus_of(options)
    added = corpus.ledger.add_labels(answers)
    agreement = _agreement(corpus, options, least)
    facts: dict[str, Any] = {
        "judge": agreement.model,
        "opinions": {},
        "opinion_notes": [],
        "table": None,
        "questions": None,
        "agreement": {
            name: None if pd.isna(value) else value for name, value in asdict(agreement).items()
        },
        "accepted": bool(options.accept),
    }
    lines = [f"{counted(added, 'answer')} added. {agreement.model}: {agreement}."]
    if options.accept:
        lines.append("Accepted: from now on its opinions count, below any decision of yours.")
    return answer_about(corpus, facts, lines, duplicates=duplicates_of(corpus, options))


def _agreement(corpus: Corpus, options: argparse.Namespace, least: float) -> Agreement:
    """Measure the model, and accept it if that is asked."""
    # The ledger knows a folder by its name alone.
    model = options.judge_model
    name = Path(model).name if options.judge is None and Path(model).is_dir() else model
    try:
        if options.accept:
            return corpus.ledger.accept(model=name, min_agreement=least)
        return corpus.ledger.agreement(name)
    except InputError as error:
        ways = {
            "corpus.duplicates().second_opinion(...)": "the same command without --answers",
            "opinions.questions() draws them, ledger.add_labels(questions) keeps the answers": (
                "--questions FILE draws them, --answers FILE keeps the answers"
            ),
        }
        said = str(error)
        for python, typed in ways.items():
            said = said.replace(python, typed)
        raise InputError(said) from None


def _answers(path: str) -> pd.DataFrame:
    """Read answers of people: the questions with a column `same` that says yes or no."""
    table: pd.DataFrame = read_table(path).frame
    for name in ("left_text", "right_text", "same"):
        if name not in table.columns:
            raise ColumnError.missing(name, list(table.columns))
    said = [_said(path, value) for value in table["same"]]
    return table.assign(same=pd.Series(said, index=table.index, dtype=object))


def _said(path: str, value: Any) -> bool | None:
    """Return an answer, None if there is none."""
    word = "" if pd.isna(value) else str(value).strip().lower().removesuffix(".0")
    if word and word not in SAYS:
        raise InputError(f"--answers {path}: the column same says yes or no, got {value!r:.40}.")
    return SAYS.get(word)
