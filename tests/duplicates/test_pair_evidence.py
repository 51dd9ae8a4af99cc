import pandas as pd
import pytest

from tests.duplicates.cases import toy
from workbench.duplicates.pair_evidence import Difference, word_differences, word_overlap
from workbench.errors import InputError

CLOSE = [[1, 0.947], [0.947, 1]]
TEXTS = ["It's an exchange or return", "It's not an exchange or return"]


def test_why_shows_words_numbers_and_guards():
    why = toy(CLOSE, TEXTS).why(0, 1)
    assert why.similarity == pytest.approx(0.947, abs=1e-6)
    assert why.kind == "near-verbatim"
    assert why.guards == ("negation",)
    assert why.probability < 0.5
    assert why.overlap == pytest.approx(5 / 6)
    assert [d for d in why.differences if not d.same] == [Difference("", "not", same=False)]
    assert repr(why).startswith("Why(nearly word for word, cosine 0.947")
    assert repr(why).endswith("; one says not)")


def test_rows_that_are_no_stored_pair_are_explained_too():
    result = toy([[1, 0.1], [0.1, 1]], ["one thing", "two others"])
    assert result.why(0, 1).similarity == pytest.approx(0.1, abs=1e-6)
    assert result.why(0, 0).kind == "identical"
    assert result.why(0, 0).probability == 1.0


def test_equal_after_normalizing_is_held_back_by_nothing():
    why = toy([[1, 0.1], [0.1, 1]], ["CLOSED on 5", "closed, on 5!"]).why(0, 1)
    assert (why.kind, why.guards, why.probability) == ("normalized", (), 1.0)


def test_texts_are_escaped():
    html = toy(CLOSE, ["<b>a</b> x", "<i>c</i> x"]).why(0, 1)._repr_html_()
    assert "<b>" not in html
    assert "<i>" not in html
    assert "<mark>" in html


def test_differences_are_whole():
    found = word_differences("Pay 5 EUR now", "pay 6 EUR  now!")
    assert [(d.left, d.right, d.same) for d in found] == [
        ("Pay", "pay", True),
        ("5", "6", False),
        ("EUR now", "EUR now", True),
        ("", "!", False),
    ]
    assert word_overlap("", "") == 1.0
    assert word_overlap("a b", "c") == 0.0


def test_unknown_rows_are_refused():
    result = toy([[1]], ["a"], table=pd.DataFrame({"text": ["a", None]}))
    with pytest.raises(InputError, match="no row with the id 9"):
        result.why(0, 9)
    with pytest.raises(InputError, match="the table's index, from 0 to 1"):
        result.why(0, 9)
    with pytest.raises(InputError, match="the row with the id 1 holds no text"):
        result.why(0, 1)


def test_an_unknown_id_is_answered_by_an_example():
    table = pd.DataFrame({"text": ["a", "a"], "key": ["T1", "2"]})
    result = toy([[1]], table["text"], table=table, id="key")
    with pytest.raises(InputError, match=r"no row with the id 9\. Ids are .* such as 'T1'\.$"):
        result.why(9, 1)
    with pytest.raises(InputError, match="Did you mean 'T1'"):
        result.why("T1 ", "2")
    assert result.why("T1", 2).similarity == 1


@pytest.mark.parametrize("sign", ["=", "= ", "a ", "a b ", ". "])
@pytest.mark.timeout(60)  # hours, if all ways to align the words are tried
def test_texts_of_the_same_words_again_and_again_are_aligned(sign):
    left, right = f"begin x {sign * 50_000} end", f"begin y {sign * 49_000} other end"
    found = word_differences(left, right)
    assert (found[0].left, found[0].same) == ("begin", True)
    assert (found[-1].left, found[-1].right, found[-1].same) == ("end", "end", True)
    assert any(not one.same for one in found)
    for side, text in (("left", left), ("right", right)):
        said = "".join(getattr(one, side) for one in found)
        assert said.replace(" ", "") == text.replace(" ", "")
    assert all(one.left.casefold() == one.right.casefold() for one in found if one.same)


def test_texts_less_similar_than_the_threshold_are_no_paraphrase():
    texts = ["Where is the nearest shop", "How do I pay by card"]
    result = toy([[1, 0.6], [0.6, 1]], sorted(texts), threshold=0.9)
    assert result.why(0, 1).kind == "different"
    assert result.at(0.59).why(0, 1).kind == "paraphrase"
