"""Groups of duplicates -> cards of a page: rows of one text together, and why they are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.duplicates.other_columns import beside, differing
from workbench.errors import counted
from workbench.summary import KIND_WORDS

_LETTERS, _COLUMNS, _IDS = 250, 6, 6


def group_cards(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a card of each group: what it is, and its rows, those of one text and verdict as one.

    `data` is what the page holds, texts and cells masked.
    """
    groups, table = data["groups"], data["groups"]["table"]
    members: dict[int, list[int]] = {group: [] for group in table["group"]}
    for row, group in enumerate(groups["of"]):
        if group in members:
            members[group].append(row)
    columns = _short_columns(data["columns"])
    return [
        _card(data, place, members[group], columns) for place, group in enumerate(table["group"])
    ]


def _short_columns(columns: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the cells of columns of short words, by name: what may differ within a group."""
    words = [
        one
        for one in columns
        if one["kind"] == "word"
        and len(one["levels"]) > 1
        and max(map(len, one["levels"])) <= _LETTERS
    ]
    return {
        one["name"]: [one["levels"][code] if code >= 0 else "" for code in one["codes"]]
        for one in words[:_COLUMNS]
    }


def _card(
    data: Mapping[str, Any], place: int, rows: Sequence[int], columns: Mapping[str, list[str]]
) -> dict[str, Any]:
    """Return one group, its kept rows in front."""
    groups, table = data["groups"], data["groups"]["table"]
    blocks: dict[tuple[int, int], list[int]] = {}
    for row in sorted(rows, key=lambda row: groups["verdict"][row]):
        blocks.setdefault((groups["verdict"][row], data["textOf"][row]), []).append(row)
    kept = next((own[0] for (verdict, _), own in blocks.items() if verdict == 0), None)
    kind, least, review = (table[k][place] for k in ("kind", "min_similarity", "n_review"))
    facts = [KIND_WORDS.get(kind, kind)]
    if kind != "identical" and least is not None:
        facts.append(f"lowest similarity {least:.3f}")
    if review:
        facts.append(f"{review:,} to review")
    if kept is not None and (differ := differing(rows, columns, kept)):
        facts.append(differ)
    return {
        "facts": " · ".join(facts),
        "blocks": [_block(data, key, own, kept, columns) for key, own in blocks.items()],
    }


def _block(
    data: Mapping[str, Any],
    key: tuple[int, int],
    rows: Sequence[int],
    kept: int | None,
    columns: Mapping[str, list[str]],
) -> dict[str, Any]:
    """Return rows of one text; "base" is the text whose words they are compared with, or -1."""
    groups, (verdict, text), first = data["groups"], key, rows[0]
    compared = groups["comparedTo"][first]
    against = compared if compared >= 0 else kept
    base = -1 if verdict == 0 or against is None else data["textOf"][against]
    facts = [_named(data, rows)]
    if len(rows) > 1:
        facts.insert(0, counted(len(rows), "row"))
    if base != text:
        reason, similarity = _word(groups["reason"], first), groups["similarity"][first]
        if similarity is not None and f"{similarity:.3f}" not in reason:
            facts.append(f"similarity {similarity:.3f}")
        if reason not in ("", "kept"):
            facts.append(reason)
    decision = _word(groups["decision"], first)
    if decision:
        facts.append(f"decided: {decision}")
    other = beside(rows, columns, first if against is None else against)
    return {
        "verdict": verdict,
        "text": text,
        "base": base,
        "beside": other,
        "facts": " · ".join(facts),
    }


def _named(data: Mapping[str, Any], rows: Sequence[int]) -> str:
    """Say which rows these are."""
    ids = [data["ids"][row] if data["ids"] else str(data["first"] + row) for row in rows[:_IDS]]
    more = f" and {len(rows) - _IDS:,} more" if len(rows) > _IDS else ""
    plural = f"{data['called']}{'s' if len(rows) > 1 else ''} "
    return {"id": "", "index": "index "}.get(data["called"], plural) + ", ".join(ids) + more


def _word(column: Mapping[str, Any], row: int) -> str:
    """Return the word of a coded column, "" if there is none."""
    code = column["codes"][row]
    return "" if code < 0 else str(column["levels"][code])
