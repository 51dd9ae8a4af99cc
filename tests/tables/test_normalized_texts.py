import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InputError
from workbench.tables import normalize
from workbench.tables.normalized_texts import STEPS, normal_forms

SAME = [
    ("Hello, World!", "hello world"),
    ("it's", "it\u2019s"),
    ("COVID-19", "covid 19"),
    ("caf\u00e9", "cafe\u0301"),
    ("No. 5", "no.5"),
    ("wait...5 minutes", "wait 5 minutes"),
    ("well \u2014 yes", "well yes"),
    ("\u22123 degrees", "-3 degrees"),
    ("a\u200bb", "ab"),
    ("see (below)", "see below"),
    ("\uff21\uff22\uff23", "abc"),
    ("stra\u00dfe", "STRASSE"),
    ("snake_case", "snake case"),
]

DIFFERENT = [
    ("1.5", "15"),
    (".5", "5"),
    ("-3", "3"),
    ("- 3", "3"),
    ("+3", "3"),
    ("5%", "5"),
    ("$5", "5"),
    ("\u20ac5", "$5"),
    ("$-5", "$5"),
    ("-$5", "$5"),
    ("C++", "C"),
    ("C#", "C"),
    ("1,5", "15"),
    ("10:30", "1030"),
    ("2/3", "23"),
    ("10\u00b2", "102"),
    ("1\u00bd", "11/2"),
    ("5 + 3", "5 - 3"),
    ("a < b", "a > b"),
    ("\U0001f44d", "\U0001f44e"),
    ("R&D", "RD"),
    ("-.5", ".5"),
    ("2024-05-01", "20240501"),
    ("5\u2030", "5%"),
    ("x\u0301", "x"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_does_not_count(one, other):
    assert normalize(one) == normalize(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_always_counts(one, other):
    assert normalize(one) != normalize(other)


@pytest.mark.parametrize(
    ("steps", "result"),
    [
        ((), " It\u2019s  A. "),
        (("unicode",), " It's  A. "),
        (("case",), " it\u2019s  a. "),
        (("punctuation",), " Its  A  "),
        (("spaces",), "It\u2019s A."),
    ],
)
def test_each_step_alone(steps, result):
    assert normalize(" It\u2019s  A. ", steps) == result


def test_an_unknown_step_is_named():
    with pytest.raises(InputError, match="got 'color'"):
        normalize("a", ("case", "color"))


@given(st.text(alphabet=st.sampled_from("ab1 .,-+$%'#/:&_!\u2212\u00b2\u00bd\u0301E"), max_size=12))
def test_letters_and_digits_are_never_lost(text):
    kept = [c for c in normalize(text, ("case", "punctuation", "spaces")) if c.isalnum()]
    assert kept == [c for c in text.casefold() if c.isalnum()]


@given(st.text(max_size=20))
def test_any_text_can_be_normalized(text):
    assert normalize(text) == normalize(text.swapcase().swapcase()) or not text.isascii()
    assert normalize(text) == normalize(f"  {text} ")


ASCII = ["Card", "card", "CARD", " ", "  ", ".", "!", "-", "1.5", "15", ":)", ":D", "xD"]
OTHERS = ["\U0001f642", "é", "e\u0301", "\ufb01", "fi", "ß", "ss", "\u212a", "k", "\u00a0"]
PARTS = st.sampled_from([*ASCII, *OTHERS, "_", "^^", "<3", "?", "$"])


@given(
    st.lists(st.lists(PARTS, max_size=4).map("".join), max_size=30),
    st.sets(st.sampled_from(STEPS)),
    st.booleans(),
)
def test_texts_share_a_class_if_their_forms_are_equal(texts, steps, pages):
    left_out = [str(len(text) % 2) for text in texts] if pages else ()
    forms = [normalize(text, steps) for text in texts]
    keys = [
        (form or (index if not pages else ""), left_out[index] if pages else "")
        for index, form in enumerate(forms)
    ]
    first = [keys.index(key) for key in keys]
    assert normal_forms(texts, steps, left_out).tolist() == first
