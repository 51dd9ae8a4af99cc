"""Which columns hold the texts, the id and the dates."""

import pandas as pd
import pytest

from workbench.tables import guess_date, guess_id, text_columns

N = 40
TEXTS = [f"the parcel number {'very ' * (k % 3)}{k} is late" for k in range(N)]
DAYS = pd.date_range("2026-01-01", periods=N).strftime("%Y-%m-%d").tolist()
LONG = [f"{text}, we are sorry to hear that and send another one" for text in TEXTS]


def first(**columns):
    return text_columns(pd.DataFrame(columns))[0]


def test_what_people_wrote_goes_before_answers_choices_codes_and_links():
    codes = [f"{k:08d}-0000-0000-0000-000000000000-abcdefgh" for k in range(N)]
    links = [f"https://example.com/a/very/long/address/of/a/page/{'x' * k}" for k in range(N)]
    choices = ["I have never used this product before, or anything like it", "Often"] * (N // 2)
    given = {"choice": choices, "uuid": codes, "link": links, "when": DAYS, "body": TEXTS}
    assert first(**given) == "body"
    assert first(answer=LONG, question=TEXTS) == "question"
    assert first(Q=TEXTS, A=LONG) == "Q"
    assert first(body_html=LONG, body=TEXTS) == "body"
    assert first(subject=TEXTS, body=LONG) == "body"
    assert first(回答=LONG, 質問=TEXTS, 関連=LONG) == "質問"
    repeated = ["disk is full on the machine", "login failed"] * (N // 2)
    assert first(uuid=codes, alert=repeated) == "alert"


def test_numbers_that_a_text_file_holds_as_texts_are_no_texts():
    numbers = [f"{k}" for k in range(N)]
    frame = pd.DataFrame({"n": numbers, "answer": ["Good", "Bad"] * (N // 2)})
    assert text_columns(frame) == ["answer"]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"body": TEXTS, "ticket_id": range(N, 0, -1)}, "ticket_id"),
        ({"RespondentID": [str(7 * k % 41) for k in range(N)], "body": TEXTS}, "RespondentID"),
        ({"body": TEXTS, "code": [f"T-{k:04d}" for k in range(N)]}, "code"),
        ({"n": range(N), "body": TEXTS, "Ticket No": range(N, 0, -1)}, "Ticket No"),
        ({"n": range(N), "body": TEXTS}, "n"),
        ({"amount": range(N, 0, -1), "body": TEXTS}, None),
        ({"when": DAYS, "body": TEXTS, "title": [text.title() for text in TEXTS]}, None),
        ({"id": [1] * N, "body": TEXTS}, None),
        ({"parts": [["a"]] * N, "body": TEXTS}, None),
    ],
)
def test_an_id_is_called_so_or_looks_so(columns, expected):
    assert guess_id(pd.DataFrame(columns)) == expected


def test_the_day_a_text_was_written_goes_before_other_days():
    assert guess_date(pd.DataFrame({"body": TEXTS})) is None
    assert guess_date(pd.DataFrame({"body": TEXTS, "last_update": DAYS})) == "last_update"
    frame = pd.DataFrame({"updated_at": DAYS, "CreatedAt": DAYS, "body": TEXTS})
    assert guess_date(frame) == "CreatedAt"
