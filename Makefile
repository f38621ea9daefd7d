# `make run` starts the shop, `make test` tests it; both set up what they need in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(VENV)/lock/bin/uv
# One more than there are cores: tests often wait for a server.
PROCESSES ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )))
PYTEST = $(BIN)/python -m pytest -q -n $(PROCESSES) --dist worksteal
WITH_DATABASE := not browser and not slow and not any_database and (django_db or own_database)

.PHONY: help run fresh valkey test test-browser test-mongo test-postgres test-slow test-faults \
	test-cluster test-databases test-search test-fuzzing check format lock bench bench-http bench-pages bench-api bench-databases

help: ## list what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/ready ## start the shop with a live sale on http://localhost:8000 (PORT=…)
	@exec $(BIN)/python -m flashsale.development run

fresh: $(VENV)/ready ## forget all data in var/, then run
	@$(BIN)/python -m flashsale.development forget
	@exec $(BIN)/python -m flashsale.development run

valkey: $(VENV)/ready ## start the embedded Valkey of a running shop again, after it was ended
	@exec $(BIN)/python -m flashsale.development valkey

test: $(VENV)/ready-dev ## the tests, on SQLite and a real Valkey
	$(PYTEST) -m "not browser and not slow"

test-browser: $(VENV)/ready-dev ## the tests that drive Chromium
	$(PYTEST) -m "browser"

test-mongo: $(VENV)/ready-dev ## the tests that use the database again, on a real MongoDB
	TEST_DATABASE=mongodb $(PYTEST) -m "$(WITH_DATABASE)"

test-postgres: $(VENV)/ready-dev ## the same, on a real PostgreSQL (needs Debian's postgresql)
	TEST_DATABASE=postgres $(PYTEST) -m "$(WITH_DATABASE)"

test-slow: test-faults test-cluster test-databases test-search test-fuzzing ## what takes minutes: these five, one after the other

test-browser test-faults test-cluster test-databases test-fuzzing test-search: PROCESSES := auto

test-faults: $(VENV)/ready-dev ## services are killed, cut off and lost in the middle of a rush
	$(PYTEST) -m "slow and faults"

test-cluster: $(VENV)/ready-dev ## the stock on a Valkey Cluster and behind Sentinel
	$(PYTEST) -m "slow and cluster"

test-databases: $(VENV)/ready-dev ## a thousand purchases on SQLite, MongoDB and PostgreSQL (needs Debian's postgresql)
	for database in sqlite mongodb postgres; do \
		TEST_DATABASE=$$database $(PYTEST) -m "slow and databases" || exit 1; done

test-search: $(VENV)/ready-dev ## exhaustive and long random searches for wrong stock
	$(PYTEST) -m "slow and search"

test-fuzzing: $(VENV)/ready-dev ## more than 20,000 calls of the API, by every role, against its schema
	$(PYTEST) -m "slow and fuzzing"

bench: $(VENV)/ready-dev ## the engine beside a plain driver and a Lua script (needs nothing else; six minutes)
	@$(BIN)/python -m bench.engine

bench-http: $(VENV)/ready ## the reserve and the live count beside Node's, over HTTP (needs wrk and node; minutes)
	@$(BIN)/python -m bench.http --record

bench-pages: $(VENV)/ready ## the product page beside an empty view on the same server (needs wrk; two minutes)
	@$(BIN)/python -m bench.pages --record

bench-api: $(VENV)/ready ## the reserve through the API, with a JWT, beside the plain view (needs wrk; two minutes)
	@$(BIN)/python -m bench.api --record

bench-databases: $(VENV)/ready-dev ## placements beside plain inserts on the three databases (needs postgresql)
	@$(BIN)/python -m bench.placements --record

check: $(VENV)/ready-dev ## lint, types, layers, templates, migrations, deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	DEBUG=1 $(BIN)/mypy flashsale inventory accounts shop orders bench
	$(BIN)/lint-imports
	git ls-files 'templates/*.html' | xargs $(BIN)/djade --check --target-version 5.2
	DEBUG=1 DATABASE_URL=sqlite:///:memory: $(BIN)/python manage.py makemigrations --check --dry-run
	env READ_ENV_FILES=0 DEBUG=0 HTTPS=1 ALLOWED_HOSTS=shop.example \
		SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(VENV)/ready-dev ## put code and templates into their form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	git ls-files 'templates/*.html' | xargs $(BIN)/djade --target-version 5.2

lock: $(UV) ## choose exact versions anew, from pyproject.toml
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pip compile -q --universal --python-version 3.11 \
		--upgrade pyproject.toml -o requirements.txt
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pip compile -q --universal --python-version 3.11 \
		--upgrade --group dev -c requirements.txt -o requirements-dev.txt

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Flashsale needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/ready: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/ready-dev: requirements-dev.txt $(VENV)/ready
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
	@touch $@

$(UV): | $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/pip install -q --disable-pip-version-check uv
