from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from tests.duplicates.cases import toy
from workbench.errors import InputError, ThresholdError

CLOSE = [[1, 0.95], [0.95, 1]]
TABLE = pd.DataFrame({"text": ["aa", "b", "aa", None], "key": ["k1", "k2", "k3", "k4"]})


def result(table=TABLE, **options):
    return toy(CLOSE, ["aa", "b"], table=table, **options)


def test_the_table_is_split_row_for_row():
    kept, removed = result().apply(TABLE)
    assert kept.index.tolist() == [0, 3]
    assert removed["compared_to"].tolist() == [0, 0]
    other_columns = TABLE[["key"]].assign(more=range(4))
    assert result().apply(other_columns)[1]["more"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (TABLE[::-1], "index of the table is not the one.*Pass the table you embedded"),
        (TABLE.set_axis(list("abcd")), "index of the table is not the one"),
        (TABLE[:3], "the table has 3 rows, the result 4.*Pass the table you embedded"),
        (TABLE[::-1].reset_index(drop=True), "'text' holds what was embedded, but in another"),
        (TABLE["text"], "a table is needed, got Series"),
    ],
    ids=["turned", "other index", "shorter", "turned and index reset", "series"],
)
def test_another_table_is_refused(table, words):
    with pytest.raises(InputError, match=words):
        result().apply(table)


def test_ids_in_another_order_are_refused():
    turned = pd.DataFrame({"key": TABLE["key"].tolist()[::-1]})
    with pytest.raises(InputError, match="'key' holds what was embedded, but in another order"):
        result(id="key").apply(turned)
    result().apply(turned)


KEYS = {
    "floats": [0.5, 1.5, 2.5, 3.5],
    "numbers": [4, 1, 3, 2],
    "beyond floats": [9007199254740993, 9007199254740992.0, 3, float("nan")],
    "mixed": [1, "1", 2, True],
    "repeated": ["0101", "0102", "0101", "0103"],
    "spaces": ["1 ", "1", "2", "3"],
    "lists": [[1], [2], [1], None],
    "empty": [None, None, None, None],
}


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
@pytest.mark.parametrize("id", ["key", None])
def test_a_sorted_table_is_split_rightly_or_refused_whatever_its_ids_are(key, id):
    table = TABLE.assign(key=pd.Series(key, dtype=object), n=range(4))
    held = result(table, id=id, frame=table)
    goes = set(held.apply(table)[1]["n"])
    for order in permutations(range(4)):
        turned = table.iloc[list(order)].reset_index(drop=True)
        turned["text"] = [f"cleaned {text}" for text in turned["text"]]
        try:
            found = set(held.apply(turned)[1]["n"])
        except InputError:
            found = None
        assert found == goes or (found is None and order != (0, 1, 2, 3))


def test_ids_that_lost_their_zeros_are_known_in_another_order():
    table = TABLE.assign(key=["0101", "0102", "0103", "0104"])
    as_numbers = pd.DataFrame({"key": [101, 102, 103, 104]})
    assert len(result(table, id="key").apply(as_numbers)[0]) == 2
    with pytest.raises(InputError, match="'key' holds what was embedded, but in another order"):
        result(table, id="key").apply(as_numbers[::-1].reset_index(drop=True))


def test_a_column_in_which_only_one_table_repeats_a_name_is_not_compared():
    twice = pd.DataFrame([[1, 2], [2, 1], [3, 4], [4, 3]], columns=["n", "n"])
    assert len(result(frame=TABLE.assign(n=[2, 1, 3, 4])).apply(twice)[0]) == 2


def test_cells_of_any_type_are_no_reason_to_refuse():
    cells = [np.array([1, 2]), [3], pd.NA, {"a": 1}]
    table = pd.DataFrame({"odd": pd.Series(cells, dtype=object), "n": pd.array([1, None, 3, 4])})
    assert len(result(id="key").apply(table)[0]) == 2


def test_the_table_need_not_be_given_again():
    held = result(frame=TABLE)
    for kept, removed in (held.apply(), held.at(0.8).apply()):
        pd.testing.assert_frame_equal(
            kept, TABLE[(held.to_frame()["verdict"] != "drop").to_numpy()]
        )
        assert len(kept) + len(removed) == len(TABLE)
    with pytest.raises(InputError, match=r"has no table.*apply\(frame\)"):
        result().apply()


def test_columns_of_the_table_are_never_overwritten_and_ours_are_all_there():
    table = TABLE.assign(reason="mine", similarity=1, workbench_similarity=2)
    removed = result(table, frame=table).apply()[1]
    assert removed["reason"].tolist() == ["mine", "mine"]
    assert removed["workbench_reason"].tolist() == [
        "the same as index 0 in other words (0.950)",
        "identical to index 0",
    ]
    assert removed["workbench_similarity"].tolist() == [2, 2]
    assert removed["workbench_similarity_2"].tolist() == pytest.approx([0.95, 1])
    assert list(removed.columns[: table.shape[1]]) == list(table.columns)


def test_a_threshold_below_the_floor_is_told_with_what_to_type():
    with pytest.raises(ThresholdError, match=r"Search further down: corpus\.duplicates\(0\.4\)"):
        result().at(0.4)


@pytest.mark.parametrize("step", [5, 0, -0.1, True, "0.1", float("nan")])
def test_the_step_of_a_curve_is_no_cosine_similarity(step):
    with pytest.raises(InputError, match=r"step, the distance.*Type: curve\(step=0\.005\)") as told:
        result().curve(step=step)
    assert "cosine" not in str(told.value)
    assert len(result().curve(step=np.float64(0.25))) == 3


def test_the_representation_adds_up():
    assert repr(result()) == (
        "Duplicates(threshold=0.9: 1 group of 3 rows; 2 to remove, 0 to review, of 4 rows, "
        "1 without text)"
    )
    assert "group 0: 3 rows" in result()._repr_html_()


def test_rows_of_one_group_share_a_fold():
    found = result()
    groups, labels = found.to_frame()["group"], found.fold_groups()
    pd.testing.assert_index_equal(labels.index, groups.index)
    for left in range(len(groups)):
        for right in range(left):
            together = groups.iloc[left] == groups.iloc[right]
            together = False if together is pd.NA else bool(together)
            assert (labels.iloc[left] == labels.iloc[right]) == together
