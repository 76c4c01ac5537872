# kflint's chores. Every target first makes the environment it needs in .venv, and only when that is missing or out of date.
#
#   make demo    lint and expand our own examples, to see what kflint does
#   make test    all tests
#   make lint    everything that is checked about the code itself (the list is .pre-commit-config.yaml)
#   make bench   how fast kflint is, as ratios to libyaml and to Python's own start
#   make docs    make again what is generated: rules/index.json, docs/rules.md, docs/coverage.md

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet
# How many processes run the tests.
JOBS ?= 2

# Stamps: kflint itself with what it needs to run; and what it takes to develop it.
RUN := $(VENV)/.installed
DEV := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench docs clean

help:
	@sed -n '/^#   make/s/^#   //p' Makefile

demo: $(RUN)
	@tools/demo.sh $(BIN)/kflint

test: $(DEV)
	$(BIN)/python -m pytest -n $(JOBS)

lint: $(DEV)
	$(BIN)/pre-commit validate-config
	$(BIN)/pre-commit validate-manifest
	$(BIN)/pre-commit run --all-files --show-diff-on-failure

bench: $(RUN)
	$(BIN)/python tools/bench.py

docs: $(DEV)
	$(BIN)/python tools/index_rules.py
	$(BIN)/python -m tools.rule_docs
	$(BIN)/python -m tools.coverage

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
	  || { echo "kflint needs Python 3.10 or newer; name one: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN): pyproject.toml | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(DEV): pyproject.toml | $(BIN)/python
	$(PIP) --editable '.[dev]'
	@touch $(RUN) $@
