# Every target does its own set-up; `make help` lists them.
.PHONY: help run check test test-all bench drill mutants screenshots translations
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\): ## /  make \1\t/p' Makefile | expand -t 20

run: ## the product on http://127.0.0.1:8080 (PORT, HOST), with demo data on a first start
	@exec bash deploy/run.sh

check: ## within a minute: lint, types and the tests of what changed, on SQLite
	@exec bash deploy/test.sh changed

test: ## lint, types, import rules, scripts and all tests (ARGS="tests/drafts -k late": these alone)
	@exec bash deploy/test.sh $(ARGS)

test-all: ## the same, and every test on both databases
	@exec bash deploy/test.sh all

bench: ## speed beside stock views, hand-written pages and the bare spreadsheet writer
	@bash deploy/install.sh tests
	@exec .venv/bin/python tests/bench/run.py

drill: ## races by the fifty, processes killed in the middle of their work, other days
	@bash deploy/install.sh tests
	@exec .venv/bin/python -m pytest tests/drill -o timeout=0

mutants: ## faults put into a copy of the product: the tests must notice each (ONLY="02 33")
	@bash deploy/install.sh tests
	@exec .venv/bin/python -m tests.mutants.run $(ONLY)

screenshots: ## the screenshots of 业务流程 anew, from demo data (ONLY="transfer.file": these alone)
	@bash deploy/install.sh tests
	@exec .venv/bin/python -m tests.screenshots.take $(ONLY)

translations: ## collect the messages and bring the English catalog up to them
	@bash deploy/install.sh tests
	@exec bash deploy/translations.sh
