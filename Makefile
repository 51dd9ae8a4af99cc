# Two commands do all set-up on a machine with Python 3.11 or newer: `make demo` and `make test`.
#
#   make demo    run the main job on sample_data/ and say where the report lies
#   make lab     open JupyterLab on the notebooks
#   make test    run every test that this machine can run
#   make fast    run the tests that need neither model nor browser
#   make check   lint and test JavaScript, lint, type-check, and build the manual strictly
#   make docs    build the manual into docs_output/
#   make notebooks  run the notebooks and save them with their outputs
#   make pictures   take the manual's pictures anew (needs a Chromium)
#   make endpoint-server   build the third-party server that a few tests embed against
#   make soak    run the longest tests, inject every fault many times (hours), and write the table
#                of docs/reliability.md
#   make fuzz    change files of every format at random and read them, for MINUTES
#   make oldest  run the tests with the oldest versions that pyproject.toml allows
#   make audit   ask the advisory services about every pinned version (needs the network)
#   make clean   remove what the other targets made
#
# Variables:
#   PYTHON   the interpreter that makes the environment             (python3)
#   VENV     where the environment lies                             (.venv)
#   TORCH    extra words for pip when it installs PyTorch, see README, "Installing"
#   OUTPUT   where `make demo` writes                               (demo_output)
#   ARGS     extra words for pytest
#   PROCESSES  how many tests `make test` and `make fast` run at once  (2)
#   MINUTES  how long `make fuzz` goes on                           (60)

PYTHON ?= python3
VENV ?= .venv
TORCH ?=
OUTPUT ?= demo_output
ARGS ?=
PROCESSES ?= 2
MINUTES ?= 60

# Nothing of the caller's Python settings may leak into the environment.
unexport PYTHONPATH
unexport PYTHONHOME

bin := $(VENV)/bin
pip := $(bin)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
# Recipes use the shell and Python alone: nothing else need be on the PATH.
manual = $(bin)/python -m sphinx --quiet --fail-on-warning --keep-going --builder html docs docs_output
tests = $(bin)/python -m pytest --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder
done = @$(bin)/python -c "open('$@', 'w').close()"

biome := $(VENV)/javascript/node_modules/.bin/biome
BIOME := 2.6.8

.PHONY: demo lab test fast check javascript docs notebooks pictures elsewhere clean venv endpoint-server soak fuzz oldest audit
.DEFAULT_GOAL := demo

demo: $(VENV)/.workbench-demo
	@$(bin)/python -c "import os; os.makedirs('$(OUTPUT)', exist_ok=True)"
	@$(bin)/workbench report sample_data/support_tickets.csv --text body --id ticket_id \
	    --output $(OUTPUT)/support_tickets.html --overwrite
	@echo; \
	echo "The report:   $(abspath $(OUTPUT)/support_tickets.html) (open it in any browser)"; \
	echo "The notebook: make lab (opens notebooks/01_support_tickets.ipynb in JupyterLab)"

lab: $(VENV)/.workbench-demo
	@$(bin)/jupyter lab notebooks/01_support_tickets.ipynb

test: $(VENV)/.workbench-test
	$(tests) $(ARGS)

fast: $(VENV)/.workbench-test
	$(tests) -m "not model and not browser and not dask and not gpu and not slow" $(ARGS)

check: $(VENV)/.workbench-check
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(manual)
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory javascript; \
	    else echo "npm is not installed: JavaScript was not checked."; fi

# Files by themselves, then each page's script as browsers get it: several files put together.
javascript: $(VENV)/.workbench-test $(biome)
	$(biome) ci workbench tests
	$(bin)/python -m tests.javascript.bundles $(VENV)/javascript/pages
	$(biome) lint --config-path=tests/javascript/bundles.json $(VENV)/javascript/pages
	node --test tests/javascript/*.test.mjs

docs: $(VENV)/.workbench-check
	$(manual)
	@echo "The manual: $(abspath docs_output/index.html)"

notebooks: $(VENV)/.workbench-test
	$(bin)/python notebooks/execute.py

pictures: $(VENV)/.workbench-test
	WORKBENCH_PICTURES=$(abspath docs/images) $(bin)/python -m pytest tests/browser/test_pictures.py $(ARGS)

# In an environment of its own: Notebook and marimo are no requirements of Workbench.
elsewhere: $(VENV)/.workbench-test
	$(PYTHON) -m venv .venv-elsewhere
	.venv-elsewhere/bin/python -m pip install --quiet notebook marimo hypothesis --editable .
	$(bin)/python -m tests.browser.elsewhere $(abspath .venv-elsewhere)/bin/python

soak: $(VENV)/.workbench-test
	$(bin)/python -m pytest -m soak --timeout 0
	$(bin)/python -m tests.faults.soak --write docs/reliability.md $(ARGS)

# Inputs that were neither read nor refused in our words are kept in the folder workbench_fuzzed
# of the system's temporary folder.
fuzz: $(VENV)/.workbench-test
	$(bin)/python -m tests.faults.soak --only fuzzed --share 0.1 --minutes $(MINUTES) $(ARGS)

# In an environment of its own. PyTorch's own oldest needs an index that still has it.
oldest: constraints/oldest.txt
	$(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip --disable-pip-version-check install --quiet --no-deps $(TORCH) \
	    --constraint constraints/oldest.txt torch
	.venv-oldest/bin/python -m pip --disable-pip-version-check install --quiet \
	    --constraint constraints/oldest.txt --editable '.[model,excel,endpoint,dask,test]'
	.venv-oldest/bin/python -m pytest -m "not browser and not gpu and not slow" $(ARGS)

# Not part of `make check`: it must also pass where no advisory service can be reached.
audit: $(VENV)/.workbench-test
	$(bin)/python -m pip --disable-pip-version-check install --quiet pip-audit
	$(bin)/pip-audit --requirement constraints.txt --no-deps --disable-pip

venv: $(VENV)/.workbench-demo

# In an environment of its own: it needs older packages than Workbench.
endpoint-server: constraints.txt
	$(PYTHON) -m venv .venv-endpoint
	.venv-endpoint/bin/python -m pip --disable-pip-version-check install --quiet --no-deps $(TORCH) \
	    --constraint constraints.txt torch
	.venv-endpoint/bin/python -m pip --disable-pip-version-check install --quiet \
	    'infinity-emb[server,torch]==0.0.78'

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(d, True) for d in ('$(VENV)', '.venv-endpoint', '.venv-oldest', '.venv-elsewhere', '$(OUTPUT)', 'docs_output')]"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Workbench needs Python 3.11 or newer; $(PYTHON) is older or missing. Try: make PYTHON=python3.12 demo"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	    { echo "This Python has no venv. On Debian or Ubuntu: apt-get install python3-venv. Then run make again."; exit 1; }
	$(PYTHON) -m venv $(VENV)

# PyTorch goes first and alone: where it comes from decides between some 200 MB and some 3 GB.
$(VENV)/.workbench-torch: constraints.txt | $(VENV)/bin/python
	$(pip) --no-deps $(TORCH) torch
	$(done)

$(VENV)/.workbench-demo: pyproject.toml constraints.txt $(VENV)/.workbench-torch
	$(pip) --editable '.[model,excel]'
	$(done)

$(VENV)/.workbench-test: $(VENV)/.workbench-demo
	$(pip) --editable '.[model,excel,endpoint,dask,onnx,openvino,test]'
	$(done)

$(biome):
	npm install --prefix $(VENV)/javascript --no-save --no-package-lock --silent @biomejs/biome@$(BIOME)

$(VENV)/.workbench-check: $(VENV)/.workbench-test
	$(pip) --editable '.[model,excel,endpoint,dask,onnx,openvino,test,check,docs]'
	$(done)
