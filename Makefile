# One target a need: `make run` for a newcomer, the others for whoever changes the code.
PYTHON ?= python3
BIN := .venv/bin
PYTEST = $(BIN)/python -m pytest --durations=20 --durations-min=0.5
# What computes without the world is covered line by line.
PURE = lib/archives.py,lib/file_limits.py,lib/signatures.py,lib/serving/ranges.py,accounts/users/roles.py,quizzes/live/engine.py,quizzes/live/scoring.py,quizzes/live/content.py,quizzes/live/nicknames.py,quizzes/library/question_types/*
# A deployment as the checks want to see it.
AS_DEPLOYED = DATA_DIR="$$(mktemp -d)" SECRET_KEY=checks-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF BASE_URL=https://school.example \
	TRUSTED_PROXIES=10.0.0.0/8 ALLOWED_HOSTS=school.example EMAIL_URL=smtp://mail.school.example REDIS_URL=

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

# Without ARGS everything but the soak runs: first what runs in this process, on two cores; then the stories, which start
# servers of their own and want the machine for themselves; then the browser. What is missing here is said in one line.
test: .venv/.development
ifdef ARGS
	$(PYTEST) $(ARGS)
else
	$(BIN)/coverage erase
	$(PYTEST) -n 2 -m "not soak and not browser" --ignore=tests/journeys --cov --cov-report= --cov-fail-under=0
	$(PYTEST) tests/journeys -m "not soak"
	$(PYTEST) -n 2 -m "browser and not soak" tests/browser
	$(BIN)/coverage report
	$(BIN)/coverage report --include="$(PURE)" --fail-under=100
endif

lint: .venv/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint
	$(AS_DEPLOYED) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(AS_DEPLOYED) $(BIN)/python manage.py makemigrations --check --dry-run
	$(AS_DEPLOYED) $(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null
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
