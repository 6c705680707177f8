# make run    build the graph and show who signed which treaty, and who says so
# make test   everything that must hold: ruff, mypy strict, pytest
# make test-spark  the same mapping on a Spark cluster of two worker processes; needs Java 17 or newer
# make bench  the published figures
# make clean  remove what the others made (not the virtual environment)

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

.PHONY: run test test-spark bench clean
.DEFAULT_GOAL := run

run: $(VENV)/.installed
	@$(BIN)/kg build
	@echo
	@echo "Which countries signed which treaty, and who says so?  Two of them, as a sample:"
	@echo "(kg query signatories --agreement …; without --agreement it answers for all)"
	@echo
	@$(BIN)/kg query signatories --format table --agreement central-asia-xxi-century-2022 \
		--agreement treaty-eternal-good-neighbourliness-2025

test: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/pytest -q -n auto

test-spark: $(VENV)/.spark
	@java -version >/dev/null 2>&1 || [ -n "$$JAVA_HOME" ] || \
		{ echo "make test-spark needs Java 17 or newer (on the PATH, or JAVA_HOME)"; exit 1; }
	$(BIN)/pytest -q tests/spark/test_spark.py

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/cold_start.py
	$(BIN)/python benchmarks/build.py
	$(BIN)/python benchmarks/past.py
	$(BIN)/python -m benchmarks.series
	$(BIN)/python -m benchmarks.reports
	$(BIN)/python benchmarks/tables.py
	$(BIN)/python -m benchmarks.serve

clean:
	rm -rf .kg dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find kg tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("kg needs Python 3.11 or newer; this is " + sys.version.split()[0] + " (make PYTHON=python3.12 …)")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing kg into $(VENV) …"
	@$(PIP) install -e .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@echo "Installing kg and what its tests need into $(VENV) …"
	@$(PIP) install -e '.[dev]'
	@touch $@ $(VENV)/.installed

$(VENV)/.spark: $(VENV)/.dev
	@echo "Installing Spark into $(VENV) …"
	@$(PIP) install -e '.[spark]'
	@touch $@
