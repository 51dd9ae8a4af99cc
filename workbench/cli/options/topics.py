"""Options that say how topics are found and named, and which categories there are."""

from __future__ import annotations

import argparse

from workbench.cli.options.kinds import add_number
from workbench.cli.options.queries import add_rest
from workbench.embedding.encoders.endpoint_client import KEY_VARIABLE
from workbench.topics import UNITS


def add_topics(one: argparse.ArgumentParser) -> None:
    """Add how topics are found."""
    one.add_argument(
        "--detail",
        default="medium",
        choices=("broad", "medium", "fine"),
        help="how many topics there are (default medium: as many as are clearly apart)",
    )
    one.add_argument(
        "--about",
        type=int,
        metavar="TOPICS",
        help="about how many topics there should be, in place of --detail",
    )
    one.add_argument(
        "--min-cluster-size",
        default="auto",
        metavar="SIZE",
        help="fewest distinct texts of a topic, or copies of one text (default auto: by --detail)",
    )
    add_number(one, "--random-state", 0, "seed of the topics", metavar="SEED")
    one.add_argument(
        "--unit",
        default="text",
        choices=UNITS,
        help="what has topics beside the text as a whole: each sentence, or each passage "
        "(with --long-text chunk); a row then has a list of topics (default text)",
    )
    one.add_argument(
        "--sample",
        type=_sample,
        default="auto",
        metavar="TEXTS",
        help="find topics in so many different texts, and let the others join them: seconds in "
        "place of minutes for a large table; all clusters all (default: all, but 20,000 of a "
        "--draft of more than 50,000)",
    )
    one.add_argument(
        "--agreement",
        type=float,
        metavar="SHARE",
        help="of a --draft: let the model embed further texts until the topics agree this far with "
        "those of its own vectors (adjusted mutual information, such as 0.85)",
    )
    one.add_argument(
        "--approximate",
        action="store_true",
        help="for very large tables: neighbors from an index that misses a few; how many is said "
        '(pip install "text-workbench[approximate]")',
    )
    add_namer(one)


def _sample(value: str) -> int | str:
    """Return how many texts are clustered, or "all" or "auto"."""
    if value in ("all", "auto"):
        return value
    if not value.isdecimal() or int(value) < 2:
        raise argparse.ArgumentTypeError(
            f"must be a whole number of at least 2, all or auto, got {value!r}"
        )
    return int(value)


def add_topic_tables(one: argparse.ArgumentParser) -> None:
    """Add which tables of topics are shown."""
    one.add_argument(
        "--by", metavar="COLUMN", help="show in which product or channel a topic stands out"
    )
    one.add_argument(
        "--outline", action="store_true", help="show the topics below the themes they belong to"
    )


def add_namer(one: argparse.ArgumentParser) -> None:
    """Add the language model that names topics."""
    one.add_argument(
        "--namer",
        metavar="URL",
        help="topics are named by a language model on this server (Ollama, llama.cpp, OpenAI ...); "
        f"keywords and examples are sent, with private data masked; {KEY_VARIABLE} has the key",
    )
    one.add_argument("--namer-model", metavar="NAME", help="the model's name on that server")


def add_labels(one: argparse.ArgumentParser) -> None:
    """Add where the labels are, and what is written besides."""
    one.add_argument(
        "--labels",
        metavar="COLUMN",
        required=True,
        help="column with the labels; rows without one are blank",
    )
    one.add_argument(
        "--suggest", metavar="FILE", help="write the rows that are worth labeling next to this file"
    )


def add_categories(one: argparse.ArgumentParser) -> None:
    """Add the categories, and when a row belongs to one."""
    one.add_argument(
        "--categories",
        required=True,
        metavar="FILE",
        help="the categories: a table with a column name and, if you like, description, examples "
        "(parted by |), threshold and parent; or a TOML, JSON or YAML file",
    )
    add_number(
        one,
        "--threshold",
        0.7,
        "score from which a row belongs to a category: 0 is any two texts of the table, 1 a "
        "text and its nearest neighbors",
    )
    one.add_argument(
        "--multiple", action="store_true", help="let a row belong to several categories"
    )
    add_rest(one)
    one.add_argument(
        "--questions",
        metavar="FILE",
        help="write thirty rows to this file: fill in their column answer, then give it to "
        "--answered",
    )
    one.add_argument(
        "--answered",
        metavar="FILE",
        help="the file of --questions, filled in: sets the threshold of each category",
    )
    one.add_argument(
        "--learned",
        metavar="FILE.csv",
        help="write the categories with their thresholds to this file, for --categories",
    )
