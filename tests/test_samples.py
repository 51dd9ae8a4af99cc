import pytest

import workbench as wb
from workbench.errors import FileError, InputError


@pytest.mark.parametrize(
    ("name", "text", "id"),
    [
        ("tickets", "body", "ticket_id"),
        ("faqs", "question", "faq_id"),
        ("headlines", "headline", "headline_id"),
    ],
)
def test_each_sample_loads_from_any_folder(name, text, id, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    table = wb.sample(name)
    assert len(table) > 400
    assert table[id].is_unique
    assert str(table[text].dtype) in ("str", "object")  # the latter under pandas 2


def test_a_sample_that_does_not_exist():
    with pytest.raises(InputError, match="name must be one of 'tickets', 'faqs', 'headlines'"):
        wb.sample("ticket")


def test_files_that_are_not_installed(monkeypatch):
    monkeypatch.setattr("workbench.samples.__file__", "/nowhere/workbench/samples.py")
    monkeypatch.setattr("importlib.metadata.files", lambda name: None)
    with pytest.raises(FileError, match="not installed"):
        wb.sample("faqs")
