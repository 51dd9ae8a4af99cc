"""What is read of a cell: markup, mail and non-answers are left out where that is certain.

Tests of tables/cleaning/.
"""

import random
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.fakes import FakeEncoder
from workbench.errors import InputError, command_line
from workbench.tables.cleaning import KINDS, cleaning_of, read_columns
from workbench.tables.cleaning.cell import clean_cells
from workbench.tables.cleaning.links import links_of
from workbench.tables.cleaning.markup import is_markup

MAIL = """\
<html><head><style>p {margin:0}</style></head><body><div><p>Good&nbsp;morning,</p>
<p>the kettle I bought leaks.<br/>Can I send it back?</p><p>Kind regards<br>Olu Bright</p>
<p>-- <br>Sent from my tablet</p></div><blockquote>On Tue, 5 Mar 2024 at 09:30, Shop
&lt;shop@example.org&gt; wrote:<br>&gt; Dear customer, thank you for your order 5512.</blockquote>
</body></html>"""


def read_texts(texts, kinds=KINDS):
    cells = clean_cells(texts, kinds)
    return tuple(cells[text].reading if text in cells else text for text in texts)


def read(text, kinds=KINDS):
    return read_texts([text], kinds)[0]


def test_a_mail_in_html_is_read_as_what_its_writer_said():
    assert read(MAIL) == "Good morning,\nthe kettle I bought leaks.\nCan I send it back?"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("First line<br>second line", "First line\nsecond line"),
        ("<ul><li>tea<li>coffee</ul>", "tea\ncoffee"),
        ("<table><tr><td>size</td><td>12</td></tr></table>", "size 12"),
        ("<div>It <b>never</b> stops</div>", "It never stops"),
        ("<p>5 &lt; 7 &amp; 7 &gt; 5</p>", "5 < 7 & 7 > 5"),
        ("&lt;p&gt;escaped twice&lt;/p&gt;", "escaped twice"),
        ("R&amp;D isn&#39;t &quot;ready&quot;", 'R&D isn\'t "ready"'),
        ("&lt;decimal&gt; as a type", "<decimal> as a type"),
        ('<p style="color:red">open <p>and <b>broken', "open\nand broken"),
        ("<div><br></div><p>one</p>", "one"),
        ("<p>seen</p><style>p {never closed", "seen"),
        ("<p>\U0001f44d</p>", "\U0001f44d"),
        ("<!DOCTYPE html><title>Shop</title><p>Is it open?</p>", "Is it open?"),
    ],
)
def test_html_is_read_as_text(text, wanted):
    assert read(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d",
        "<user> wrote to me",
        "List<String> names = new ArrayList<String>();",
        "Dear <title> <address>",
        "How do I use <br> and <p> in a page?",
        "if (a<b && c>d) return;",
        "AT&T; and so on",
        "x <- 5; y -> 6",
        "<3 this shop",
        "> 30 degrees in the office",
        "Regards to your mother",
        "From: Oslo\nTo: Rome\nDate: 3 May",
        "Reply: yes",
        "Note: the lift is broken",
        "On Monday he wrote: nothing",
        "Thanks\nMy order 123 is missing",
        "I wrote -- twice -- and heard nothing",
        "We need:\n- tea\n- milk\n\nPlease help",
    ],
)
def test_what_only_looks_like_markup_or_mail_stays(text):
    assert read(text) == text


def test_in_a_column_of_html_a_single_tag_is_markup():
    texts = ["<p>late again</p>", "<p>never came</p>", "it is <b>very slow"]
    assert read_texts(texts) == ("late again", "never came", "it is very slow")
    assert read("it is <b>very slow") == "it is <b>very slow"


@pytest.mark.parametrize(
    "prefix",
    [
        "RE: ",
        "Re:",
        "FW: RE: ",
        "Fwd: ",
        "AW: ",
        "WG: ",
        "SV: ",
        "VS: ",
        "TR: ",
        "RV: ",
        "Antw: ",
        "Re[2]: ",
        "RE (3): ",
        "[EXTERNAL] ",
        "[External Email] RE: ",
        "*EXT* ",
        "Undeliverable: ",
        "Automatic reply: ",
        "Automatische Antwort: ",
        "Out of Office: ",
        "Réponse automatique : ",
        "Unzustellbar: ",
        "Respuesta automática: ",
        "回复：",
        "RE : ",
    ],
)
def test_what_mail_programs_put_before_a_subject_is_left_out(prefix):
    assert read(prefix + "The lamp flickers") == "The lamp flickers"


def test_a_prefix_alone_stays():
    assert read("RE:") == "RE:"
    assert read("Automatic reply: ") == "Automatic reply: "


@pytest.mark.parametrize(
    "quoted",
    [
        "On Tue, 5 Mar 2024 at 09:30, Ann <ann@example.org> wrote:\n> Is it broken?\n> Ann",
        "On Tue, 5 Mar 2024 at 09:30, Ann Longname\n<ann@example.org> wrote:\n\nIs it broken?",
        "Am 5. März 2024 um 09:30 schrieb Ann <ann@example.org>:\n\n> Ist es kaputt?",
        "Le 5 mars 2024 à 09:30, Ann <ann@example.org> a écrit :\n> Cassé ?",
        "El mar, 5 mar 2024 a las 9:30, Ann (<ann@example.org>) escribió:\n> ¿Roto?",
        "-----Original Message-----\nFrom: Ann\nSent: Tuesday\nTo: Shop\nSubject: Lamp\n\nBroken?",
        "-----Ursprüngliche Nachricht-----\nVon: Ann\n\nKaputt?",
        f"{'_' * 32}\nFrom: Ann\nSent: 5 March 2024\nTo: Shop\nSubject: Lamp\n\nBroken?",
        "On Friday Ann wrote:\n> Is it broken?",
        "Von: Ann\nGesendet: Dienstag, 5. März 2024\nAn: Shop\nBetreff: Lampe\n\nKaputt?",
        "> Is it broken?\n> Ann",
        "##- Please type your reply above this line -##\nYour request 77 is open.",
    ],
)
def test_the_mail_that_is_answered_is_left_out(quoted):
    assert read(f"Yes, it is. Please help me.\n\n{quoted}") == "Yes, it is. Please help me."


def test_answers_between_quoted_lines_stay():
    text = "On 5 Mar 2024, Ann wrote:\n> Which lamp?\nThe green one.\n> Since when?\nSince May."
    assert read(text) == "The green one.\nSince May."


def test_headers_at_the_top_leave_the_subject():
    text = (
        "From: Ann <ann@example.org>\nSent: Tuesday, 5 March 2024\nTo: Shop\n"
        "Subject: RE: Lamp flickers\n\nIt still does."
    )
    assert read(text) == "Lamp flickers\n\nIt still does."


@pytest.mark.parametrize(
    "end",
    [
        "-- \nOlu Bright\nBright Ltd\n+1 555 0100",
        "Kind regards,\nOlu Bright",
        "Mit freundlichen Grüßen\nOlu Bright\nBright GmbH",
        "Cordialement,\nOlu",
        "Thanks,\nOlu",
        "Sent from my iPhone",
        "Kind regards\nOlu\n\nGet Outlook for Android",
        "This e-mail and any attachments are confidential and intended for the addressee only.",
    ],
)
def test_signatures_are_left_out(end):
    assert read(f"The lamp flickers.\n\n{end}") == "The lamp flickers."


@pytest.mark.parametrize(
    "text",
    [
        "> all of it\n> is quoted",
        "-----Original Message-----\nThe lamp flickers",
        "Kind regards\nOlu",
        "https://example.org/a/page",
        "Link: https://example.org/a/page",
        "-- \nonly this",
        "Sent from my iPhone",
    ],
)
def test_a_text_of_which_no_words_would_be_left_stays(text):
    assert read(text) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("see https://example.org/a?b=c for more", "see for more"),
        ("my plane is late http://t.co/Ab12", "my plane is late"),
        ("(https://example.org) is down today", "is down today"),
        ("read [our guide](https://example.org/guide), please", "read our guide, please"),
        ("is www.example.org down?", "is down?"),
        ("great photo pic.twitter.com/Ab12", "great photo"),
    ],
)
def test_links_are_left_out(text, wanted):
    assert read(text) == wanted


def test_links_that_name_one_page_are_equal():
    one = links_of("see HTTPS://www.Example.org/a/?utm_source=x#top.")
    assert one == links_of("http://example.org/a") == "example.org/a"
    assert links_of("http://t.co/1 pic.twitter.com/2") == ""
    assert links_of("see http://example.org/a") != links_of("see http://example.org/b")


def test_each_kind_can_be_read_alone():
    text = "RE: see https://example.org now"
    assert read(text, ["urls"]) == "RE: see now"
    assert read(text, ["prefixes"]) == "see https://example.org now"
    assert read(text, []) == text


SUBJECTS = ["the lamp", "my order", "a refund", "this invoice", "the lift", "our heating"]
VERBS = ["is late", "does not work", "was never sent", "costs 5 < 6 euros", "needs repair (again)"]
ENDS = [".", "!", "?", "", " - please help", "; thanks", " & soon", ": urgent", " <3", " :)"]


def ordinary(random_state):
    """Return a sentence or a few, as people type them."""
    one = [
        f"{random_state.choice(SUBJECTS)} {random_state.choice(VERBS)}{random_state.choice(ENDS)}"
        for _ in range(random_state.randint(1, 3))
    ]
    return random_state.choice([" ", "\n"]).join(one).capitalize()


def test_ordinary_sentences_never_change():
    source = random.Random(7)
    texts = [ordinary(source) for _ in range(5_000)]
    assert read_texts(texts) == tuple(texts)


def test_sample_headlines_and_questions_stay_but_for_their_markup():
    for name, column in (("faqs", "question"), ("headlines", "headline")):
        texts = wb.sample(name)[column].dropna().tolist()
        changed = [t for t, r in zip(texts, read_texts(texts), strict=True) if t != r]
        assert all("<" in text or "&" in text for text in changed)
        assert len(changed) < 5


def test_sample_tickets_lose_only_what_stands_below_or_in_markup():
    texts = wb.sample("tickets")["body"].dropna().tolist()
    for text, reading in zip(texts, read_texts(texts), strict=True):
        if "<" not in text and "&" not in text and "://" not in text and text != reading:
            kept = {*map(str.strip, text.splitlines()), text.partition(": ")[2].strip()}
            assert set(map(str.strip, reading.splitlines())) <= kept
            assert "wrote:" not in reading


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<br>",
        "<b>",
        "</b>",
        "<div style='x'>",
        "</div>",
        "<style>",
        "<!--",
        "-->",
        "&lt;",
        "&amp;",
        "&amp;lt;",
        "&#39;",
        "&nbsp;",
        "> ",
        "\n",
        "\r\n",
        "\n-- \n",
        "RE: ",
        "[EXTERNAL] ",
        "Undeliverable: ",
        "On 5 May 2024, Ann wrote:\n",
        "Kind regards\nAnn",
        "-----Original Message-----\n",
        "From: a@b.c\nSent: 5\nTo: x\nSubject: y\n",
        "word ",
        "https://example.org/x ",
        "www.example.org",
        "(",
        ")",
        "[",
        "](",
        "\U0001f44d",
        "lamp",
        "<blockquote type=cite>",
        "</blockquote>",
        "x ",
        "5",
        " ",
        "\t",
        "#",
        "_",
        "____",
        "Thanks\n",
        "Sent from my iPhone",
    ]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=14).map("".join) | st.text(max_size=60)


@settings(max_examples=600, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_cleaning_what_was_cleaned_changes_nothing_and_no_words_get_lost(texts):
    once = read_texts(texts)
    assert read_texts(once) == once
    for text, reading in zip(texts, once, strict=True):
        visible = re.sub(r"<[^<>]*>|&#?\w+;|<!--|<[a-z]+.*", "", text, flags=re.S)
        if any(map(str.isalnum, visible)):
            assert reading.strip()


@settings(max_examples=400, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=6, unique=True), st.sets(st.sampled_from(KINDS)))
def test_texts_without_a_sign_would_not_have_changed(texts, kinds):
    quick = clean_cells(texts, kinds)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbench.tables.cleaning.cell._may_change", lambda _: True)
        assert clean_cells(texts, kinds) == quick


HOSTILE = [
    "<div>" * 20_000,
    "<b><p>" * 15_000,
    "<b></p>" * 15_000,
    "<" * 100_000,
    "&amp;" * 20_000,
    "&" * 100_000,
    "<!--" * 25_000,
    "<p>a</p><script>" * 6_500,
    " " * 100_000 + "<",
    ">" * 100_000,
    "> " * 50_000,
    ">\n" * 50_000,
    "RE: " * 25_000,
    "RE:" + " " * 100_000,
    "\n" * 100_000,
    "-- \n" * 25_000,
    "http://" * 14_000,
    "(" * 100_000,
    "[a](http://b" * 9_000,
    "[" * 100_000,
    " " * 50_000 + "http://a",
    "From: a@b\n" * 10_000,
    "On 5 " * 20_000,
    "On 5 May 2024\n" * 7_000,
    "_" * 100_000,
    "____\n" * 20_000,
    "Kind regards\n" * 8_000,
    "Sent from my iPhone\n" * 5_000,
    "word " * 20_000,
    "www.a" * 20_000,
    "\t" * 100_000 + "http:/",
    "Subject:" * 12_000,
    "<a href=x>" * 10_000,
    "<p>x" * 25_000,
    "Thanks\nAnn\n" * 9_000,
    "&lt;" * 25_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_cells_are_read_at_once(text):
    read(text)  # with one pattern that backtracks this would take hours


def columns(*cells, **options):
    settings_ = {"clean": True, "non_answers": True, "exclude_lines": ()} | options
    return read_columns([list(cells)], cleaning_of(**settings_))


def test_non_answers_are_blank_and_told():
    answers = [f"answer number {k} is my own" for k in range(30)]
    words = ["N/A", "n/a", "NA", "none", "None.", "null", "NULL", "nil", "-", "--", ".", "?"]
    words += ["#N/A", "no comment", "No comments", "nothing", "keine Angabe", "k.A.", "ninguno"]
    words += ["rien", "x"]
    found = columns(*answers, *words)
    assert found.readings[: len(answers)] == tuple(answers)
    assert found.readings[len(answers) :] == (None,) * len(words)
    assert found.texts[len(answers) :] == tuple(words)
    assert found.notes[0].startswith("21 cells with no answer count as blank: ")
    assert found.notes[0].endswith("(to read them as texts: non_answers=False)")
    with command_line():
        told = columns(*answers, *words).notes[0]
    assert told.endswith("(to read them as texts: --as-is)")


def test_yes_no_and_smileys_are_answers():
    said = ["no", "No", "yes", "Yes!", "nope", ":)", "!", "5", "👍", "Nothing works", "none of it"]
    assert columns(*said, *[f"text {k}" for k in range(20)]).readings[: len(said)] == tuple(said)


def test_none_is_an_answer_to_a_closed_question():
    found = columns(*["Cat"] * 9, *["Dog"] * 8, *["None"] * 5, "n/a", "NA")
    assert found.readings.count("None") == 5
    assert found.readings[-2:] == (None, "NA")
    assert "counts as an answer" in found.notes[1] or "count as an answer" in found.notes[1]


def test_words_of_ones_own_are_non_answers_too():
    cells = ["tbd", "TBD.", "it rains in", "the lift stands"]
    assert columns(*cells, non_answers=["tbd"]).readings == (None, None, *cells[2:])
    assert columns(*cells, "n/a", non_answers=False).readings == (*cells, "n/a")


def test_each_column_is_cleaned_by_itself():
    found = read_columns(
        [["RE: Lamp", "Order", None], ["<p>flickers</p>", "n/a", "-"]],
        cleaning_of(clean=True, non_answers=True, exclude_lines=()),
    )
    assert found.texts == ("RE: Lamp\n<p>flickers</p>", "Order\nn/a", "-")
    assert found.readings == ("Lamp\nflickers", "Order", None)


def test_wrong_settings_are_named():
    with pytest.raises(InputError, match="Did you mean 'quotes'"):
        cleaning_of(clean=["quots"], non_answers=True, exclude_lines=())
    with pytest.raises(InputError, match="got one text"):
        cleaning_of(clean=True, non_answers=True, exclude_lines="hello")
    with pytest.raises(InputError, match="list of words"):
        cleaning_of(clean=True, non_answers=[5], exclude_lines=())


FRAME = pd.DataFrame(
    {
        "n": range(8),
        "subject": [
            "The lamp flickers at night",
            "RE: The lamp flickers at night",
            "Undeliverable: The lamp flickers at night",
            "<p>My order never came</p>",
            "My order never came",
            "n/a",
            "see https://example.org/one to learn more",
            "see https://example.org/two to learn more",
        ],
    }
)


@pytest.fixture
def corpus():
    return wb.embed(FRAME, text="subject", model=FakeEncoder(), cache=False, progress=False)


def test_readings_are_embedded_and_the_table_stays(corpus):
    assert corpus.frame["subject"].tolist() == FRAME["subject"].tolist()
    assert list(corpus.rows.texts) == FRAME["subject"].tolist()
    assert set(corpus._encoder().encoded) == {
        "The lamp flickers at night",
        "My order never came",
        "see to learn more",
    }
    assert not corpus.rows.has_text[5]
    assert len(corpus.vectors) == 7
    assert "reply prefixes such as RE: left out in 2 rows" in corpus.notes[0]


def test_texts_that_are_read_the_same_are_duplicates_and_the_plain_one_stays(corpus):
    found = corpus.duplicates().to_frame()
    assert (found["verdict"] != "drop").tolist() == [
        True,
        False,
        False,
        False,
        True,
        True,
        True,
        True,
    ]
    assert found["reason"].tolist()[1:4] == [
        "the same as index 0 after cleaning",
        "the same as index 0 after cleaning",
        "the same as index 4 after cleaning",
    ]
    assert np.allclose(found["similarity"][1:4], 1.0, atol=0)
    assert "identical" not in found["kind"].astype(str).tolist()


def test_texts_whose_links_differ_are_left_to_a_person(corpus):
    reasons = corpus.duplicates().to_frame()["reason"].tolist()
    assert any("links lead to different pages" in reason for reason in reasons[6:])


def table_of(texts):
    frame = pd.DataFrame({"t": texts})
    return wb.embed(frame, text="t", model=FakeEncoder(), cache=False, progress=False)


def verdicts(texts):
    return table_of(texts).duplicates().to_frame()[["verdict", "reason"]].values.tolist()


LINK = '<p>See <a href="{}">our page</a> to learn more</p>'


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("https://shop.example/a", "https://shop.example/b", "review"),
        ("/orders/17", "/orders/18", "review"),
        ("mailto:ann@shop.example", "mailto:bob@shop.example", "review"),
        ("https://shop.example/a", "http://www.shop.example/a/?utm_source=mail", "drop"),
        ("#top", "javascript:void(0)", "drop"),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fshop.example%2Fa&amp;data=1",
            "https://urldefense.com/v3/__https://shop.example/a__;!!xyz",
            "drop",
        ),
    ],
)
def test_links_of_html_tell_texts_apart_if_they_lead_to_other_pages(one, other, verdict):
    found = verdicts([LINK.format(one), LINK.format(other)])
    assert sorted(each for each, _ in found) == sorted(["keep", verdict])
    reason = " ".join(reason for _, reason in found)
    assert ("links lead to different pages" in reason) == (verdict == "review")


def test_links_in_signatures_and_with_clean_false_do_not_count():
    mail = "<p>my lamp is late again</p><p>Kind regards<br>{0} <a href='https://{0}.example'>me</a></p>"
    found = verdicts([mail.format("Ann"), mail.format("Bob")])
    assert sorted(each for each, _ in found) == ["drop", "keep"]
    assert read(mail.format("Ann")) == "my lamp is late again"


ANSWER = "{}\n\nOn {}, Support <s@x.example> wrote:\n> {}"
SHORT, LONG = "Yes, please", "I want an invoice with VAT for my last order"


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (
            (SHORT, "4 May 2024", "Shall I cancel order 17?"),
            (SHORT, "5 May 2024", "Shall I cancel order 18?"),
            "review",
        ),
        (
            (SHORT, "4 May 2024", "Shall I cancel order 17?"),
            (SHORT, "5 May 2024", "Shall I cancel order 17?"),
            "drop",
        ),
        (
            (LONG, "4 May 2024", "We have your mail, it has the number 17"),
            (LONG, "5 May 2024", "We have your mail, it has the number 99"),
            "drop",
        ),
        (
            (LONG, "4 May 2024", "We have your mail, it has the number 17"),
            (LONG, "4 May 2024", "Do you want to leave us?"),
            "review",
        ),
    ],
)
def test_equal_answers_to_different_mails_are_left_to_a_person(one, other, verdict):
    found = verdicts([ANSWER.format(*one), ANSWER.format(*other)])
    assert sorted(each for each, _ in found) == sorted(["keep", verdict])
    if verdict == "review":
        assert any("they answer different mails" in reason for _, reason in found)


@pytest.mark.parametrize(("own", "verdict"), [(SHORT, "review"), (LONG, "drop")])
def test_a_short_answer_is_not_what_it_would_be_without_the_mail_it_answers(own, verdict):
    found = verdicts([own, ANSWER.format(own, "4 May 2024", "Shall I cancel order 17?")])
    assert [each for each, _ in found] == ["keep", verdict]
    if verdict == "drop":
        assert found[1][1] == "the same as index 0 after cleaning"


def test_what_was_left_out_is_told_of_any_two_rows_and_after_opening(tmp_path):
    corpus = table_of([ANSWER.format(SHORT, "4 May 2024", f"Order {k}?") for k in (17, 18)])
    assert corpus.duplicates().why(0, 1).guards == ("quote",)
    corpus.save(tmp_path / "x.wb")
    again = wb.open(tmp_path / "x.wb")
    assert again.rows.quotes == corpus.rows.quotes != ()
    assert again.duplicates().to_frame().equals(corpus.duplicates().to_frame())


def test_clean_false_reads_all_of_it():
    corpus = wb.embed(
        FRAME,
        text="subject",
        model=FakeEncoder(),
        cache=False,
        progress=False,
        clean=False,
        non_answers=False,
    )
    assert corpus.rows.readings == corpus.rows.distinct
    assert corpus.rows.has_text.all()
    assert corpus.notes == ()


def test_a_part_and_a_saved_corpus_are_read_the_same(corpus, tmp_path):
    part = corpus.filter(np.array([k != 3 for k in range(8)]))
    assert part.rows.readings.count("The lamp flickers at night") == 3
    corpus.save(tmp_path / "x.wb")
    again = wb.open(tmp_path / "x.wb")
    for name in ("readings", "distinct", "addresses", "texts", "findings"):
        assert getattr(again.rows, name) == getattr(corpus.rows, name)
    assert again.rows.distinct_of.tolist() == corpus.rows.distinct_of.tolist()
    assert again.notes[0] == corpus.notes[0]
    assert again.duplicates().to_frame().equals(corpus.duplicates().to_frame())


def test_a_table_of_non_answers_alone_is_refused_with_what_to_type():
    with pytest.raises(InputError, match="non_answers=False"):
        wb.embed(pd.DataFrame({"t": ["n/a", "-"]}), text="t", model=FakeEncoder(), cache=False)


def test_markup_is_told_from_comparisons():
    assert is_markup("<p>yes</p>")
    assert not is_markup("1 < 2 > 0")


def test_topics_of_mails_count_what_is_read_the_same_as_copies_without_a_word():
    bodies = [
        f"<p>the {thing} is late</p><p>Kind regards<br>Ann{k}</p>"
        for thing in ("lamp", "sofa", "desk", "chair", "stove", "clock")
        for k in range(6)
    ]
    frame = pd.DataFrame({"t": bodies})
    corpus = wb.embed(frame, text="t", model=FakeEncoder(), cache=False, progress=False)
    found = corpus.topics(min_cluster_size=3)
    assert not any("same vector" in note for note in found.manifest.notes)
    assert not any(
        "<p>" in name or "regards" in name for name in (*found.names, *found.table["example"])
    )
