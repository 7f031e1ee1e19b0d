# One target a need: `make run` for a newcomer, the others for whoever changes the code.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help setup run test lint check ci bench bench-quick soak shots

help:
	@echo "make run     start Homeroom (PORT=8000 HOST=0.0.0.0 DATA_DIR=data DEMO=1)"
	@echo "make test    all tests      make lint    style and types     make check   settings, migrations, imports"
	@echo "make ci      test and check make bench   the benchmark       make soak    long kill and load runs"
	@echo "make shots   pictures of the screens"

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Homeroom needs Python 3.11 or newer: make run PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv module is incomplete. On Debian and Ubuntu: apt install python3-venv"; exit 1; }

# Stamps: what is installed already costs nothing the second time.
.venv/.runtime: requirements.txt | .venv/bin/python
	@echo "Installing what Homeroom needs …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.development: requirements-dev.txt requirements.txt | .venv/bin/python
	@echo "Installing what tests and linters need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch .venv/.runtime $@

setup: .venv/.development

run: .venv/.runtime
	@exec $(BIN)/python manage.py serve

test: .venv/.development
	$(BIN)/python -m pytest -n auto -m "not soak" --cov --cov-report=term-missing:skip-covered $(ARGS)

lint: .venv/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .

check: .venv/.development
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/lint-imports

ci: test lint check

bench: .venv/.development
	$(BIN)/python -m loadtest $(ARGS)

bench-quick: .venv/.development
	$(BIN)/python -m loadtest --quick $(ARGS)

soak: .venv/.development
	$(BIN)/python -m pytest -m soak $(ARGS)

shots: .venv/.development
	$(BIN)/python -m tests.shots $(ARGS)
