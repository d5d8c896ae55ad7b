# Hameau. `make` lists what it can do. Everything starts from a bare checkout with Python 3.11, make and a C compiler.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PORT ?= 8000
HAMEAU_HOME ?= $(CURDIR)/var
export PORT HAMEAU_HOME
export UV_PYTHON_DOWNLOADS := never
# Compiled once, read by the hundreds of processes that the tests start.
unexport PYTHONDONTWRITEBYTECODE

# uv: the one at hand when it reads our lock file, else our own under .uv/.
UV_VERSION := 0.13.9
uv-at-hand := $(shell uv --version 2>/dev/null | awk '{ split($$2, v, "."); if (v[1] > 0 || v[2] >= 13) print "uv" }')
UV := $(or $(uv-at-hand),.uv/bin/uv)

BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

.PHONY: help setup run dev test test-sqlite test-postgresql mutants validate check format messages bench clean
help:  ## List the commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

# The environment ---------------------------------------------------------------------------------------------------

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

# What serving needs; the tools of developers come on top, when a target asks for them.
.venv/.serving: pyproject.toml uv.lock | $(filter-out uv,$(UV))
	$(UV) sync --locked --quiet --no-dev --inexact --python $(PYTHON)
	@touch $@

.venv/.developing: pyproject.toml uv.lock | $(filter-out uv,$(UV))
	$(UV) sync --locked --quiet --python $(PYTHON)
	@touch .venv/.serving $@

%.mo: %.po | .venv/.serving
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@ --locale=$(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

setup: .venv/.developing $(CATALOGUES)  ## Install everything into .venv, compile the translations

# The site ----------------------------------------------------------------------------------------------------------

run: export HAMEAU_MODE := $(or $(HAMEAU_MODE),demo)
run: .venv/.serving $(CATALOGUES)  ## Serve the demo as in production: PORT=8000, HAMEAU_HOME=var
	@exec $(BIN)/python manage.py serve

dev: export HAMEAU_MODE := development
dev: .venv/.developing $(CATALOGUES)  ## The same with debug pages, restarted at each change
	@exec $(BIN)/python manage.py serve --reload

# The tests ---------------------------------------------------------------------------------------------------------

# One more than there are cores, for those that wait: `make test WORKERS=5`; `make test ARGS="tests/places -k hours"`.
WORKERS ?= 3
ARGS ?=
PYTEST = $(BIN)/python -m pytest --numprocesses=$(WORKERS) --dist=loadfile $(ARGS)

test: test-sqlite test-postgresql  ## Run the whole suite on SQLite, then on PostgreSQL

test-sqlite: setup var/chromium  ## Run the whole suite on SQLite
	HAMEAU_TEST_DATABASE=sqlite $(PYTEST)

# The databases go with their server: nothing waits for the last connection to each.
test-postgresql: setup var/chromium  ## Run the whole suite on PostgreSQL (its server comes from a wheel)
	HAMEAU_TEST_DATABASE=postgresql $(BIN)/python tests/with_postgresql.py $(PYTEST) --reuse-db --create-db

# Only some modules: `make mutants ARGS="listings.permissions mail.retention"`.
mutants: export HAMEAU_TEST_DATABASE := sqlite
mutants: setup  ## Break rules of permission, visibility, retention one by one; count what the tests notice
	$(BIN)/python -m tests.mutation.run $(ARGS)

# The validator of the Nu project, which needs Java and npm: on neither does anything else here depend.
validate: export HAMEAU_TEST_DATABASE := sqlite
validate: export KEEP_PAGES := $(CURDIR)/var/pages
validate: setup var/chromium  ## Validate the HTML of every stop of the browser tests (needs Java and npm)
	rm -rf $(KEEP_PAGES)
	npm install --silent --no-save --prefix var/vnu vnu-jar@26.9.27
	$(BIN)/python -m pytest --quiet --numprocesses=2 --dist=load tests/browser/test_stops.py
	java -jar var/vnu/node_modules/vnu-jar/build/dist/vnu.jar --errors-only --skip-non-html $(KEEP_PAGES)
	@echo "$$(ls $(KEEP_PAGES) | wc -l) pages, no error."

# The browser of the tests: a Chromium that is there, else one that is installed now.
var/chromium: .venv/.developing tests/browser/chromium.py
	@mkdir -p $(@D)
	@$(BIN)/python tests/browser/chromium.py > $@

# The checks --------------------------------------------------------------------------------------------------------

CHECKS := check-format check-lint check-types check-layers check-lock check-migrations check-templates \
          check-messages check-deploy
.PHONY: $(CHECKS)

check: setup  ## Check format, lint, types, layers, migrations, templates, messages, deployment
	@$(MAKE) --jobs=2 --keep-going --output-sync=target $(CHECKS)
	@echo "All checks passed."

check-format:
	$(BIN)/ruff format --check --quiet .

check-lint:
	$(BIN)/ruff check --quiet .

check-types:
	HAMEAU_MODE=test $(BIN)/mypy --no-error-summary

check-layers:
	PYTHONPATH=site $(BIN)/lint-imports --no-logo

check-lock:
	$(UV) lock --check --quiet

check-migrations:
	HAMEAU_MODE=test $(BIN)/python manage.py makemigrations --check --dry-run

check-templates:
	$(BIN)/djlint --check --lint --quiet templates

# A real configuration, given by hand so that nothing of this machine leaks in. The checks open no connection.
check-deploy:
	env --ignore-environment PATH="$$PATH" HOME="$$HOME" HAMEAU_MODE=production HAMEAU_HOME="$(CURDIR)/var/check" \
	  SITE_URL=https://hameau.example DATABASE_URL=postgres://hameau@localhost/hameau CACHE_URL=locmemcache:// \
	  EMAIL_URL=smtp+tls://hameau:secret@localhost:587 TRUST_PROXY=yes \
	  SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

check-messages: | xgettext
	$(BIN)/python manage.py update_messages --check

format:  ## Format the code and the templates
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .
	$(BIN)/djlint --reformat --quiet templates

messages: setup | xgettext  ## Extract the texts into locale/, ready to be translated
	$(BIN)/python manage.py update_messages

.PHONY: xgettext
xgettext:
	@command -v xgettext > /dev/null && command -v msguniq > /dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && \
	    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes gettext; } > /dev/null || \
	  { echo "Extracting texts needs GNU gettext: install your system's package gettext." >&2; exit 1; }

# The rest ----------------------------------------------------------------------------------------------------------

bench: setup  ## Measure speed on both databases: a table, and JSON in var/bench/ (SIZES="places:people:businesses …")
	$(BIN)/python -m benchmarks.run

clean:  ## Remove the environment, caches and compiled texts; the data in var/ stays
	rm -rf .venv .uv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache var/mypy var/test var/check
	rm -f var/chromium locale/*/LC_MESSAGES/*.mo
