"""The table of support tickets."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from content import ticket_parts as parts
from content.shapes import Topic, lines
from content.ticket_oneoffs import ONE_OFFS
from content.ticket_pairs import LOOKALIKES
from content.ticket_paraphrases import PARAPHRASES
from content.ticket_topics_1 import LARGE_TOPICS
from content.ticket_topics_2 import SMALL_TOPICS

from maker.draw import Draw
from maker.rows import Difference, Row, exact_copies, normalised_copy
from maker.text import both_sides, choose, fill, overlap, with_typos

TOPICS: dict[str, Topic] = {topic.key: topic for topic in LARGE_TOPICS + SMALL_TOPICS}
NEW_TOPIC = "app4_update"
CHANNELS = ("email", "chat", "web form", "phone note")
PRIORITIES = ("low", "normal", "high", "urgent")
PRODUCTS = {
    name: re.compile(rf"\b(?:{nouns})\b", re.IGNORECASE)
    for name, nouns in {
        "Hearth": "hearth|thermostat|room sensor",
        "Beacon": "beacon|doorbell|chime plug",
        "Skitter": "skitter|vacuum|robot",
        "Rill": "rill|irrigation|sprinkler|garden sensor",
        "Keyrow": "keyrow|lock|keypad",
    }.items()
}
ANY_TOPIC = Topic(
    "one-off",
    "One-off",
    0,
    "Shop:4 App:1 Hearth:1 Beacon:1 Skitter:1",
    "",
    "",
    priorities=(5, 6, 1, 0),
)
YEAR = 2025
RESENT = ("Second try:", "Again, as nobody answers:", "Reminder!")
DAYS = (
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "10",
    "11",
    "12",
    "14",
    "16",
    "18",
)
MOST_OVERLAP = 0.32
TRIES = 16
EXACT_GROUPS = (1,) * 34 + (2,) * 9 + (3,) * 4 + (5, 5, 8, 11)
AUTOMATIC_COPIES = 39
REPEATED_COPIES = (11, 8, 6, 4, 3, 2)
BLANKS = ("",) * 9 + ("   ",) * 5 + ("\n",) * 3 + ("\u00a0 \t",) * 2 + (" \u200b ",)


def build() -> tuple[list[Row], list[Difference]]:
    """All rows of the table, oldest first, and the pairs that look alike and differ."""
    rows, base = [], []
    for topic in TOPICS.values():
        base += topic_rows(topic)
    rows += base + one_off_rows() + odd_rows() + blank_rows()
    rows += paraphrase_rows() + long_rows()
    differences = lookalike_rows() + late_differences()
    rows += [row for left, right, _ in differences for row in (left, right)]
    rows += copies(base) + automatic_rows() + resent_rows(base)
    rows.sort(key=lambda row: (row.fields["created_at"], row.text))
    for number, row in enumerate(rows, start=1):
        row.id = row.fields["ticket_id"] = f"T-{number:05d}"
    return rows, differences


# --- one ticket -----------------------------------------------------------------------------


def slot_words(when: datetime, draw: Draw) -> dict[str, str]:
    """Return a word for each slot; months lie before the ticket, as people write of the past."""
    found = {name: draw.pick(bank) for name, bank in parts.BANKS.items()}
    found["month"] = parts.BANKS["month"][(when.month - 2 - draw.below(3)) % 12]
    while found["item2"] == found["item"]:
        found["item2"] = draw.pick(parts.BANKS["item2"])
    first, last = draw.pick(parts.FIRST_NAMES), draw.pick(parts.LAST_NAMES)
    letters = unicodedata.normalize("NFKD", f"{first}.{last}".replace("'", ""))
    mailbox = letters.lower().encode("ascii", "ignore").decode()
    low = draw.between(8, 240)
    return found | {
        "name": f"{first} {last}",
        "email": f"{mailbox}@example.{draw.pick(('com', 'org'))}",
        "phone_no": f"555-01{draw.between(0, 99):02d}",
        "order": f"TW-{draw.between(300000, 699999)}",
        "customer": f"C{draw.between(10000, 99999)}",
        "amount": f"${low}.{draw.pick(('00', '50', '90', '99', '25'))}",
        "amount2": f"${low + draw.between(4, 90)}.00",
        "days": draw.pick(DAYS),
        "percent": str(draw.between(3, 97)),
        "time": f"{draw.between(1, 12)}:{draw.between(0, 5)}0 {draw.pick(('am', 'pm'))}",
        "temp": str(draw.between(15, 26)),
        "n": str(draw.between(2, 9)),
        "code": f"{draw.pick('EFHK')}{draw.between(10, 99)}",
    }


def moment(topic: Topic, draw: Draw) -> datetime:
    """When a ticket of this topic comes in: season, then working days, then daytime."""
    month = draw.weighted(range(1, 13), topic.months)
    while True:
        day = date(YEAR, month, 1) + timedelta(days=draw.below(31))
        if day.month == month and (day.weekday() < 5 or draw.chance(0.4)):
            break
    hour = draw.weighted(
        range(24), [1, 1, 0, 0, 0, 1, 3, 7, 10, 11, 11, 10, 8, 9, 9, 9, 8, 7, 6, 6, 6, 5, 3, 2]
    )
    # Exports of such systems hold local time without a zone.
    return datetime(day.year, day.month, day.day, hour, draw.below(60), draw.below(60))  # noqa: DTZ001


def columns(topic: Topic, text: str, when: datetime, draw: Draw) -> dict[str, str]:
    """Return the columns beside the text, likely ones for the topic."""
    offered = dict(part.split(":") for part in topic.products.split())
    named = [name for name, nouns in PRODUCTS.items() if nouns.search(text)]
    several = len(offered) > 1
    any_device = several and not {"Shop", "App", "Plus"} & set(offered)
    fits = [name for name in named if several and (name in offered or any_device)]
    weights = [int(weight) for weight in offered.values()]
    product = fits[0] if fits else draw.weighted(list(offered), weights)
    return {
        "ticket_id": "",
        "created_at": when.isoformat(),
        "channel": draw.weighted(CHANNELS, topic.channels),
        "product": product,
        "priority": draw.weighted(PRIORITIES, topic.priorities),
    }


def dressed(core: str, channel: str, slots: dict[str, str], draw: Draw) -> str:
    """Return a core as it comes in by a channel: with greeting, name, form fields or note."""
    if channel == "chat":
        return core.lower().rstrip(".") if draw.chance(0.45) else core
    if channel == "phone note":
        return f"{draw.pick(parts.PHONE_PREFIXES)} {core}" if draw.chance(0.6) else core
    if channel == "web form":
        if draw.chance(0.25):
            return f"Order number: {slots['order']}\nMessage: {core}"
        return core
    text = f"{draw.pick(parts.GREETINGS)}\n\n{core}" if draw.chance(0.7) else core
    if draw.chance(0.65):
        text += f"\n\n{draw.pick(parts.CLOSINGS)}\n{slots['name']}"
        if draw.chance(0.15):
            text += f"\nTel. {slots['phone_no']}"
    if draw.chance(0.12):
        text += f"\n\n{draw.pick(parts.FOOTERS)}"
    if draw.chance(0.08):
        text += f"\n\nOn {draw.pick(parts.BANKS['weekday'])} Tarnwell Support wrote:\n> "
        text += draw.pick(parts.QUOTED_REPLIES).replace(". ", ".\n> ")
    return text


def ticket(topic: Topic, core: str, draw: Draw, when: datetime | None = None) -> Row:
    """Return a row with this core, dated and with likely columns, not dressed."""
    when = when or moment(topic, draw)
    return Row(core, topic.key, fields=columns(topic, core, when, draw))


# --- rows of topics -------------------------------------------------------------------------


def topic_rows(topic: Topic) -> list[Row]:
    """Return the rows of one topic: each another pair of situation and complication."""
    draw = Draw(f"topic {topic.key}")
    rows: list[Row] = []
    bags: list[frozenset[str]] = []
    situations = lines(topic.situations)
    turns: list[str] = []
    while len(rows) < topic.size:
        turns = turns or draw.shuffled(situations)
        repeated = len(rows) >= len(situations)
        core, when, slots, bag = fresh_core(topic, turns.pop(), repeated, bags, draw)
        row = ticket(topic, core, draw, when)
        if draw.chance(0.15):
            row.text = with_typos(row.text, draw.between(1, 3), draw)
            row.marks.add("typos")
        row.text = dressed(row.text, row.fields["channel"], slots, draw)
        if draw.chance(0.02):
            row.text += " " + draw.pick(parts.EMOJI) * draw.between(1, 3)
        rows.append(row)
        bags.append(bag)
    return rows


def fresh_core(
    topic: Topic, situation: str, repeated: bool, bags: list[frozenset[str]], draw: Draw
) -> tuple[str, datetime, dict[str, str], frozenset[str]]:
    """Return a core whose words overlap little with those already there."""
    best: tuple[float, str, datetime, dict[str, str], frozenset[str]]
    best = (2.0, "", moment(topic, draw), {}, frozenset())
    for _ in range(TRIES):
        when = moment(topic, draw)
        slots = slot_words(when, draw)
        chosen = sentences(topic, situation, repeated, draw)
        filled = [fill(choose(one, draw), slots) for one in chosen]
        core = " ".join(one[0].upper() + one[1:] for one in filled)
        bag = frozenset(core.lower().split())
        worst = max((overlap(bag, other) for other in bags), default=0.0)
        if worst < best[0]:
            best = (worst, core, when, slots, bag)
        if worst < MOST_OVERLAP:
            break
    return best[1:]


def sentences(topic: Topic, situation: str, repeated: bool, draw: Draw) -> list[str]:
    """Return what a ticket says: a situation, what comes on top of it, and perhaps a request.

    A situation that was told before comes with a second one, so that the two tickets do not say
    the same by accident.
    """
    chosen = [situation]
    if repeated:
        other = draw.pick([one for one in lines(topic.situations) if one != situation])
        chosen.append(draw.pick(parts.CONNECTORS) + other)
    complications = draw.shuffled(lines(topic.complications))
    chosen.append(complications[0])
    if draw.chance(0.3 if repeated else 0.6):
        chosen.append(complications[1])
    if not repeated and draw.chance(0.25):
        chosen = draw.shuffled(chosen)
    return chosen + ([draw.pick(parts.ASKS)] if draw.chance(0.3) else [])


def one_off_rows() -> list[Row]:
    """Tickets about something that nobody else writes about."""
    draw = Draw("one-offs")
    rows = []
    for core in lines(ONE_OFFS):
        row = ticket(ANY_TOPIC, core, draw)
        row.text = dressed(
            core, row.fields["channel"], slot_words(moment(ANY_TOPIC, draw), draw), draw
        )
        rows.append(row)
    return rows


def odd_rows() -> list[Row]:
    """Other languages, markup and scripts, cells that look like formulas, emoji."""
    draw = Draw("odd rows")
    rows = []
    for language, key, text in parts.LANGUAGES:
        row = ticket(TOPICS.get(key, ANY_TOPIC), text, draw)
        row.language = language
        rows.append(row)
    for mark, key, text in parts.MARKUP:
        row = ticket(TOPICS.get(key, ANY_TOPIC), text, draw)
        row.marks.add(mark)
        rows.append(row)
    rows += [ticket(TOPICS.get(key, ANY_TOPIC), text, draw) for key, text in parts.FORMULA_CELLS]
    return rows


def blank_rows() -> list[Row]:
    """Tickets without text: missing, or nothing but white space."""
    draw = Draw("blanks")
    rows = [ticket(ANY_TOPIC, text, draw) for text in BLANKS]
    for row in rows:
        row.topic = row.kind = "blank"
        row.how = "missing" if not row.text else "white space"
    return rows


# --- planted pairs --------------------------------------------------------------------------


def shifted(row: Row, draw: Draw, days: int = 25) -> Row:
    """Move a copy to a later moment of the year, so that copies are not neighbours."""
    start = datetime.fromisoformat(row.fields["created_at"])
    later = start + timedelta(days=draw.below(days), hours=draw.below(9), minutes=draw.below(60))
    row.fields["created_at"] = (later if later.year == YEAR else start).isoformat()
    return row


def paraphrase_rows() -> list[Row]:
    """Return groups of tickets that say the same in other words."""
    draw = Draw("paraphrases")
    rows = []
    for key, block in PARAPHRASES.items():
        for number, line in enumerate(lines(block)):
            start = moment(TOPICS[key], draw)
            for place, core in enumerate(line.split(" || ")):
                row = ticket(TOPICS[key], core, draw, start)
                row.group = f"paraphrase {key} {number}"
                if place:
                    row.kind, row.how = "paraphrase", "reworded"
                    shifted(row, draw, 60)
                if draw.chance(0.25):
                    row.text = f"{draw.pick(parts.SHORT_GREETINGS)} {core}"
                rows.append(row)
    return rows


def lookalike_rows() -> list[Difference]:
    """Pairs of tickets that look alike and differ in what matters."""
    draw = Draw("lookalikes")
    result = []
    for line in lines(LOOKALIKES):
        key, what, text = line.split(" ~ ")
        start = moment(TOPICS[key], draw)
        left, right = (ticket(TOPICS[key], side, draw, start) for side in both_sides(text))
        left.kind = right.kind = "lookalike"
        result.append((left, shifted(right, draw, 60), what))
    return result


def copies(base: list[Row]) -> list[Row]:
    """Exact and normalised copies of rows of topics, some of them together."""
    draw = Draw("copies")
    chosen = draw.sample([row for row in base if len(row.text) < 600], len(EXACT_GROUPS) + 56)
    rows = []
    for number, (original, count) in enumerate(zip(chosen, EXACT_GROUPS, strict=False)):
        made = exact_copies(original, count, f"exact {number}")
        rows += [shifted(copy, draw) for copy in made]
        if number % 6 == 0:
            rows.append(shifted(normalised_copy(original, "", draw), draw))
    for number, original in enumerate(chosen[len(EXACT_GROUPS) :]):
        rows.append(shifted(normalised_copy(original, f"normalised {number}", draw), draw))
    return rows


def automatic_rows() -> list[Row]:
    """Texts that machines and forms send again and again, one of them forty times."""
    draw = Draw("automatic")
    rows = []
    texts = [parts.AUTOMATIC_TEXT, *parts.REPEATED_TEXTS]
    for number, text in enumerate(texts, start=1):
        count = AUTOMATIC_COPIES if number == 1 else REPEATED_COPIES[number - 2]
        first = ticket(ANY_TOPIC, text, draw)
        first.topic = f"automatic_{number}"
        for row in [first, *exact_copies(first, count, f"automatic {number}")]:
            row.fields["created_at"] = moment(ANY_TOPIC, draw).isoformat()
            row.fields["channel"] = "email" if number == 1 else row.fields["channel"]
            rows.append(row)
    return rows


def resent_rows(base: list[Row]) -> list[Row]:
    """Tickets sent again by their writer: the same with some typos or another greeting."""
    draw = Draw("resent")
    rows = []
    free = [row for row in base if not row.group and 90 < len(row.text) < 500]
    for number, original in enumerate(draw.sample(free, 30)):
        original.group = f"resent {number}"
        how = "typos" if number % 2 else "wrapped"
        if how == "typos":
            text = with_typos(original.text, 2, draw)
        else:
            text = f"{draw.pick(RESENT)} {original.text}"
        copy = Row(
            text,
            original.topic,
            "paraphrase",
            original.group,
            how,
            fields=dict(original.fields),
            marks=set(original.marks),
        )
        rows.append(shifted(copy, draw, 9))
    return rows


# --- long tickets ---------------------------------------------------------------------------


def long_text(topic: Topic, when: datetime, draw: Draw) -> str:
    """Return a ticket of far more than 256 word pieces: a story, and the exchange below it."""
    told = draw.sample(lines(topic.situations), 2) + draw.sample(lines(topic.complications), 3)
    fillers = draw.sample(parts.LONG_FILLERS, 10)
    story = [fill(choose(one, draw), slot_words(when, draw)) for one in told]
    first = " ".join([draw.pick(parts.GREETINGS), story[0], *fillers[:4], story[2]])
    second = " ".join([*fillers[4:7], story[3]])
    earlier = " ".join([story[1], *fillers[7:], story[4]])
    replies = draw.sample(parts.AGENT_REPLIES, 2)
    name = slot_words(when, draw)["name"]
    thread = [
        first,
        second,
        f"{draw.pick(parts.CLOSINGS)}\n{name}",
        "On an earlier day Tarnwell Support wrote:\n> " + replies[0].replace(". ", ".\n> "),
        f"Before that {name} wrote:\n> > " + earlier.replace(". ", ".\n> > "),
        "> > > " + replies[1].replace(". ", ".\n> > > "),
        parts.LEGAL_FOOTER,
    ]
    return "\n\n".join(thread)


def long_rows() -> list[Row]:
    """Long threads, each of another topic or story."""
    draw = Draw("long")
    rows = []
    for number in range(24):
        topic = list(TOPICS.values())[number % 20]
        when = moment(topic, draw)
        row = ticket(topic, long_text(topic, when, draw), draw, when)
        row.fields["channel"] = "email"
        row.marks.add("long")
        rows.append(row)
    return rows


def late_differences() -> list[Difference]:
    """Long tickets that are the same for far more than 256 word pieces and then differ."""
    draw = Draw("late differences")
    result: list[Difference] = []
    for key, what, *endings in parts.LATE_ENDINGS:
        when = moment(TOPICS[key], draw)
        told = long_text(TOPICS[key], when, draw).removesuffix(parts.LEGAL_FOOTER)
        pair = [ticket(TOPICS[key], told + ending, draw, when) for ending in endings]
        for row in pair:
            row.kind = "lookalike"
            row.marks |= {"long", "late_difference"}
            row.fields["channel"] = "email"
        result.append((pair[0], shifted(pair[1], draw), what))
    return result
