"""Errors say what was given, what is allowed, and what to type next."""

import numpy as np
import pytest

from workbench import errors


@pytest.mark.parametrize("value", [0.9, 1, 1e-9, np.float32(0.5), np.float64(1.0)])
def test_a_cosine_similarity_is_a_threshold(value):
    assert errors.check_threshold(value) == float(value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (92, r"must be in \(0, 1\].*got 92\. Did you mean 0\.92\?"),
        (0, r"must be in \(0, 1\].*got 0"),
        (-0.5, "got -0.5"),
        (float("nan"), "got nan"),
        ("0.9", "must be a number.*got '0.9'"),
        (None, "got None"),
        (True, "got True"),
        (np.ones(2), "must be a number"),
    ],
)
def test_any_other_threshold_is_refused(value, message):
    with pytest.raises(errors.ThresholdError, match=message):
        errors.check_threshold(value)


def test_a_choice_names_the_allowed_words():
    assert errors.check_choice("detail", "fine", ["broad", "fine"]) == "fine"
    with pytest.raises(
        errors.InputError, match="detail must be one of 'broad', 'fine', got 'fien'. Did"
    ):
        errors.check_choice("detail", "fien", ["broad", "fine"])


@pytest.mark.parametrize("value", [0, -1, 1.5, "3", True, None])
def test_a_count_is_a_whole_number(value):
    with pytest.raises(errors.InputError, match="k must be a whole number of at least 1"):
        errors.check_count("k", value)


def test_a_count_may_come_from_numpy():
    assert errors.check_count("k", np.int32(7)) == 7


def test_an_extra_is_named_with_its_install_line():
    error = errors.DependencyError.for_extra("engine='dask'", "dask", "dask")
    assert str(error) == (
        "engine='dask' needs the package 'dask'. "
        'Install it with: pip install "text-workbench[dask]"'
    )


def test_every_error_can_be_caught_as_one():
    classes = [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, Exception)]
    assert all(issubclass(c, errors.WorkbenchError) for c in classes)
    assert all(c.__name__ in (errors.__doc__ or "") for c in classes), (
        "the drawn tree is out of date"
    )


def test_a_notebook_shows_the_message_alone(capsys):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.run_cell("from workbench.errors import InputError\nraise InputError('k must be 1.')")
    shown = capsys.readouterr().out
    assert "InputError: k must be 1." in shown
    assert "Traceback" not in shown
    assert "----" not in shown


def test_a_threshold_of_few_bits_is_the_number_that_was_written():
    assert errors.check_threshold(np.float32(0.7)) == 0.7
    assert errors.check_threshold(np.float16(0.9)) == 0.9


@pytest.mark.parametrize("value", ["a\0b", "a\ud800b", "", "  ", 5, None])
def test_what_no_file_can_be_called_is_no_path(value):
    with pytest.raises(errors.InputError, match="must be a path"):
        errors.check_path("cache", value)
