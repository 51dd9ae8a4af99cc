"""The public API: every member says what it takes, returns and means, and is in the manual."""

import ast
import inspect
import re
import typing
from pathlib import Path

import pytest

import workbench as wb

PROJECT = Path(__file__).resolve().parents[1]
CLASSES = (
    wb.Corpus,
    wb.Duplicates,
    wb.Topics,
    wb.Matches,
    wb.Projection,
    wb.Categories,
    wb.Classifier,
    wb.Comparison,
)


def manual():
    """Return all that a user reads: the README, the manual and the notebooks."""
    pages = [PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")]
    pages += (PROJECT / "notebooks").glob("*.ipynb")
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


MANUAL = manual()


def members():
    for owner in CLASSES:
        for name in dir(owner):
            if not name.startswith("_") and not hasattr(object, name):
                yield pytest.param(owner, name, id=f"{owner.__name__}.{name}")


def function_of(owner, name):
    """Return what stands behind a method or a property, None for a plain attribute."""
    member = inspect.getattr_static(owner, name)
    if isinstance(member, property):
        return member.fget
    if isinstance(member, (classmethod, staticmethod)):
        return member.__func__
    if hasattr(member, "func"):  # functools.cached_property
        return member.func
    return member if inspect.isfunction(member) else None


def fields(owner):
    """Return the attributes that the constructor takes and a user may read."""
    return [name for name in getattr(owner, "__dataclass_fields__", ()) if not name.startswith("_")]


@pytest.mark.parametrize(("owner", "name"), list(members()))
def test_a_member_says_what_it_takes_and_returns(owner, name):
    function = function_of(owner, name)
    if function is None:
        assert name in owner.__doc__, f"{owner.__name__}.{name} is in no docstring"
        return
    assert inspect.getdoc(function), f"{owner.__name__}.{name} has no docstring"
    signature = inspect.signature(function)
    for parameter in signature.parameters.values():
        assert parameter.kind is not parameter.VAR_KEYWORD, f"{name} hides keywords behind **"
    returned = function.__annotations__.get("return")
    assert returned not in (None, "Any", typing.Any), f"{name} does not say what it returns"


@pytest.mark.parametrize(("owner", "name"), list(members()))
def test_a_member_is_in_the_manual(owner, name):
    assert re.search(rf"\b{name}\b", MANUAL), f"{owner.__name__}.{name} is mentioned nowhere"


@pytest.mark.parametrize("owner", CLASSES)
def test_the_constructor_shows_no_insides(owner):
    for name in fields(owner):
        assert name in owner.__doc__


@pytest.mark.parametrize("name", [name for name in wb.__all__ if name != "__version__"])
def test_a_public_name_has_a_docstring_and_stands_in_the_reference(name):
    value = getattr(wb, name)
    assert inspect.getdoc(value)
    reference = (PROJECT / "docs" / "reference.md").read_text(encoding="utf-8")
    is_error = inspect.isclass(value) and issubclass(value, Exception)
    assert is_error or f"workbench.{name}\n" in reference


OWNERS = {
    "corpus": wb.Corpus,
    "topics": wb.Topics,
    "duplicates": wb.Duplicates,
    "matches": wb.Matches,
    "projection": wb.Projection,
    "comparison": wb.Comparison,
    "categories": wb.Categories,
    "wb": wb,
}


def offers():
    """Yield calls that messages of the package, and pages of the manual, tell people to type."""
    sources = {"the manual": MANUAL}
    for path in (PROJECT / "workbench").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
        sources[path.name] = "\n".join(text for text in texts if isinstance(text, str))
    call = re.compile(rf"(?<![\w.])({'|'.join(OWNERS)})\.(\w+)\(([^()]*)\)?")
    for source, text in sources.items():
        for owner, name, values in call.findall(text):
            yield source, owner, name, re.findall(r"(?:^|[ ,(])(\w+)=(?!=)", values)


def test_every_call_that_a_message_offers_works():
    found = list(offers())
    assert len(found) > 100
    for source, owner, name, keywords in found:
        function = getattr(OWNERS[owner], name, None)
        assert function is not None, f"{source}: {owner}.{name} is no method"
        taken = inspect.signature(function).parameters
        for keyword in keywords:
            assert keyword in taken, f"{source}: {owner}.{name} takes no {keyword}="
