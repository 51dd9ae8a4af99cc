"""What is read as categories, and what is refused."""

import json

import pandas as pd
import pytest

from workbench.categories import Category, read_categories
from workbench.errors import ColumnError, InputError, WorkbenchError

REFUNDS = Category("Refunds", "money back", ("I want a refund", "return it"), 0.6, "Money")
LOCKS = Category("Locks")
MAPPING = {
    "Refunds": {
        "description": "money back",
        "examples": ["I want a refund", "return it"],
        "threshold": 0.6,
        "parent": "Money",
    },
    "Locks": [],
}
TOML = """
[Refunds]
description = "money back"
examples = ["I want a refund", "return it"]
threshold = 0.6
parent = "Money"
[Locks]
"""
YAML = """
categories:
  - name: Refunds
    description: money back
    examples: [I want a refund, return it]
    threshold: 0.6
    parent: Money
  - {name: Locks}
"""
CSV = """name,description,examples,threshold,parent
Refunds,money back,I want a refund | return it,0.6,Money
Locks,,,,
"""


def test_a_mapping_a_table_and_every_file_mean_the_same(tmp_path):
    written = {
        "a.toml": TOML,
        "a.yaml": YAML,
        "a.csv": CSV,
        "a.json": json.dumps(MAPPING),
    }
    for name, text in written.items():
        (tmp_path / name).write_text(text)
        assert read_categories(tmp_path / name) == (REFUNDS, LOCKS), name
    assert read_categories(MAPPING) == (REFUNDS, LOCKS)
    assert read_categories([REFUNDS, "Locks"]) == (REFUNDS, LOCKS)


def test_lines_of_one_name_are_one_category():
    table = pd.DataFrame({"name": ["A", "B", "A"], "examples": ["x", None, "y"]})
    assert read_categories(table) == (Category("A", examples=("x", "y")), Category("B"))


def test_what_is_embedded():
    assert Category("lost_card", "gone", ("where is it",)).texts == (
        "lost card",
        "gone",
        "where is it",
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({}, "there is no category"),
        (["A", "A"], "two categories are called 'A'"),
        (["other"], "fit no category"),
        ({"A": {"exmples": ["x"]}}, "it may have description, examples"),
        ({"A": 3}, "examples of 'A' must be texts"),
        ({"A": {"threshold": 2}}, r"threshold of 'A' must be in \(0, 1\]"),
        ([" "], "name of a category must be words"),
        (7, "must be a mapping of names"),
        (pd.DataFrame({"label": ["A"]}), "needs a column name"),
    ],
)
def test_what_is_no_category_is_refused(wrong, message):
    with pytest.raises((InputError, ColumnError, WorkbenchError), match=message):
        read_categories(wrong)


def test_a_broken_file_is_named(tmp_path):
    for name, text in {"a.toml": "[", "a.json": "{", "a.yaml": "a: [", "b.toml": ""}.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(InputError, match="no valid|no category"):
            read_categories(tmp_path / name)


def test_a_file_runs_nothing_and_its_aliases_do_not_unfold(tmp_path):
    evil = tmp_path / "evil.yaml"
    evil.write_text(
        "Refunds: !!python/object/apply:os.system ['touch " + str(tmp_path / "x") + "']"
    )
    with pytest.raises(InputError, match="no valid YAML"):  # and not run
        read_categories(evil)
    assert not (tmp_path / "x").exists()
    lines = ["a0: &a0 [x, x]", *(f"a{k}: &a{k} [*a{k - 1}, *a{k - 1}]" for k in range(1, 60))]
    for place in ("examples", "description", "parent"):
        evil.write_text("\n  ".join([f"A:\n {place}:", *lines]))
        with pytest.raises(InputError, match="must be (words|texts), got dict"):
            read_categories(evil)
