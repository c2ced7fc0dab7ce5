# make run [PORT=9000]: everything from nothing to a served page.   make test: all tests that this machine can run.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
ADDRESS ?= 127.0.0.1:$(PORT)
BIHUAN_HOME ?= var
export BIHUAN_HOME

BIN := $(VENV)/bin
PY := $(BIN)/python
STAMPS := .make
VENDOR := src/bihuan/web/static/vendor/echarts.js
CATALOGUES := $(wildcard src/bihuan/*/locale/*/LC_MESSAGES/django.po)
# Python's own cache of compiled modules: without it each of the many processes compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check bench fuzz calibration likeness wheel lock messages messages-update docs assets clean
.DELETE_ON_ERROR:

run: $(STAMPS)/run-env $(STAMPS)/messages $(VENDOR)
	@$(BIN)/bihuan serve --demo $(ADDRESS)

test: $(STAMPS)/dev-env $(STAMPS)/messages $(VENDOR)
	@$(PY) -m tests.everywhere $(ARGS)

check: $(STAMPS)/dev-env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/bihuan manage makemigrations --check --dry-run
	$(BIN)/mypy
	$(PY) -m pytest tests/docs

# make fuzz ARGS="--seconds 3600": documents damaged on purpose, read until one of them breaks the reader.
fuzz: $(STAMPS)/dev-env
	@$(PY) -m tests.reading.fuzz $(ARGS)

bench: $(STAMPS)/dev-env $(STAMPS)/messages
	@$(PY) -m benchmarks

# How often fields are right by how they were read, measured anew on the labelled documents.
calibration: $(STAMPS)/dev-env
	@$(PY) -m benchmarks.calibration

# What pages of each kind and sentences with findings are like, learned anew from the labelled documents.
likeness: $(STAMPS)/dev-env
	@$(PY) -m benchmarks.likeness
	@$(PY) -m benchmarks.findings

wheel: $(STAMPS)/run-env $(STAMPS)/messages $(VENDOR)
	$(BIN)/hatchling build -t wheel -d dist

# Versions are chosen anew and fixed by hash; no address of any registry gets into the files.
lock: $(STAMPS)/dev-env
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		--python-version 3.11 pyproject.toml --extra postgresql --extra ocr --group build -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		--python-version 3.11 pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(BIN)/npm install --package-lock-only --ignore-scripts

# The tables of the docs that follow from the code.
docs: $(STAMPS)/dev-env $(STAMPS)/messages
	$(PY) -m bihuan.core.diagram > docs/loop.md
	$(PY) -m assets.endpoints

messages: $(STAMPS)/messages
assets: $(VENDOR)

# Adds what the sources show and the catalogues lack, to be translated by hand.
messages-update: $(STAMPS)/run-env
	$(PY) -m assets.messages update

clean:
	rm -rf $(STAMPS) node_modules dist src/bihuan/web/static/vendor
	find src -name '*.mo' -delete

$(PY):
	@echo "Making the environment in $(VENV) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Bihuan needs Python 3.11 or later (set PYTHON=...); this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV)

$(STAMPS)/run-env: requirements.lock pyproject.toml assets/install.py | $(PY)
	@echo "Installing what Bihuan runs on …"
	@$(PY) assets/install.py requirements.lock
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev-env: requirements-dev.lock pyproject.toml assets/install.py | $(PY)
	@echo "Installing what the tests run on …"
	@$(PY) assets/install.py requirements-dev.lock
	@mkdir -p $(STAMPS) && touch $@

# Whichever environment is there will do for building; the one of `make run` is the smaller.
$(STAMPS)/build-env:
	@test -e $(STAMPS)/dev-env || $(MAKE) -s --no-print-directory $(STAMPS)/run-env
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/messages: $(CATALOGUES) assets/messages.py | $(STAMPS)/build-env
	@$(PY) -m assets.messages compile
	@touch $@

$(VENDOR): package-lock.json assets/build.py | $(STAMPS)/build-env
	@echo "Bringing the browser's parts …"
	@$(PY) -m assets.build
	@touch $@
