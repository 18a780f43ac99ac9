# Everything a fresh machine needs: Python 3.11 or newer, and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
TOOLS := .venv-tools
AGREEMENT_SOURCES ?= $(abspath $(wildcard ../shared/sources))
export AGREEMENT_SOURCES

.PHONY: help install run chat test check format bench accuracy e2e replicas soak lock sbom audit clean

help:  ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.installed  ## Make the virtual environment in .venv

$(VENV)/.installed: pyproject.toml
	@echo "Setting up $(VENV) with all that is needed: about a minute, the first time only."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(BIN)/python -m compileall -q bot dialogs knowledge
	@touch $@

run: install  ## Start the service in local mode on http://127.0.0.1:3978
	@echo "Open http://127.0.0.1:$${PORT:-3978}/ in a browser. Stop with Ctrl-C."
	@$(BIN)/vem-ansvarar serve

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

bench: $(BENCH)/.installed  ## Measure, side by side with references (some: make bench PARTS="matching questions")
	@$(BENCH)/bin/python -m tests.benchmarks $(PARTS)

e2e: install  ## Drive real clients in a browser (needs Chromium, Node and npm; E2E_PICTURES=folder takes pictures)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement tests/e2e/requirements.txt
	E2E=1 $(BIN)/python -m pytest -q tests/e2e

replicas: install  ## Run three replicas that are killed and restarted, with 200 interviews (needs PostgreSQL's programs)
	@$(BIN)/python -m tests.replicas

soak: install  ## Keep a steady load on the service for 30 minutes and watch what it holds (shorter: make soak MINUTES=8)
	@$(BIN)/python -m tests.soak $(if $(MINUTES),--minutes $(MINUTES))

$(BENCH)/.installed: pyproject.toml tests/benchmarks/requirements.txt
	@echo "Setting up $(BENCH): about a minute the first time."
	$(PYTHON) -m venv $(BENCH)
	@echo '*' > $(BENCH)/.gitignore
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --editable . --requirement tests/benchmarks/requirements.txt
	@touch $@

lock: $(TOOLS)/.installed  ## Bring deploy/requirements.lock up to pyproject.toml (the newest of all: make lock LOCK=--upgrade)
	$(TOOLS)/bin/pip-compile --quiet --strip-extras --generate-hashes --no-header --no-emit-index-url --no-emit-trusted-host \
		--no-emit-find-links --no-emit-options --allow-unsafe --all-build-deps --extra postgres $(LOCK) \
		--output-file deploy/requirements.lock pyproject.toml

sbom: $(TOOLS)/.installed  ## Write the bill of materials of the image to var/sbom.cdx.json (CycloneDX)
	@mkdir -p var
	$(TOOLS)/bin/cyclonedx-py requirements --pyproject pyproject.toml --short-PURLs --output-reproducible \
		--output-format JSON --output-file var/sbom.cdx.json deploy/requirements.lock

audit: $(TOOLS)/.installed  ## Hold the locked packages against the published vulnerabilities
	@$(TOOLS)/bin/python deploy/audit.py $(AUDIT)

$(TOOLS)/.installed: deploy/tools.txt
	@echo "Setting up $(TOOLS): half a minute the first time."
	$(PYTHON) -m venv $(TOOLS)
	@echo '*' > $(TOOLS)/.gitignore
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --requirement deploy/tools.txt
	@touch $@

clean:  ## Remove what was made
	rm -rf $(VENV) $(BENCH) $(TOOLS) .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
