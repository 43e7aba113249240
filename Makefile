# Luotsi's errands. `make demo` and `make test` are all that a newcomer needs.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
# Tests of one file stay together, and files in their order: what a folder prepares is prepared once a process.
IN_PARALLEL := --numprocesses auto --dist loadfile --no-loadscope-reorder
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo test check audit soak bench browser postgresql clean

help:
	@echo "make demo    set up, load the invented county, start at http://localhost:$(PORT)"
	@echo "make test    set up and run every check and test, browser included, on SQLite and PostgreSQL"
	@echo "make setup   only make the environment in .venv"
	@echo "make check   style, types, floors, paths, translations: under a minute"
	@echo "make audit   proofs of safety that take long: broken gates, patterns, bandit, secrets, components"
	@echo "make soak    an hour and more: ten thousand chats on SQLite and on PostgreSQL, while processes are killed"
	@echo "make bench   proofs, search, pages and live chat, with ratios"

setup: .venv/run-ready

.venv/run-ready: requirements/base.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Luotsi needs Python 3.11 or newer.")'
	@$(PYTHON) -c 'import venv, ensurepip' || (echo "Python lacks venv: on Debian or Ubuntu, apt install python3-venv." && exit 1)
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --no-deps --requirement requirements/base.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	$(BIN)/luotsi compile-messages
	@touch $@

.venv/test-ready: .venv/run-ready requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --requirement requirements/dev.txt
	@touch $@

demo: setup
	@$(BIN)/luotsi demo --port $(PORT)

check: .venv/test-ready
	@scripts/check

browser:
	@scripts/install-browser

postgresql:
	@scripts/install-postgresql

test: .venv/test-ready browser postgresql check
	$(BIN)/luotsi compile-messages
	$(BIN)/python -m pytest $(IN_PARALLEL)
	@echo "The same on PostgreSQL"
	@scripts/test-on-postgresql $(IN_PARALLEL)

.venv-audit/ready: requirements/audit.txt
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet --no-deps --requirement requirements/audit.txt
	@touch $@

audit: .venv/test-ready .venv-audit/ready
	$(BIN)/luotsi compile-messages
	$(BIN)/python -m audit

.venv-bench/ready: requirements/bench.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --no-deps --requirement requirements/bench.txt
	@touch $@

soak: .venv/test-ready postgresql
	$(BIN)/luotsi compile-messages
	$(BIN)/python -m tests.conversations.schedules $(SOAK)

bench: .venv/test-ready .venv-bench/ready
	@scripts/bench

clean:
	rm -rf .venv .venv-audit .venv-bench data build
