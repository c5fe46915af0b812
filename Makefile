# Casamuseo: `make run` shows the first house, `make test` and `make check` prove it.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
export CASAMUSEO_HOME ?= $(CURDIR)/var

.PHONY: run test check install assets lock messages clean

run: $(VENV)/.run $(VENV)/.assets
	$(BIN)/casamuseo migrate --no-input --verbosity 0
	$(BIN)/casamuseo load houses/trotsky --first-time
	$(BIN)/casamuseo run --port $(PORT)

test: $(VENV)/.dev $(VENV)/.assets
	$(BIN)/python -m tests.conditions
	$(BIN)/pytest -n auto --dist worksteal $(PYTEST_OPTIONS)

check: $(VENV)/.dev $(VENV)/.assets
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint --quiet src/casamuseo/theme/templates
	$(BIN)/casamuseo makemigrations --check --dry-run --verbosity 0
	$(BIN)/python -m tests.translations

install: $(VENV)/.run $(VENV)/.assets

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.lock pyproject.toml | $(VENV)/bin/python
ifneq ($(UV),)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.lock
else
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
endif
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.run
ifneq ($(UV),)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.lock
else
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
endif
	touch $@

# Fonts, the axe checker and the coastlines come from npm; `assets` makes from them what is served.
$(VENV)/.node: package-lock.json $(VENV)/.run
	command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.lock
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

$(VENV)/.assets: $(VENV)/.node $(shell find src/casamuseo/theme/styles src/casamuseo/theme/desk-styles src/casamuseo/theme/static/theme src/casamuseo/theme/locale src/casamuseo/theme/assets.py -name '*.*' ! -name '*.mo')
	$(BIN)/python -m casamuseo.theme.assets
	$(BIN)/casamuseo collectstatic --no-input --clear --verbosity 0
	touch $@

assets:
	rm -f $(VENV)/.assets
	$(MAKE) $(VENV)/.assets

lock:
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 pyproject.toml -o requirements/run.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 --extra dev -c requirements/run.lock pyproject.toml -o requirements/dev.lock
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 requirements/node.in -o requirements/node.lock

messages:
	$(BIN)/pybabel -q extract -F babel.cfg -k gettext_lazy -k ngettext_lazy:1,2 -k pgettext_lazy:1c,2 -k _ --no-location --sort-output -o src/casamuseo/theme/locale/messages.pot src/casamuseo
	$(BIN)/pybabel -q update --no-fuzzy-matching -i src/casamuseo/theme/locale/messages.pot -d src/casamuseo/theme/locale -D django --ignore-obsolete

clean:
	rm -rf $(VENV) node_modules
