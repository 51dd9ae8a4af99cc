"""What is masked, and what only looks like it."""

import pytest

from workbench.errors import InputError
from workbench.reports.redact import mask, resolve


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to jo.doe+x@mail.example.co.uk now", "write to [e-mail] now"),
        ("card 4111 1111 1111 1111.", "card [card]."),
        ("card 4111-1111-1111-1111", "card [card]"),
        ("amex 378282246310005", "amex [card]"),
        ("call +44 20 7946 0958", "call [phone]"),
        ("call (020) 7946 0958 today", "call [phone] today"),
        ("ring 07700900123", "ring [phone]"),
        ("a 555-867-5309 b", "a [phone] b"),
    ],
)
def test_private_data_is_masked(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "no numbers at all",
        "on 2025-01-15 at 10:30",
        "from 2025-01-15 10:30 to 2025-02-20",
        "on 15.01.2025",
        "order 12345",
        "version 10.4.12 of 3.11",
        "server 192.168.100.200",
        "paid 1,234,567.89 in 2024",
        "@mention and a@b",
        "12345.678901234",
    ],
)
def test_other_numbers_stay(text):
    assert mask(text) == text


def test_resolve_reads_true_false_and_names():
    assert resolve(False, ["a"])[0]("a@b.cd") == "a@b.cd"
    assert resolve(True, ["a"])[1] == frozenset()
    assert resolve("a", ["a"])[1] == {"a"}
    assert resolve(["a"], ["a", "b"])[0]("a@b.cd") == "[e-mail]"
    with pytest.raises(InputError, match="redact must be True, False or names"):
        resolve(3, ["a"])
