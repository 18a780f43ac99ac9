# Everything a fresh machine needs: Python 3.11 or newer, and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
AGREEMENT_SOURCES ?= $(wildcard ../shared/sources)
export AGREEMENT_SOURCES

.PHONY: help install run chat test check format bench accuracy clean

help:  ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.installed  ## Make the virtual environment in .venv

$(VENV)/.installed: pyproject.toml
	@echo "Setting up $(VENV): about a minute the first time."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

run: install  ## Start the service in local mode on http://127.0.0.1:3978
	$(BIN)/vem-ansvarar serve

chat: install  ## Talk to the bot in the terminal
	@$(BIN)/vem-ansvarar chat

test: install  ## Run the tests
	$(BIN)/python -m pytest -q

check: install  ## Lint, format, types, layers, knowledge and tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vem-ansvarar check
	$(BIN)/python -m pytest -q

format: install  ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

accuracy: $(BENCH)/.installed  ## Score the understanding beside simple baselines
	@$(BENCH)/bin/python -m tests.benchmarks.accuracy

bench: $(BENCH)/.installed  ## Measure, side by side with references
	@$(BENCH)/bin/python -m tests.benchmarks

$(BENCH)/.installed: pyproject.toml tests/benchmarks/requirements.txt
	@echo "Setting up $(BENCH): about a minute the first time."
	$(PYTHON) -m venv $(BENCH)
	@echo '*' > $(BENCH)/.gitignore
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --editable . --requirement tests/benchmarks/requirements.txt
	@touch $@

clean:  ## Remove what was made
	rm -rf $(VENV) $(BENCH) .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
