from hypothesis import given
from hypothesis import strategies as st

from workbench.duplicates.grouping.links import normal_forms
from workbench.tables.normalized_texts import STEPS, normalize

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
