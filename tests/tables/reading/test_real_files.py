"""Real files of other people, as they were found."""

import pytest

from workbench.tables import read_table

EXPECTED = {
    "ChatbotCorpus.json": (206, ["text", "intent", "entities", "training"], 1),
    "ChatbotData.csv": (11_823, ["Q", "A", "label"], 2),
    "MIDWEST.csv": (2_778, None, 3),
    "StarWars.csv": (1_186, None, 3),
    "faq_200327.tsv": (896, None, 2),
    "gnad.csv": (1_028, ["column_1", "column_2"], 1),
    "qna.tsv": (10, ["Question", "Answer", "Source", "Metadata"], 2),
    "uem.xlsx": (169, None, 2),
}


@pytest.fixture
def folder(real_data):
    if not (real_data / "real_files").is_dir():
        pytest.skip("no real files beside the project")
    return real_data / "real_files"


@pytest.mark.parametrize("name", EXPECTED)
def test_rows_and_columns(folder, name):
    rows, columns, first = EXPECTED[name]
    table = read_table(folder / name)
    assert len(table) == rows
    assert table.row_numbers[0] == first
    assert columns is None or list(table.frame.columns) == columns


def test_names_are_put_together_from_both_rows_of_a_survey(folder):
    columns = list(read_table(folder / "MIDWEST.csv").frame.columns)
    assert columns[0] == "RespondentID"
    assert columns[1].startswith("In your own words")
    assert columns[2].endswith("identify as a Midwesterner?: A lot")
    assert columns[5].endswith("identify as a Midwesterner?: Not at all")


def test_no_apostrophe_is_left_around_a_text(folder):
    texts = read_table(folder / "gnad.csv").frame["column_2"]
    assert texts.notna().all()
    assert not (texts.str.startswith("'") & texts.str.endswith("'")).any()
