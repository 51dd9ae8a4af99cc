"""What a bug report says of a machine."""

import getpass
import json

import pytest

import workbench as wb
from tests.fakes import FakeEncoder
from workbench import cli


def test_it_names_versions_device_and_store_and_nothing_private(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path / "mrs-private-folder"))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    assert cli.run(["doctor"]) == 0
    said = capsys.readouterr().out
    for word in ("workbench", "torch", "device", "stored vectors", "WORKBENCH_CACHE"):
        assert word in said
    for word in ("mrs-private-folder", "sk-secret", str(tmp_path)):
        assert word not in said
    assert getpass.getuser() == "root" or getpass.getuser() not in said


def test_machines_read_it_too(capsys):
    wb.embed(["one text", "two texts"], model=FakeEncoder(), progress=False)
    assert cli.run(["doctor", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["store_writable"] is True
    assert told["stored_vectors"] == 2
    assert told["versions"]["pandas"]


def test_a_broken_torch_is_told(capsys, monkeypatch):
    pytest.importorskip("torch")

    def broken(_):
        raise OSError("libcudart missing")

    monkeypatch.setattr("workbench.embedding.encoders.devices.choose_device", broken)
    assert cli.run(["doctor"]) == 0
    assert "none: OSError: libcudart missing" in capsys.readouterr().out
