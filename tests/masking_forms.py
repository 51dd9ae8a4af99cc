"""Private data as people write it: addresses and numbers with many separators and neighbors.

Two halves. The rules of masking were written with `TUNING` at hand; `KEPT` was written before them,
with other countries, separators and neighbors, and is only scored. No number belongs to anybody:
they are test numbers of their makers, or made up.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Form(NamedTuple):
    """A text with private data in it, and what must not be left of that."""

    kind: str
    text: str
    pieces: tuple[str, ...]
    digits_around: int = 0


def leaks(form: Form, masked: str) -> bool:
    """Tell whether a masked text still shows a piece, or more digits than its neighbors have."""
    plain = "".join(
        one
        for one in unicodedata.normalize("NFKC", masked).casefold()
        if unicodedata.category(one) not in {"Cf", "Mn", "Me"}
    )
    digits = sum(one.isdecimal() for one in plain)
    if form.kind == "mail":
        digits = 0  # names may hold digits, which are among the pieces
    return digits > form.digits_around or any(piece.casefold() in plain for piece in form.pieces)


def numbers(
    kind: str, groups: Sequence[str], separators: Sequence[str], neighbors: Sequence[str]
) -> Iterator[Form]:
    """Write each number with each separator between its groups, in each neighborhood."""
    for written in groups:
        parts = written.split()
        for separator in separators:
            body = separator.join(parts)
            for neighbor in neighbors:
                around = sum(one.isdigit() for one in neighbor)
                pieces = tuple(part for part in parts if len(part) > 2)
                yield Form(kind, neighbor.replace("{}", body), pieces, around)


def addresses(
    kind: str, pairs: Sequence[tuple[str, str]], writings: Sequence[str], neighbors: Sequence[str]
) -> Iterator[Form]:
    """Write each address in each way, in each neighborhood."""
    for name, domain in pairs:
        for writing in writings:
            dots = {".": domain, "．": domain.replace(".", "．"), "。": domain.replace(".", "。")}
            body = writing.replace("{n}", name)
            body = body.replace("{d}", dots["."]).replace("{wide}", dots["．"])
            body = body.replace("{ideographic}", dots["。"])
            body = body.replace("{dot}", domain.replace(".", " (dot) "))
            body = body.replace("{bracket}", domain.replace(".", "[.]"))
            for neighbor in neighbors:
                pieces = (*name.split("."), domain.split(".")[0])
                yield Form(kind, neighbor.replace("{}", body), pieces)


def addresses_of_machines(
    hosts: Sequence[str], writings: Sequence[str], neighbors: Sequence[str]
) -> Iterator[Form]:
    """Write each IPv4 address in each way, in each neighborhood."""
    for host in hosts:
        for writing in writings:
            body = writing.replace("{}", host)
            body = body.replace("{bracket}", host.replace(".", "[.]"))
            body = body.replace("{wide}", host.replace(".", "．"))
            body = body.replace("{hidden}", host.replace(".", ".\u200b"))
            body = body.replace("{dash}", host.replace(".", "-"))
            body = body.replace("{spaced}", host.replace(".", " . "))
            around = sum(one.isdigit() for one in writing)
            for neighbor in neighbors:
                yield Form("ip", neighbor.replace("{}", body), (), around * neighbor.count("{}"))


SEPARATORS = ("", " ", "-", ".", "/", "\u00a0", "\u2013", "_", "\t", "\n", ",", "\u200b")

TUNING: tuple[Form, ...] = (
    *addresses(
        "mail",
        (
            ("anna.meier", "firma.example"),
            ("bob99", "kontor.shop.example"),
            ("o'neil+tag", "post.example"),
        ),
        (
            "{n}@{d}",
            "{n}\uff20{d}",
            "{n}%40{d}",
            "{n}&#64;{d}",
            "{n}(at){d}",
            "{n} [at] {d}",
            "{n}\u200b@{d}",
            "{n}@\u00ad{d}",
            "{n}@{ideographic}",
            '"{n}"@{d}',
            "<{n}@{d}>",
            "mailto:{n}@{d}?subject=hello",
        ),
        ("write to {} please", "Mail:{};", "{},{}"),
    ),
    *numbers(
        "phone",
        (
            "0151 234 56789",  # Germany
            "+1 202 555 0147",  # United States
            "01 42 68 53 00",  # France
            "020 7946 0958",  # United Kingdom
            "+41 44 668 18 00",  # Switzerland
            "0043 1 58858 0",  # Austria
            "06 2345 6789",  # Netherlands
            "+39 06 6982 1234",  # Italy
            "912 345 678",  # Spain
            "+48 22 123 45 67",  # Poland
        ),
        SEPARATORS,
        ("call {} please", "Tel.{}", "call{}now"),
    ),
    *numbers(
        "card",
        ("4111 1111 1111 1111", "5500 0000 0000 0004", "3782 822463 10005", "3056 9309 0259 04"),
        SEPARATORS,
        ("card {} was refused", "card{}", "{},12/26"),
    ),
    *numbers(
        "iban",
        (
            "DE89 3704 0044 0532 0130 00",
            "GB82 WEST 1234 5698 7654 32",
            "FR14 2004 1010 0505 0001 3M02 606",
            "NO93 8601 1117 947",
        ),
        SEPARATORS,
        ("pay to {} please", "IBAN:{}.", "{},{}"),
    ),
    *addresses_of_machines(
        ("192.168.1.20", "8.8.4.4", "203.0.113.77"),
        (
            "{}",
            "{}:8080",
            "{}/24",
            "{bracket}",
            "{wide}",
            "{hidden}",
            "ip-{dash}",
            "http://{}/login",
            "[{}]",
            "root@{}",
            "{spaced}",
            "IP={}",
        ),
        ("host {} is down", "from:{};", "{},{}"),
    ),
    *(
        Form("ip", neighbor.replace("{}", host), pieces, around)
        for host, pieces, around in (
            ("2001:db8:85a3::8a2e:370:7334", ("85a3", "8a2e", "7334"), 0),
            ("fe80::1ff:fe23:4567:890a", ("fe23", "4567", "890a"), 0),
            ("2001:0DB8:0000:0000:0000:FF00:0042:8329", ("FF00", "8329"), 0),
            ("::ffff:203.0.113.77", ("203.0", "113"), 0),
        )
        for neighbor in ("host {} is down", "from:{};", "{},{}", "[{}]", "http://[{}]/x")
    ),
    *numbers(
        "plate",
        ("B AB 1234", "AB 123 CD", "AB12 CDE", "12 ABC 3", "1234 BCD", "7ABC123"),
        SEPARATORS,
        ("my car {} was towed", "license plate: {}.", "Kennzeichen {}, bitte"),
    ),
    *numbers(
        "account",
        ("1234 5678", "532 013 000", "370 400 44 0532013000", "12 34 56 31926819"),
        SEPARATORS,
        ("account {} is empty", "Konto:{}.", "acct{}x"),
    ),
    *numbers(
        "social security",
        (
            "123 45 6789",  # United States
            "AB 12 34 56 C",  # United Kingdom
            "1 85 05 78 006 084 36",  # France
            "850709 9805",  # Sweden
            "756 9217 0769 85",  # Switzerland
            "RSSMRA 85M01 H501Z",  # Italy
        ),
        SEPARATORS,
        ("my number is {} thanks", "SSN:{}.", "SSN{}"),
    ),
)

OTHER_SEPARATORS = (
    "",
    " ",
    " - ",
    "\u202f",
    "\u2009",
    "\u2011",
    "\u2212",
    "\u00b7",
    " / ",
    "\u00ad",
    "\uff0d",
    "  ",
)

KEPT: tuple[Form, ...] = (
    *addresses(
        "mail",
        (
            ("søren.kjær", "østerbro.example"),
            ("purchasing_dept", "big-wholesale.example"),
            ("q.tanaka77", "sub.denki.example"),
        ),
        (
            "{n}\ufe6b{d}",
            "{n}&commat;{d}",
            "{n}&#x40;{d}",
            "{n} (at) {dot}",
            "{n}{at}{d}",
            "{n}[at]{bracket}",
            "{n}@{wide}",
            "{n}\u2060@\ufeff{d}",
            "{n} @ {d}",
            "{n}@{d}/",
            "'{n}'@{d}",
            "https://host.test/?user={n}%40{d}&x=y",
        ),
        ("bitte an {} senden", "Cc={}|", "{} / {}"),
    ),
    *numbers(
        "phone",
        (
            "08 123 456 78",  # Sweden
            "+47 22 12 34 56",  # Norway
            "33 12 34 56",  # Denmark
            "+32 2 555 12 12",  # Belgium
            "21 790 50 00",  # Portugal, without its first digit
            "(02) 9374 4000",  # Australia
            "+91 98765 43210",  # India
            "(11) 98765 4321",  # Brazil
            "03 1234 5678",  # Japan
            "00420 224 123 456",  # Czech Republic
        ),
        OTHER_SEPARATORS,
        ("ring me at {} after six", "Handy{}bitte", "({})"),
    ),
    *numbers(
        "card",
        (
            "6011 0009 9013 9424",
            "3530 1113 3330 0000",
            "6200 0000 0000 0000 003",
            "6759 6498 2643 8453",
        ),
        OTHER_SEPARATORS,
        ("charged to {} twice", "cc:{}|12|2026|123", "VISA{}exp"),
    ),
    *numbers(
        "iban",
        (
            "NL91 ABNA 0417 1643 00",
            "CH93 0076 2011 6238 5295 7",
            "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
            "PL61 1090 1014 0000 0712 1981 2874",
        ),
        OTHER_SEPARATORS,
        ("überweisen auf {} bitte", "iban={};", "({})"),
    ),
    *addresses_of_machines(
        ("10.0.37.200", "172.31.255.4", "91.198.174.192"),
        (
            "{}",
            "{}:443",
            "{}/16",
            "{bracket}",
            "{wide}",
            "{hidden}",
            "ec2-{dash}.compute",
            "https://{}/a/b",
            "({})",
            "ssh admin@{}",
            "{spaced}",
            "addr:{}",
        ),
        ("ping {} fails", "client={}|", "{} / {}"),
    ),
    *(
        Form("ip", neighbor.replace("{}", host), pieces)
        for host, pieces in (
            ("2a02:8108:9640:1a2c:71f3:ab09:44de:10fe", ("9640", "1a2c", "71f3", "10fe")),
            ("2607:f8b0:4005:805::200e", ("f8b0", "4005", "200e")),
            ("FD12:3456:789A:1::1", ("3456", "789A")),
        )
        for neighbor in ("ping {} fails", "client={}|", "({})", "{}/64")
    ),
    *numbers(
        "plate",
        ("FG 456 HJ", "WX 12345", "RTY 482", "W 48213 K", "KLM 4821", "MH 12 DE 1433"),
        OTHER_SEPARATORS,
        ("the van with number plate {} hit me", "vehicle: {}.", "Auto {} steht im Weg"),
    ),
    *numbers(
        "account",
        ("9988 7766", "4 017 265 331", "100 100 10 87654321", "20 41 17 55779911"),
        OTHER_SEPARATORS,
        ("customer number {} here", "IBAN/Kto.{};", "acc#{}closed"),
    ),
    *numbers(
        "social security",
        (
            "219 09 9999",  # United States
            "QQ 98 76 54 A",  # United Kingdom
            "44 05 14 01359",  # Poland
            "390 533 447 05",  # Brazil
            "046 454 286",  # Canada
            "12345678 Z",  # Spain
        ),
        OTHER_SEPARATORS,
        ("I am {} by the way", "ID:{};", "id{}"),
    ),
)
