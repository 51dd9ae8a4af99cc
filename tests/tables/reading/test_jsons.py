"""JSON in any shape: records are found, nested texts reached, numbers kept.

Tests of tables/reading/records.py.
"""

import pytest

from workbench.errors import ColumnError, FileError
from workbench.tables import COMMAND_LINE, read_table

NESTED = (
    '[{"ticket": {"id": 1, "body": "a b", "tags": ["x"]}}, {"ticket": {"id": 2, "body": null}},'
    ' {"ticket": null}]'
)


@pytest.fixture
def read(tmp_path):
    def of(content, name="t.json", **settings):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return read_table(path, say=COMMAND_LINE, **settings)

    return of


@pytest.mark.parametrize("name", ["t.json", "t.jsonl", "t.ndjson"])
@pytest.mark.parametrize(
    "content",
    [
        '[{"id": "01", "body": "a b"}, {"id": "02", "body": "c d"}]',
        '{"id": "01", "body": "a b"}\n{"id": "02", "body": "c d"}\n',
        '\ufeff{"id": "01", "body": "a b"}\r\n\r\n{"id": "02",\r\n "body": "c d"}',
        '[["id", "body"], ["01", "a b"], ["02", "c d"]]',
    ],
)
def test_arrays_and_lines_are_read_under_any_name(read, content, name):
    assert read(content, name).frame.to_dict("list") == {
        "id": ["01", "02"],
        "body": ["a b", "c d"],
    }


@pytest.mark.parametrize(
    ("content", "bodies"),
    [
        ('{"name": "x", "sentences": [{"body": "a"}, {"body": "b"}]}', ["a", "b"]),
        ('{"data": {"items": [{"body": "a", "tags": [{"t": 1}]}]}}', ["a"]),
        ('{"1": {"body": "a"}, "2": {"body": "b"}}', ["a", "b"]),
        ('{"n": [1, 2], "body": ["a", "b"]}', ["a", "b"]),
        ('{"n": {"0": 1, "1": 2}, "body": {"0": "a", "1": "b"}}', ["a", "b"]),
        ('{"tickets": [{"body": "a"}], "users": [{"name": "b"}]}', ["a"]),
        ('{"columns": ["n", "body"], "index": [0, 1], "data": [[1, "a"], [2, "b"]]}', ["a", "b"]),
        ('{"result": {"columns": ["body"], "rows": [["a"], ["columns"]]}}', ["a", "columns"]),
        ('{"columns": ["x"], "rows": [["n", "body"], [1, "a"]]}', ["a"]),
    ],
)
def test_an_object_that_holds_the_records(read, content, bodies):
    assert read(content, text="body").frame["body"].tolist() == bodies


def test_several_lists_must_be_named(read):
    content = '{"tickets": [{"body": "a"}], "users": [{"name": "b"}]}'
    with pytest.raises(FileError, match="2 lists: tickets, users.*--table tickets"):
        read(content)
    assert read(content, table="users").frame["name"].tolist() == ["b"]
    with pytest.raises(FileError, match="no list 'user'. Lists: tickets, users"):
        read(content, table="user")


def test_nested_texts_are_reached_by_their_path(read):
    table = read(NESTED, text="ticket.body")
    assert table.frame["ticket.body"].isna().tolist() == [False, True, True]
    assert table.frame["ticket"][0] == {"id": 1, "body": "a b", "tags": ["x"]}
    assert "column ticket.body was taken out of the nested column ticket" in table.notes
    assert read(NESTED, id="ticket.tags.0").frame["ticket.tags.0"][0] == "x"
    with pytest.raises(ColumnError, match="Columns: ticket, ticket.id, ticket.body"):
        read(NESTED, text="body")


def test_numbers_keep_all_their_digits(read):
    table = read(
        '{"id": 123456789012345678901234567890, "s": 0.0000000000012, "v": 1}\n'
        '{"id": 2, "s": 52.52000659999999, "v": 0.12345678901234567890123}\n'
        '{"id": 570301031407624196, "s": 3, "v": 1e400}\n',
        "t.jsonl",
    )
    assert table.frame["id"].tolist() == [123456789012345678901234567890, 2, 570301031407624196]
    assert table.frame["s"].tolist() == [0.0000000000012, 52.52000659999999, 3]
    assert table.frame["v"].tolist() == ["1", "0.12345678901234567890123", "1e400"]
    assert "column v holds numbers with more digits" in table.notes[0]


def test_whole_numbers_stay_whole_beside_missing_ones(read):
    frame = read('[{"id": 570301031407624196, "b": "x"}, {"b": "y"}]').frame
    assert frame["id"].tolist()[0] == 570301031407624196
    assert frame["id"].isna().tolist() == [False, True]


def test_damage_is_told_with_its_line(read):
    with pytest.raises(FileError, match="could not be read as JSON: .* in line 4"):
        read('{"id": 1}\n{"id": 2}\n{"id": \n', "t.jsonl")
    with pytest.raises(FileError, match="the table has no rows"):
        read("[]")
    with pytest.raises(FileError, match="are mixed"):
        read('[1, {"a": 2}]')


def test_plain_values_and_repeated_fields(read):
    assert read('["a b", "c d"]').frame["column_1"].tolist() == ["a b", "c d"]
    assert list(read('[{"a": 1, "a": 2}]').frame.columns) == ["a", "a.1"]


def test_row_numbers_are_lines_or_places(read):
    assert read('{"a": 1}\n\n{"a": 2}\n').row_numbers.tolist() == [1, 3]
    assert read('[{"a": 1}, {"a": 2}]').row_numbers.tolist() == [1, 2]


def test_a_null_between_records_is_an_empty_row(read):
    table = read('[{"body": "x"}, null, {"body": "y"}]')
    assert table.frame["body"].isna().tolist() == [False, True, False]
    assert "row 2 is null" in table.notes[0]
