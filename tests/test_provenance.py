"""Manifests and digests."""

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.provenance import Manifest, digest_array, digest_texts, versions

texts = st.lists(st.one_of(st.none(), st.text()), max_size=5)


@given(texts, texts)
def test_only_equal_lists_of_texts_share_a_digest(left, right):
    assert (digest_texts(left) == digest_texts(right)) == (left == right)


def test_texts_no_encoding_can_write_have_a_digest():
    assert digest_texts(["\ud800"]) != digest_texts(["\ud801"])


def test_dtype_and_shape_are_part_of_a_digest():
    zeros = np.zeros(4, dtype=np.float32)
    assert digest_array(zeros) != digest_array(zeros.reshape(2, 2))
    assert digest_array(zeros) != digest_array(zeros.view(np.int32))
    assert digest_array(zeros) == digest_array(zeros.copy())


def test_a_manifest_tells_its_stages_in_order():
    rows = Manifest("rows", {"rows": 3}, "a")
    vectors = Manifest("embedding", {"precision": "float32"}, "b", (rows,))
    topics = Manifest("topics", {"seed": 0}, "c", (rows, vectors), ("one told thing",))
    told = topics.to_dict()
    assert [s["stage"] for s in told["stages"]] == ["rows", "embedding", "topics"]
    assert told["stages"][2]["notes"] == ["one told thing"]
    assert json.loads(json.dumps(told)) == told


def test_versions_name_what_is_installed():
    found = versions()
    assert found["numpy"] == np.__version__
    assert "python" in found
