"""Masking: personal data goes, what the text is about stays."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbench
from tests.masking_forms import KEPT, TUNING, leaks
from workbench.errors import ColumnError, InputError
from workbench.masking import mask, masking_note, masking_of


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to jo.doe+x@mail.example.co.uk.", "write to [email]."),
        ("jo.o'neil@mail.example", "[email]"),
        ("call +44 (0)20 7946 0958 now", "call [phone] now"),
        ("call +44 20 7946 0958", "call [phone]"),
        ("call (020) 7946 0958 today", "call [phone] today"),
        ("call 555-867-5309.", "call [phone]."),
        ("ring 07700900123", "ring [phone]"),
        ("ring 0171.1234567", "ring [phone]"),
        ("card 4111 1111 1111 1111.", "card [card]."),
        ("card 4111-1111-1111-1111", "card [card]"),
        ("amex 378282246310005", "amex [card]"),
        ("card 4111-1111-1111-1112 declined", "card [number] declined"),
        ("IBAN DE89 3704 0044 0532 0130 00", "IBAN [account]"),
        ("iban de89370400440532013000.", "iban [account]."),
        ("part de88370400440532013000", "part de[number]"),
        ("account 12345678", "account [number]"),
        ("server 192.168.100.200 answers", "server [ip] answers"),
        ("born 30-11-1987 4567", "born [phone]"),
    ],
)
def test_private_data_is_masked(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "no numbers at all",
        "on 2025-01-15 at 10:30",
        "on 2025-01-15 10:30:12",
        "from 2025-01-15 10:30 to 2025-02-20",
        "2025-01-15 2025-02-20",
        "on 15.01.2025",
        "15.03.2024 17:05",
        "order 12345",
        "version 10.4.12 of 3.11",
        "version 2.13.0 error 404 order A1",
        "paid 1,234,567.89 in 2024",
        "@mention and a@b",
        "12345.678901234",
        "paid 1,234.50 on 2024-03-15 for 3 items",
        "call me on 15.01.2025 or 16.01.25 09:30",
        "from 2019-2024, in 2020, 2021 and 2022",
        "rows 10,20,30,40 and 1,2,3,4,5,6,7,8",
        "it costs 12.345.678 \u20ac or $12,345,678",
        "at 52.520008 and 13.404954",
        "version 10.4.12.1",
        "v1.2.3.4 and Chrome/120.0.6099.109",
        "upgraded to release 8.8.4.4",
        "section 1.2.3.4 of the manual",
        "std::vector and Foo::Bar at 10:30:12",
        "my car is a BMW X5, the order was TW-483861",
        "the number plate fell off after 12 years",
        "50 % of 20 % & 30 &amp; 40 %20",
    ],
)
def test_other_numbers_stay(text):
    assert mask(text) == text


def test_private_data_is_masked_however_it_is_written():
    assert len(TUNING) > 1000
    assert [form.text for form in TUNING if leaks(form, mask(form.text))] == []


def test_private_data_that_the_rules_were_not_made_for_is_masked():
    left = [form.text for form in KEPT if leaks(form, mask(form.text))]
    assert len(KEPT) > 1000
    assert len(left) <= 0.01 * len(KEPT), left


def test_the_rest_of_a_text_stays_as_it_is_written():
    around = "\u201cCaf\u00e9\u201d \uff21\u00bd \u2026 e\u0301 \U0001f600\u200d "
    written = "anna.meier\u200b\uff20firma\u3002example"
    assert mask(f"{around}{written}{around}") == f"{around}[email]{around}"


def test_ordinary_sentences_stay():
    tables = (("faqs", "question"), ("headlines", "headline"), ("support_tickets", "body"))
    folder = Path(workbench.__file__).parents[1] / "sample_data"
    if not folder.is_dir():
        pytest.skip("the sample data is not here")
    texts = [text for name, column in tables for text in read(folder / f"{name}.csv", column)]
    sentences = [one for text in texts for one in re.split(r"(?<=[.!?])\s+|\n+", text) if one]
    private = re.compile(r"\d{3}-\d{4}|@")  # these are what is to be masked
    ordinary = [one for one in sentences if not private.search(one)]
    assert len(ordinary) > 5000
    assert sum(mask(one) != one for one in ordinary) <= 0.01 * len(ordinary)


@given(st.text())
def test_masking_twice_changes_nothing_more(text):
    once = mask(text)
    assert mask(once) == once


@given(st.from_regex(r"[a-z]{1,9}@[a-z]{1,9}\.(com|org)", fullmatch=True), st.text(max_size=20))
def test_no_address_is_left(address, around):
    assert address not in mask(f"{around} {address} {around}")


@pytest.mark.parametrize(
    "part", ["1 ", "1", "a", "a@", "AB12", "ab12", ".", "(", "1.", "0.1", "2024-01-01 "]
)
@pytest.mark.timeout(60)  # minutes, if a pattern is quadratic
def test_masking_goes_through_hostile_text_once(part):
    text = part * (100_000 // len(part)) + "@1"
    assert mask(mask(text)) == mask(text)


def read(path, column):
    return pd.read_csv(path, dtype=str)[column].dropna().tolist()


def test_redact_is_true_false_or_names():
    assert masking_of(False, ["a"])[0]("a@b.cd") == "a@b.cd"
    assert masking_of(True, ["a"])[1] == frozenset()
    assert masking_of("a", ["a"])[1] == {"a"}
    assert masking_of(["a"], ["a", "b"])[0]("a@b.cd") == "[email]"
    with pytest.raises(InputError, match="redact must be True, False or names"):
        masking_of(3, ["a"])
    with pytest.raises(ColumnError, match="no column 'c'"):
        masking_of(["c"], ["a"])
    note = masking_note(frozenset({"b", "a"}))
    assert note.endswith("are masked in this report; left out: a, b")


def test_nothing_else_masks():
    package = Path(workbench.__file__).parent
    for path in package.rglob("*.py"):
        if path.name != "masking.py":
            found = re.search(r"\[(e-?mail|phone|card|account)\]", path.read_text())
            assert not found, f"{path} masks by itself"
