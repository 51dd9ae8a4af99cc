"""Findings as sentences, worded in one place for reports, widgets and the command line."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.duplicates.guards.differences import in_words
from workbench.duplicates.pair_evidence import KIND_WORDS
from workbench.errors import counted
from workbench.summary.changes import change_sentences
from workbench.summary.counts import DuplicateFacts, Summary, TopicFacts


def findings(summary: Summary) -> tuple[str, ...]:
    """Return the findings as sentences, the most important ones first."""
    return tuple(_sentences(summary))


def percent(part: int, whole: int) -> str:
    """Return a share in words: no share that is not nought shows as nought, nor a part as all."""
    if not part or not whole:
        return "0%"
    share = 100 * part / whole
    if share < 0.1:
        return "under 0.1%"
    if part < whole and share > 99.9:
        return "over 99.9%"
    return f"{share:.1f}%" if share < 10 else f"{min(share, 99 if part < whole else 100):.0f}%"


def sentence(note: str) -> str:
    """Return a note as a sentence: with a capital in front and a stop at the end."""
    first = note.split(maxsplit=1)[0] if note.strip() else ""
    said = note[:1].upper() + note[1:] if first.isalpha() else note
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _sentences(s: Summary) -> Iterable[str]:
    if s.changes is not None:
        yield from change_sentences(s.changes, s.with_text)
    copies = s.with_text - s.distinct
    blank = ""
    if s.blank:
        blank = f" {counted(s.blank, 'row')} {'holds' if s.blank == 1 else 'hold'} no text."
    yield (
        f"{counted(s.rows, 'row')}, {counted(s.distinct, 'distinct text')}: "
        f"{counted(copies, 'row')} repeat{'s' * (copies == 1)} another row's text exactly.{blank}"
    )
    if s.encoding.unreadable_rows:
        count = s.encoding.unreadable_rows
        yield (
            f"{s.encoding.model} cannot read {counted(count, 'row')} ({percent(count, s.rows)}: "
            "another language or script, emoji, symbols): their similarities and topics mean "
            "nothing, so only equal texts among them count as duplicates."
        )
    if s.duplicates is not None:
        yield from _duplicate_sentences(s.duplicates, s.rows)
    if s.topics is not None:
        yield from _topic_sentences(s.topics, s.with_text)


def _duplicate_sentences(d: DuplicateFacts, rows: int) -> Iterable[str]:
    if not d.n_removed and not d.n_review:
        yield f"No two rows say the same at a similarity of {d.threshold:g} or more."
        return
    if d.n_removed:
        kinds = "; ".join(_of_kind(kind, n) for kind, _, n in d.by_kind if n)
        said = f" ({kinds})" if kinds else ""
        yield (
            f"{counted(d.n_removed, 'row')} ({percent(d.n_removed, rows)}) can go: a row that is "
            f"kept says the same, at a similarity of {d.threshold:g} or more{said}."
        )
        alone = "stays" if d.n_kept == 1 else "stay"
        yield f"They belong to {counted(d.dropping, 'group')}; {counted(d.n_kept, 'row')} {alone}."
    else:
        yield f"No row can go at a similarity of {d.threshold:g} or more."
    if d.n_review:
        more = "more " if d.n_removed else ""
        verb = "is" if d.n_review == 1 else "are"
        yield (
            f"{counted(d.n_review, f'{more}row')} {verb} as similar to another row, but kept until "
            f"a person decides: {_held_by(d)}."
        )


def _held_by(d: DuplicateFacts) -> str:
    """Say what holds rows back, the most frequent first."""
    parts = [f"{in_words(guard)} ({n:,})" for guard, n in d.by_guard[:4]]
    if not parts:
        return "something in them differs"
    return ", ".join(parts) + (", and others" if len(d.by_guard) > len(parts) else "")


def _of_kind(kind: str, number: int) -> str:
    words = KIND_WORDS.get(kind, kind)
    return f"{number:,} {words if number != 1 else words.replace('copies', 'copy')}"


def _topic_sentences(t: TopicFacts, with_text: int) -> Iterable[str]:
    if not t.topics:
        yield "No topics were found."
        return
    named = "; ".join(f"{name} ({percent(rows, with_text)})" for name, rows, _ in t.largest[:3])
    yield f"{counted(t.topics, 'topic')}. The largest: {named}."
    near = "."
    if t.assigned_rows:
        all_of_them = t.assigned_rows == t.noise_rows
        who = "each has" if all_of_them else f"{t.assigned_rows:,} of them have"
        near = f"; {who} a nearest topic, kept in a column of its own."
    yield (
        f"{counted(t.noise_rows, 'row')} ({percent(t.noise_rows, with_text)}) "
        f"{'fits' if t.noise_rows == 1 else 'fit'} no topic well{near}"
    )
    if t.stability is None:
        yield "How stable the topics are was not measured."
        return
    yield (
        f"With other seeds the topics agree at {t.stability:.2f} "
        "(adjusted mutual information: 1 is the same, 0 is chance)."
    )
