"""American spelling in code and documentation, so that names are guessed right."""

import json
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
FOLDERS = ("workbench", "tests", "docs", "benchmarks", "notebooks")
ENDINGS = {".py", ".js", ".css", ".html", ".md", ".ipynb", ".toml"}

BRITISH = re.compile(
    r"""
    colour | neighbour | behaviour | favour | honour | flavour | humour | endeavour | rumour
    | \bcentr(?:e|ed|es|ing)\b | \b(?:kilo|centi|milli)?metres?\b | \bfibre | \bgrey
    | (?:normal|summar|quant|token|standard|capital|maxim|minim|optim|organ|recogn|initial|serial
        |visual|general|categor|character|vector|parallel|random|regular|synchron|util|custom
        |emphas|prior|local|final|memor|anonym|central|discret|material|item|real|digit|penal)
      is(?:e|ed|es|er|ers|ing|able|ation|ations)\b
    | \banaly(?:se|sed|sing|ser)\b | \bcatalogue | \blicence | \bdefence\b | \bjudgement
    | \b(?:un)?(?:label|model|travel|cancel|level|signal|dial|total|channel)l(?:ed|ing|er)\b
    | \bspoilt\b | \blearnt\b | \bwhilst\b | \bartefact | \bprogramme\b | \bdialogue\b
    """,
    re.IGNORECASE | re.VERBOSE,
)

LANGUAGE = {
    "tests/test_spelling.py",
    "workbench/duplicates/guards/directions.py",
    "workbench/duplicates/guards/word_lists.py",
    "workbench/topics/names/stop_words.py",
}
"""Files whose lists hold words of texts, in every spelling that people use."""

ASKED = {
    "tests/duplicates/test_gold.py": {"normalised"},
    "tests/sample_data/test_sample_data.py": {"normalised"},
    "tests/test_calls.py": {"colour"},
    "tests/topics/names/test_keywords.py": {"cancelled", "cancelling"},
}
"""Words that stand in tests because they are spelled so, in the gold of the sample data too."""


def files():
    found = [path for folder in FOLDERS for path in (PROJECT / folder).rglob("*")]
    found += [*PROJECT.glob("*.md"), PROJECT / "pyproject.toml", PROJECT / "Makefile"]
    hidden = {"_build", "__pycache__", ".ipynb_checkpoints"}
    return sorted(
        path
        for path in found
        if (path.suffix in ENDINGS or path.name == "Makefile")
        and path.is_file()
        and not hidden & set(path.parts)
    )


def written(path):
    """Return what people wrote in a file: of a notebook its cells, without what they show."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_spelling_is_american(path):
    place = path.relative_to(PROJECT).as_posix()
    if place in LANGUAGE:
        return
    found = {word[0].lower() for word in BRITISH.finditer(f"{place}\n{written(path)}")}
    assert not found - ASKED.get(place, set()), place
