"""Where things live."""

from pathlib import Path

import pytest

from workbench import config
from workbench.errors import InputError


def test_the_cache_lies_where_the_variable_says(monkeypatch):
    monkeypatch.setenv("WORKBENCH_CACHE", "~/vectors")
    assert config.cache_folder() == Path.home() / "vectors"


def test_without_the_variable_it_lies_in_the_users_cache(monkeypatch, tmp_path):
    monkeypatch.delenv("WORKBENCH_CACHE")
    monkeypatch.setattr(config.sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert config.cache_folder() == tmp_path / "workbench"
    assert not config.cache_folder().exists()


def test_the_number_of_threads_can_be_named(monkeypatch):
    monkeypatch.setenv("WORKBENCH_THREADS", "3")
    assert config.thread_count() == 3
    monkeypatch.setenv("WORKBENCH_THREADS", "many")
    with pytest.raises(InputError, match="WORKBENCH_THREADS must be a whole number.*got 'many'"):
        config.thread_count()
    monkeypatch.setenv("WORKBENCH_THREADS", "²")
    with pytest.raises(InputError, match="must be a whole number"):
        config.thread_count()
    monkeypatch.delenv("WORKBENCH_THREADS")
    assert config.thread_count() >= 1
