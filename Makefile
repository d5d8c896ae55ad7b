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

# uv: the one at hand when it reads our lock file, else our own under .uv/.
UV_VERSION := 0.13.9
uv-at-hand := $(shell uv --version 2>/dev/null | awk '{ split($$2, v, "."); if (v[1] > 0 || v[2] >= 13) print "uv" }')
UV := $(or $(uv-at-hand),.uv/bin/uv)

BIN := .venv/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

.PHONY: help setup run dev test test-sqlite test-postgresql check format messages bench clean
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
