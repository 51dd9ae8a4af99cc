"""The sample data of the project, found from anywhere."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pandas as pd

from workbench.calls import answers_calls
from workbench.errors import DISTRIBUTION, FileError, check_choice

FILES = {"tickets": "support_tickets.csv", "faqs": "faqs.csv", "headlines": "headlines.csv"}


@answers_calls
def sample(name: str = "tickets") -> pd.DataFrame:
    """Load a table of the sample data, which was written for this project.

    Parameters
    ----------
    name : {"tickets", "faqs", "headlines"}, default "tickets"
        Support tickets (text in ``body``, id in ``ticket_id``), FAQs (``question``, ``faq_id``) or
        headlines (``headline``, ``headline_id``).

    Returns
    -------
    DataFrame
        The table, as `pandas.read_csv` reads it.

    Raises
    ------
    InputError
        If there is no table of that name.
    FileError
        If the files of the sample data are not installed.

    Examples
    --------
    >>> import workbench as wb
    >>> wb.sample("faqs").columns.tolist()[:2]
    ['faq_id', 'question']
    """
    return pd.read_csv(_path_of(FILES[check_choice("name", name, tuple(FILES))]))


def _path_of(file: str) -> Path:
    """Return where a sample file lies: in the project's folder, or where the wheel put it."""
    checkout = Path(__file__).resolve().parents[1] / "sample_data" / file
    if checkout.is_file():
        return checkout
    for installed in metadata.files(DISTRIBUTION) or ():
        if installed.parts[-2:] == ("sample_data", file):
            return Path(str(installed.locate()))
    raise FileError(
        f"the sample file {file} is not installed. Install the whole distribution again: "
        f"pip install --force-reinstall {DISTRIBUTION}"
    )
