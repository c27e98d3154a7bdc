# Everything a newcomer needs: make run, make test. Only Python 3.11 and make are expected to be there.
PYTHON ?= python3
HOME_DIR ?= .mokuhyo
INBOX ?=
AS_OF ?=

UV_VERSION := 0.13.9
UV := .tools/bin/uv
BIN := .venv/bin

export MOKUHYO_HOME := $(HOME_DIR)
export DAGSTER_DISABLE_TELEMETRY := 1
export DO_NOT_TRACK := 1

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-remote setup-semantic setup-served setup-postgres setup-spark setup-ducklake run dev \
	test test-bi test-deployment test-ducklake test-mutation test-partial test-postgres test-semantic test-spark lint lint-sql \
	lint-deploy hooks canary bench bench-adversity bench-alerts bench-dashboard bench-ducklake bench-expectations \
	bench-forecasting bench-kill bench-landing bench-linkage bench-operation bench-served bench-spark \
	screenshots workbook-images \
	licences audit sbom docs test-docs lock clean

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-18s %s\n", $$1, $$2}'

setup: .stamps/run ## Install what a run needs, into .venv
setup-dev: .stamps/dev ## Install what the tests need too
setup-remote: .stamps/remote ## Install what inboxes on S3 and SFTP need too
setup-served: .stamps/served ## Install what serving the marts needs too
setup-postgres: .stamps/postgres ## Install what Dagster's storage on PostgreSQL needs too
setup-semantic: .stamps/semantic ## Install what metric queries need too
setup-spark: .stamps/spark ## Install what building on Apache Spark needs too; Java 17 comes from the system
setup-ducklake: .stamps/ducklake ## Install what tables in a DuckLake need too

run: .stamps/run ## From exports to verdicts; INBOX=… HOME_DIR=… AS_OF=YYYY-MM-DD
	$(BIN)/mokuhyo run $(if $(INBOX),--inbox $(INBOX)) $(if $(AS_OF),--as-of $(AS_OF))

dev: .stamps/run ## The Dagster UI on http://127.0.0.1:3000
	$(BIN)/mokuhyo serve

test: .stamps/dev lint ## Lint, types and every test
	$(BIN)/python -m pytest -n 2 --no-loadscope-reorder

test-bi: .stamps/dev .stamps/bi ## Superset and other BI clients against a publication; needs Chromium, half an hour at first
	$(BIN)/mokuhyo run --home .bi/home
	MOKUHYO_BI_HOME=.bi/home MOKUHYO_BI_RESULT=benchmarks/results/bi_clients.json \
		MOKUHYO_BI_SCREENSHOT=docs/images/superset.png $(BIN)/python -m pytest tests/bi

test-deployment: .stamps/dev ## The whole server on PostgreSQL behind nginx, ten minutes; needs postgresql and nginx
	MOKUHYO_DEPLOYMENT_TESTS=1 $(BIN)/python -m pytest tests/deployment

test-ducklake: .stamps/ducklake ## The dbt project and several writers on DuckLake; needs postgresql
	MOKUHYO_DUCKLAKE_TESTS=1 $(BIN)/python -m pytest tests/ducklake

test-mutation: .stamps/dev ## Plant every kind of gap, alone and together; needs a quiet machine for half an hour
	$(BIN)/python -m tests.mutation.measure

test-partial: .stamps/dev ## Parts of a run against whole ones: partial refresh, backfills of a fiscal year; a quarter of an hour
	MOKUHYO_PARTIAL_RUNS=1 $(BIN)/python -m pytest tests/partial_runs

test-postgres: .stamps/dev ## Macros of the dialects on PostgreSQL against DuckDB's; needs Debian's postgresql
	MOKUHYO_POSTGRES_DIALECT_TESTS=1 $(BIN)/python -m pytest tests/postgres

test-semantic: .stamps/semantic ## Every metric against SQL over the marts of a small sample
	$(BIN)/python -m pytest tests/semantic

test-spark: .stamps/spark ## Every mart built on a Spark cluster of this machine against DuckDB's; needs Java 17
	MOKUHYO_SPARK_TESTS=1 $(BIN)/python -m pytest tests/spark

lint: .stamps/dev ## ruff, mypy, yamllint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/yamllint --strict .

lint-sql: .stamps/dev ## sqlfluff over all models, those of the profiles too; minutes, not seconds
	$(BIN)/sqlfluff lint --config dbt_project/.sqlfluff --processes 2 dbt_project/models dbt_project/tests profiles examples

hooks: .stamps/dev ## Lint what is committed, before it is: git hooks of .pre-commit-config.yaml
	$(BIN)/pre-commit install

canary: $(UV) ## The newest versions allowed instead of the locked ones: which differ, and what they break; needs the index
	$(UV) venv -q --clear --python $(PYTHON) .canary
	$(UV) pip install -q --python .canary/bin/python --compile-bytecode --upgrade -e '.[dev]'
	PATH="$(CURDIR)/.canary/bin:$$PATH" .canary/bin/python -m supply_chain.canary requirements-dev.lock

lint-deploy: .stamps/dev .stamps/audit ## hadolint, systemd units, logrotate, compose; needs what checks them
	PATH="$(CURDIR)/.audit/bin:$$PATH:/usr/sbin" $(BIN)/python -m pytest tests/deployment/test_containers.py \
		tests/deployment/test_systemd.py

# BENCH_ROWS="100000 1000000" chooses sizes, BENCH_ONLY=floor,dbt comparisons.
bench: .stamps/dev ## Whole runs by phase beside other ways of doing the same; hours, root, a quiet machine, 60 GB of disk
	$(BIN)/python -m benchmarks.suite $(foreach rows,$(BENCH_ROWS),--rows $(rows)) $(if $(BENCH_ONLY),--only $(BENCH_ONLY))

bench-ducklake: .stamps/ducklake ## DuckLake beside one file, of HOME_DIR; needs postgresql and a quiet machine
	$(BIN)/python -m benchmarks.ducklake --home $(HOME_DIR)

bench-kill: .stamps/dev ## Two hundred kills over all phases of a run; an hour
	$(BIN)/python -m benchmarks.kill

bench-adversity: .stamps/dev ## Damaged files, a full disk, two runs at once, clocks that jump; needs root to mount a small disk
	$(BIN)/python -m benchmarks.adversity

bench-alerts: .stamps/dev ## Ten thousand check events, failing channels, a killed sensor; ten minutes
	$(BIN)/python -m benchmarks.alert_soak --out benchmarks/results/alert_soak.json

bench-dashboard: .stamps/dev ## Size, first paint and building of the pages of HOME_DIR; needs Chromium and a quiet machine
	$(BIN)/python -m benchmarks.dashboard --marts $(HOME_DIR)/published/marts.duckdb

bench-expectations: .stamps/dev ## The suites over ten million supports, beside Great Expectations on pandas
	$(BIN)/python -m benchmarks.expectations

bench-forecasting: .stamps/dev ## Backtest of the forecasts; needs a quiet machine
	$(BIN)/python -m benchmarks.forecasting

bench-landing: .stamps/dev ## How fast files land, beside dlt; needs 6 GB of /tmp and a quiet machine
	$(BIN)/python benchmarks/landing.py

bench-linkage: .stamps/dev ## How well companies are told apart, and how fast
	$(BIN)/python benchmarks/linkage.py

bench-served: .stamps/dev ## Fifty readers on the served marts of HOME_DIR during runs and publications
	$(BIN)/python -m benchmarks.served --home $(HOME_DIR)

bench-spark: .stamps/spark ## How a run on a Spark cluster of this machine grows with its rows; twenty minutes, Java 17, a quiet machine
	$(BIN)/python -m benchmarks.spark_growth
	$(BIN)/python -m benchmarks.spark_sizing

bench-operation: .stamps/dev ## Backup and restore of a small home, and what recording a run costs
	$(BIN)/python -m benchmarks.operation

screenshots: .stamps/dev ## Pictures of every page of HOME_DIR for docs/; needs Chromium
	$(BIN)/python -m docs.screenshots --pages $(HOME_DIR)/published/pages

workbook-images: .stamps/dev ## Pictures of the printed workbook for docs/; needs LibreOffice and poppler-utils
	$(BIN)/python docs/workbook_images.py --home $(HOME_DIR)

licences: .stamps/dev ## docs/licences.csv anew from the locks
	$(BIN)/python -m supply_chain.licences requirements.lock requirements-remote.lock requirements-served.lock \
		requirements-postgres.lock > docs/licences.csv

audit: .stamps/dev .stamps/audit ## Known weaknesses in every lock; needs the network, and says so when it looked nothing up
	$(BIN)/python -m supply_chain.audit .audit/bin/pip-audit requirements*.lock

sbom: .stamps/audit ## dist/mokuhyo.cdx.json (CycloneDX) for a release
	mkdir -p dist
	.audit/bin/cyclonedx-py requirements requirements-postgres.lock --pyproject pyproject.toml --output-reproducible \
		--of JSON --sv 1.6 --validate -o dist/mokuhyo.cdx.json

docs: .stamps/docs ## The documentation as a site: build/site/index.html, opens from the file
	NO_MKDOCS_2_WARNING=1 .docs/bin/python -m mkdocs build --strict --quiet

test-docs: .stamps/dev .stamps/docs ## The site builds without a warning and asks nobody for anything; needs Chromium
	MOKUHYO_DOCS_TESTS=1 $(BIN)/python -m pytest tests/docs_site

lock: $(UV) ## Write the hashed locks anew from pyproject.toml
	$(UV) pip compile pyproject.toml --generate-hashes --no-emit-index-url --no-header -q \
		--python-version 3.11 -o requirements.lock
	$(UV) pip compile pyproject.toml --extra s3 --extra sftp --generate-hashes --no-emit-index-url --no-header -q \
		--python-version 3.11 -o requirements-remote.lock
	$(UV) pip compile pyproject.toml --extra dev --generate-hashes --no-emit-index-url --no-header -q \
		--python-version 3.11 -o requirements-dev.lock
	$(UV) pip compile pyproject.toml --extra dev --extra spark --constraint requirements-dev.lock --generate-hashes \
		--no-emit-index-url --no-header -q --python-version 3.11 -o requirements-spark.lock
	$(UV) pip compile pyproject.toml --extra dev --extra ducklake --constraint requirements-dev.lock --generate-hashes \
		--no-emit-index-url --no-header -q --python-version 3.11 -o requirements-ducklake.lock
	$(UV) pip compile pyproject.toml --extra dev --extra semantic --constraint requirements-dev.lock --generate-hashes \
		--no-emit-index-url --no-header -q --python-version 3.11 -o requirements-semantic.lock
	$(UV) pip compile pyproject.toml --extra served --generate-hashes --no-emit-index-url --no-header -q \
		--python-version 3.11 -o requirements-served.lock
	$(UV) pip compile pyproject.toml --extra postgres --generate-hashes --no-emit-index-url --no-header -q \
		--python-version 3.11 -o requirements-postgres.lock
	$(UV) pip compile pyproject.toml --extra docs --constraint requirements.lock --generate-hashes --no-emit-index-url \
		--no-header -q --python-version 3.11 -o requirements-docs.lock
	$(UV) pip compile deploy/superset/requirements.in --generate-hashes --no-emit-index-url --no-header -q \
		--python-version 3.11 -o requirements-superset.lock
	$(UV) pip compile supply_chain/requirements-audit.in --generate-hashes --no-emit-index-url --no-header -q \
		--python-version 3.11 -o requirements-audit.lock
	$(UV) pip compile tests/bi/requirements.in --generate-hashes --no-emit-index-url --no-header -q \
		--python-version 3.11 -o requirements-bi.lock

clean: ## Remove what was installed and what the default run made
	rm -rf .venv .tools .stamps .mokuhyo .bi .audit .canary .docs build

$(UV):
	$(PYTHON) -m venv .tools
	.tools/bin/pip install -q --disable-pip-version-check uv==$(UV_VERSION)

# The test environment holds all that a run needs, so a run does not take it away again.
.stamps/run: requirements.lock pyproject.toml | $(UV)
	test -x $(BIN)/python || $(UV) venv -q --python $(PYTHON) .venv
	test -e .stamps/dev || $(UV) pip sync -q --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	mkdir -p .stamps && touch $@

.stamps/remote: requirements-remote.lock pyproject.toml | .stamps/run
	test -e .stamps/dev || $(UV) pip sync -q --python $(BIN)/python --require-hashes --compile-bytecode requirements-remote.lock
	$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	touch $@

.stamps/dev: requirements-dev.lock pyproject.toml | $(UV)
	test -x $(BIN)/python || $(UV) venv -q --python $(PYTHON) .venv
	$(UV) pip sync -q --python $(BIN)/python --require-hashes --compile-bytecode requirements-dev.lock
	$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	mkdir -p .stamps && touch $@ .stamps/run

.stamps/served: requirements-served.lock pyproject.toml | .stamps/run
	test -e .stamps/dev || $(UV) pip sync -q --python $(BIN)/python --require-hashes --compile-bytecode requirements-served.lock
	$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	touch $@

.stamps/postgres: requirements-postgres.lock pyproject.toml | .stamps/run
	test -e .stamps/dev || $(UV) pip sync -q --python $(BIN)/python --require-hashes --compile-bytecode requirements-postgres.lock
	$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	touch $@

# Tools that look at the locks, in an environment of their own.
.stamps/audit: requirements-audit.lock | $(UV)
	$(UV) venv -q --clear --python $(PYTHON) .audit
	$(UV) pip sync -q --python .audit/bin/python --require-hashes requirements-audit.lock
	mkdir -p .stamps && touch $@

# The site reads commands, settings and contracts from the code, so what a run needs is there too.
.stamps/docs: requirements-docs.lock | $(UV)
	$(UV) venv -q --clear --python $(PYTHON) .docs
	$(UV) pip sync -q --python .docs/bin/python --require-hashes --compile-bytecode requirements-docs.lock
	mkdir -p .stamps && touch $@

# Clients in environments of their own: Superset wants an older SQLAlchemy. Without npm the Node client is not tried.
.stamps/bi: requirements-superset.lock requirements-bi.lock tests/bi/clients/package-lock.json | $(UV)
	$(UV) venv -q --clear --python $(PYTHON) .bi/superset
	$(UV) pip sync -q --python .bi/superset/bin/python --require-hashes --compile-bytecode requirements-superset.lock
	$(UV) venv -q --clear --python $(PYTHON) .bi/clients
	$(UV) pip sync -q --python .bi/clients/bin/python --require-hashes --compile-bytecode requirements-bi.lock
	mkdir -p .bi/node && cp tests/bi/clients/package*.json .bi/node
	if command -v npm >/dev/null; then npm ci --silent --prefix .bi/node --no-audit --no-fund; fi
	mkdir -p .stamps && touch $@

# Added to the test environment, whose other packages it leaves as they are. Halo comes as source only: it is built with
# the hashed setuptools of the lock.
.stamps/semantic: requirements-semantic.lock .stamps/dev
	$(UV) pip install -q --python $(BIN)/python --require-hashes --no-build-isolation-package halo --compile-bytecode \
		-r requirements-semantic.lock
	touch $@

.stamps/spark: requirements-spark.lock .stamps/dev
	$(UV) pip install -q --python $(BIN)/python --require-hashes --no-build-isolation-package pyspark --compile-bytecode \
		-r requirements-spark.lock
	touch $@

.stamps/ducklake: requirements-ducklake.lock .stamps/dev
	$(UV) pip install -q --python $(BIN)/python --require-hashes --compile-bytecode -r requirements-ducklake.lock
	touch $@
