import pandas as pd
import pytest

from tests.duplicates.cases import toy
from workbench.errors import ColumnError, InputError

CLOSE = [[1, 0.95], [0.95, 1]]
TABLE = pd.DataFrame({"text": ["aa", "b", "aa", "b", "aa"], "product": ["x", "y", "x", "x", None]})


def test_only_rows_of_one_block_are_compared():
    result = toy(CLOSE, TABLE["text"], table=TABLE, frame=TABLE, within="product")
    frame = result.to_frame()
    assert frame["group"].isna().tolist() == [False, True, False, False, True]
    assert frame["keep"].tolist() == [True, True, False, False, True]
    assert result.manifest.parameters["within"] == ["product"]
    assert result.notes == ("compared inside 3 blocks only: 1 pairs, not 1",)


def test_blocks_do_not_depend_on_the_order_of_rows():
    turned = TABLE.iloc[::-1].reset_index(drop=True)
    here = toy(CLOSE, TABLE["text"], table=TABLE, frame=TABLE, within=["product"])
    there = toy(CLOSE, turned["text"], table=turned, frame=turned, within=["product"])
    assert here.groups["size"].tolist() == there.groups["size"].tolist() == [3]
    assert here.removed == there.removed == 2


def test_within_needs_the_table_and_its_column():
    with pytest.raises(InputError, match="within= needs the table"):
        toy(CLOSE, ["aa", "b"], within="product")
    with pytest.raises(ColumnError, match="no column 'prodct'.*Did you mean 'product'"):
        toy(CLOSE, TABLE["text"], table=TABLE, frame=TABLE, within="prodct")
