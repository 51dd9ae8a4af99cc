"""The corpus and its verbs: finding.py, scaling.py, showing.py, and handing on in corpus.py."""

from workbench.corpus.corpus import Corpus
from workbench.corpus.queries import check_words

__all__ = ["Corpus", "check_words"]
