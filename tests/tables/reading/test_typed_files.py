"""Tables of databases and of Arrow files."""

import sqlite3
import zipfile

import pandas as pd
import pyarrow as pa
import pytest

from workbench.errors import FileError
from workbench.tables import COMMAND_LINE, read_table

BIG = 570301031407624196


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "t.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE tickets (id TEXT, n INTEGER, body TEXT)")
        connection.executemany(
            "INSERT INTO tickets VALUES (?, ?, ?)",
            [("001", BIG, "I cannot log in"), ("002", None, "My invoice")],
        )
    connection.close()
    return path


def test_the_only_table_is_read_and_the_file_stays_as_it_is(database):
    before = database.read_bytes()
    frame = read_table(database).frame
    assert frame["id"].tolist() == ["001", "002"]
    assert frame["n"].tolist()[0] == BIG
    assert database.read_bytes() == before
    assert [p.name for p in database.parent.iterdir()] == [database.name]


def test_one_of_several_tables(database):
    with sqlite3.connect(database) as connection:
        connection.execute('CREATE TABLE "odd ""name" (body TEXT)')
        connection.execute("""INSERT INTO "odd ""name" VALUES ('x y')""")
        connection.execute("CREATE VIEW users AS SELECT 'Ann' AS name")
    connection.close()
    with pytest.raises(FileError, match="3 tables: tickets .id, n, body.*--table tickets"):
        read_table(database, say=COMMAND_LINE)
    assert read_table(database, table='odd "name').frame["body"].tolist() == ["x y"]
    taken = read_table(database, text="name", say=COMMAND_LINE)
    assert taken.frame["name"].tolist() == ["Ann"]
    assert "the table 'users' was read, not tickets" in taken.notes[0]
    with pytest.raises(FileError, match="no table 'ticket'. .*Did you mean 'tickets'"):
        read_table(database, table="ticket")


def test_a_database_in_a_zip_file(database, tmp_path):
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as packed:
        packed.write(database, "t.sqlite")
    assert len(read_table(tmp_path / "t.zip")) == 2


def test_duckdb(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / "t.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t AS SELECT '001' AS id, 'a b' AS body, 3 AS n")
    table = read_table(path, text="body")
    assert table.frame.to_dict("list") == {"id": ["001"], "body": ["a b"], "n": [3]}


@pytest.mark.parametrize("name", ["t.feather", "t.arrow", "t.parquet"])
def test_arrow_files_keep_whole_numbers(tmp_path, name):
    path = tmp_path / name
    table = pa.table({"id": pa.array([BIG, None]), "body": ["a", "b"]})
    if name == "t.parquet":
        table.to_pandas(integer_object_nulls=True)
        import pyarrow.parquet

        pyarrow.parquet.write_table(table, path)
    elif name == "t.feather":
        import pyarrow.feather

        pyarrow.feather.write_feather(table, path)
    else:
        with pa.ipc.new_stream(path, table.schema) as stream:
            stream.write_table(table)
    frame = read_table(path).frame
    assert frame["id"].tolist()[0] == BIG
    assert str(frame["id"].dtype) == "Int64"


def test_a_frame_with_an_index_of_its_own(tmp_path):
    frame = pd.DataFrame({"body": ["a", "b"]}, index=["x", "y"])
    frame.to_parquet(tmp_path / "t.parquet")
    table = read_table(tmp_path / "t.parquet")
    assert table.frame["body"].tolist() == ["a", "b"]
    assert table.frame.index.tolist() == ["x", "y"]
