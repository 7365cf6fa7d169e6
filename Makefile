# Kotopolku. `make help` lists every recipe; `make demo` and `make test` set themselves up.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
JOBS ?= 3
# Compiled once and kept: else every process, of which a deployment has many, compiles all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test pilots capabilities check lint types imports texts up down mutants bench schemas diagrams screenshots lock clean

help: ## Lists every recipe with a line of help
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

demo: $(VENV)/.run ## Runs the whole platform on simulated months; ends with Ctrl-C (ARGS="--exit --json", "--broker kafka")
	@$(BIN)/kotopolku demo $(ARGS)

test: $(VENV)/.dev ## Runs every test (Kafka's too where there is Java or Docker; KOTOPOLKU_REQUIRE_KAFKA=1 insists)
	$(BIN)/pytest -n $(JOBS) $(ARGS)

pilots: $(VENV)/.dev ## Tells the pilots' scenarios, one for each capability (ARGS="--transport kafka" on Kafka)
	$(BIN)/pytest tests/pilots $(ARGS)

capabilities: $(VENV)/.dev ## Shows which scenario tells each capability and how it ended, and writes it into README.md
	@$(BIN)/kotopolku capabilities --readme $(ARGS)

check: lint types imports texts test ## What CI runs: style, types, import rules, texts, then every test

lint: $(VENV)/.dev ## Style and mistakes (ruff)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## Types (mypy, strict)
	$(BIN)/mypy

imports: $(VENV)/.dev ## Who may import whom (import-linter)
	$(BIN)/lint-imports --no-cache

texts: $(VENV)/.dev ## Fails where a text that people read lacks its Finnish or Swedish
	@$(BIN)/kotopolku texts --check

up: $(VENV)/.run ## Starts a deployment that stays, with its data under .kotopolku/
	@$(BIN)/kotopolku up $(ARGS)

down: $(VENV)/.run ## Stops what `make up` started
	@$(BIN)/kotopolku down $(ARGS)

mutants: $(VENV)/.dev ## Changes each decider and fold in one place at a time: do its tests notice? (ARGS="MODULE …"; long)
	@$(BIN)/python -m tests.mutation $(ARGS)

bench: $(VENV)/.dev ## Measures append, live and rebuild beside their baselines (ARGS="--json")
	@$(BIN)/kotopolku bench all $(ARGS)

schemas: $(VENV)/.dev ## Writes schemas and golden events of new event versions, and the AsyncAPI document
	$(BIN)/kotopolku events --write
	$(BIN)/python -m tests.events.make_golden
	$(BIN)/kotopolku asyncapi --output docs/asyncapi.json

diagrams: $(VENV)/.dev ## Draws the deciders' state diagrams from the code
	$(BIN)/python -m services.console.diagrams

screenshots: $(VENV)/.dev ## Takes pictures of a running demo (ARGS="--portal URL"; needs Chromium)
	$(BIN)/python -m tests.browser.screenshots $(ARGS)

lock: $(VENV)/bin/uv ## Locks the newest allowed versions of every requirement, with hashes
	$(BIN)/uv pip compile pyproject.toml --extra build --generate-hashes --no-header --universal --python-version 3.11 --upgrade -q -o requirements/run.lock
	$(BIN)/uv pip compile pyproject.toml --extra build --extra dev --generate-hashes --no-header --universal --python-version 3.11 --upgrade -q -o requirements/dev.lock

clean: ## Removes the environment and what runs left behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .kotopolku

$(VENV)/bin/uv: requirements/installer.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/installer.lock
	@touch $@

$(VENV)/.run: $(VENV)/bin/uv requirements/run.lock pyproject.toml
	@test -e $(VENV)/.dev || $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.lock
	@touch $@
