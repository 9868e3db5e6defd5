# `make help` lists what one can ask for. Every target sets up what it needs by itself.
SHELL := /bin/bash
PYTHON := .venv/bin/python
# One worker more than there are cores: tests also wait, for a moment to come or for another process.
N ?= $(shell echo $$(( $$(nproc 2>/dev/null || echo 2) + 1 )))

.DEFAULT_GOAL := help
.PHONY: help setup run test check faults bench features format system

help:            ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

setup: .venv/run.stamp  ## Make .venv from the hash lock

.venv/run.stamp: requirements.lock tools/setup.sh
	@tools/setup.sh requirements.lock && touch $@

.venv/dev.stamp: requirements-dev.lock tools/setup.sh
	@tools/setup.sh requirements-dev.lock && touch $@ .venv/run.stamp

system:          ## Install the system packages that tests use (PostgreSQL); says what it could not install
	@tools/system.sh

run: .venv/run.stamp  ## Everything on this machine, with the sandbox: http://127.0.0.1:8000
	@$(PYTHON) -m huizhi up --sandbox

test: .venv/dev.stamp system  ## The whole test suite
	@$(PYTHON) -m pytest -n $(N) --dist worksteal

check: .venv/dev.stamp  ## ruff, mypy, import contracts
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports

faults: .venv/dev.stamp  ## The long fault suite: hostile input, kill -9, lost answers, storms, on both databases
	@tools/system.sh all
	@HOSTILE=long $(PYTHON) -m pytest tests/hostile tests/bot/test_rules.py tests/api/test_openapi.py && $(PYTHON) -m tests.faults

bench: .venv/dev.stamp system  ## The benchmarks, side by side with their peers
	@$(PYTHON) -m tests.bench

features: .venv/dev.stamp  ## Which tests cover each feature
	@$(PYTHON) -m tests.features

format: .venv/dev.stamp  ## Let ruff mend what it can
	@.venv/bin/ruff check -q --fix . ; .venv/bin/ruff format .
