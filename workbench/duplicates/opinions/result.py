"""What a model says of undecided pairs: proposals, which decide nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workbench.calls import answers_methods
from workbench.duplicates.opinions.judges import Answers, Judge, Pair
from workbench.duplicates.opinions.undecided import link_guards
from workbench.duplicates.verdicts import Case
from workbench.errors import check_count, counted

OPINIONS = ("same", "not the same", "unsure")
"""What a model says of a pair; "unsure" if it answers otherwise in the other order."""

SEED = 20_250_101


@answers_methods
@dataclass(frozen=True, eq=False)
class Opinions:
    """What a model says of undecided pairs.

    Nothing goes by it. The ledger keeps it as proposals of the model; thirty answers of people
    measure it, and then ``corpus.ledger.accept(model=...)`` lets it count.

    Attributes
    ----------
    model : str
        Name of the model in the ledger.
    frame : DataFrame
        One line per pair that was asked about, as `to_frame` returns it.
    notes : tuple of str
        What a reader must be told: questions, cost, answers that could not be used.
    """

    model: str
    frame: pd.DataFrame = field(repr=False)
    notes: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """Return one line per pair.

        Returns
        -------
        DataFrame
            ``left`` and ``right`` (ids), ``left_text``, ``right_text``, ``similarity``,
            ``probability``, ``guards``, and ``opinion``: "same", "not the same", "unsure" (another
            answer in the other order), or missing if there was no answer that could be used.
        """
        return self.frame.copy()

    def questions(self, n: int = 30) -> pd.DataFrame:
        """Draw pairs for people to answer, as many of each opinion as can be.

        Fill in the column ``same`` without looking at the opinions, then
        ``corpus.ledger.add_labels(questions)`` and ``corpus.ledger.agreement(opinions.model)``.

        Parameters
        ----------
        n : int, default 30
            Questions at most.

        Returns
        -------
        DataFrame
            ``left_text``, ``right_text`` and ``similarity``, in an order that does not tell the
            opinion.
        """
        count = check_count("n", n)
        random = np.random.default_rng(SEED)
        queues = [
            random.permutation(np.flatnonzero(self.frame["opinion"] == said)).tolist()
            for said in OPINIONS[:2]
        ]
        chosen: list[int] = []
        while any(queues) and len(chosen) < count:
            for queue in queues:
                if queue and len(chosen) < count:
                    chosen.append(queue.pop())
        lines = self.frame.iloc[random.permutation(np.array(chosen, dtype=np.int64))]
        return lines[["left_text", "right_text", "similarity"]].reset_index(drop=True)

    def __len__(self) -> int:
        """Return the number of pairs that were asked about."""
        return len(self.frame)

    def __repr__(self) -> str:
        """Return the counts in one line."""
        counts = self.frame["opinion"].value_counts()
        said = ", ".join(f"{int(counts[name]):,} {name}" for name in OPINIONS)
        open_ = int(self.frame["opinion"].isna().sum())
        return f"Opinions({self.model!r} on {counted(len(self), 'pair')}: {said}, {open_:,} open)"


def ask_about(
    case: Case, questions: Sequence[Sequence[int]], left_over: int, judge: Judge
) -> tuple[Opinions, list[tuple[str, str, bool]]]:
    """Ask about each pair in both orders, and return what was said, and of which texts.

    The first link of each question stands for all of them.
    """
    ends = [
        (case.readings[case.links.left[links[0]]], case.readings[case.links.right[links[0]]])
        for links in questions
    ]
    both: list[Pair] = [*ends, *((right, left) for left, right in ends)]
    answers = judge.judge(both) if both else Answers([])
    opinions = [
        _opinion(one, other)
        for one, other in zip(answers.same[: len(ends)], answers.same[len(ends) :], strict=True)
    ]
    lines: list[dict[str, Any]] = []
    proposals: list[tuple[str, str, bool]] = []
    for links, opinion in zip(questions, opinions, strict=True):
        for link in links:
            lines.append(_line(case, link, opinion))
            if opinion in ("same", "not the same"):
                texts = (lines[-1]["left_text"], lines[-1]["right_text"])
                proposals.append((*texts, opinion == "same"))
    frame = pd.DataFrame(lines, columns=list(_COLUMNS))
    frame["opinion"] = pd.Categorical(frame["opinion"], categories=list(OPINIONS))
    notes = (*_notes(judge.name, len(ends), left_over, opinions), *answers.notes)
    return Opinions(judge.name, frame, notes), proposals


_COLUMNS = (
    "left",
    "right",
    "left_text",
    "right_text",
    "similarity",
    "probability",
    "guards",
    "opinion",
)


def _opinion(one: bool | None, other: bool | None) -> str | None:
    """Return what two answers in both orders come to."""
    if one is None or other is None:
        return None
    if one != other:
        return "unsure"
    return "same" if one else "not the same"


def _line(case: Case, link: int, opinion: str | None) -> dict[str, Any]:
    left, right = int(case.links.left[link]), int(case.links.right[link])
    ids = case.rows.ids[case.best_row[[left, right]]]
    return {
        "left": ids[0],
        "right": ids[1],
        "left_text": case.texts[left],
        "right_text": case.texts[right],
        "similarity": float(case.links.similarity[link]),
        "probability": float(case.probability[link]),
        "guards": link_guards(case, link),
        "opinion": opinion,
    }


def _notes(
    name: str, asked: int, left_over: int, opinions: Sequence[str | None]
) -> tuple[str, ...]:
    """Say how much was asked, and what came of it."""
    notes = [f"{name} was asked about {counted(asked, 'undecided pair')}, each in both orders"]
    if left_over:
        notes.append(f"{counted(left_over, 'undecided pair')} not asked about: raise max_pairs=")
    unsure = opinions.count("unsure")
    if unsure:
        notes.append(f"{counted(unsure, 'pair')} with another answer in the other order: unsure")
    open_ = opinions.count(None)
    if open_:
        notes.append(f"{counted(open_, 'pair')} without an answer that can be used")
    notes.append("proposals only: nothing goes by them until corpus.ledger.accept(model=...)")
    return tuple(notes)
