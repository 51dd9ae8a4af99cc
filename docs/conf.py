"""How Sphinx builds the manual: `make docs`, strictly, into `docs_output/`."""

from workbench.provenance import workbench_version

project = "Workbench"
author = "the Workbench contributors"
copyright = "the Workbench contributors"
release = workbench_version()

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["README.md"]
root_doc = "index"
html_theme = "furo"
html_title = "Workbench"
html_show_sphinx = False
html_copy_source = False

myst_heading_anchors = 3
# `rows` is an attribute of several classes, and a field of a docstring names no class.
suppress_warnings = ["ref.python"]

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say shapes, dtypes and units
autodoc_class_signature = "separated"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
