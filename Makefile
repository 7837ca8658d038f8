# The commands of the house. `make` alone lists them.
PY := .venv/bin/python
RUFF_PATHS := accounts benchmarks clinic common config courses drills fuzz journal library outbox pages privacy quizzes reminders tests tools manage.py
.DEFAULT_GOAL := help
.PHONY: help run test walk sweep lint types content check bench drills fuzz guessing timing lock assets clean

help: ## List the commands
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: ## Start everything on this machine: web, worker, beat, the real library, example people
	@python3 tools/bootstrap.py run

test: .venv/dev.stamp ## Run every test, fetching what they need
	@$(PY) tools/run_tests.py

walk: .venv/dev.stamp ## Walk every lesson of the real library in a browser, a line each
	@$(PY) tools/run_tests.py walk

sweep: .venv/dev.stamp ## Ask every address for everybody else's things; say how many were refused
	@.venv/bin/pytest -q tests/sweep

lint: .venv/dev.stamp ## Style, import contracts, types, templates; no database
	@.venv/bin/ruff check $(RUFF_PATHS)
	@.venv/bin/ruff format --check $(RUFF_PATHS)
	@.venv/bin/lint-imports --no-cache
	@$(PY) tools/check_templates.py
	@$(MAKE) --no-print-directory types

types: .venv/dev.stamp ## mypy --strict, from scratch: half-remembered runs misread managers
	@.venv/bin/mypy --no-incremental $(filter-out tests benchmarks drills fuzz manage.py,$(RUFF_PATHS))

content: .venv/dev.stamp ## Check the authored library
	@$(PY) manage.py check_content

check: .venv/dev.stamp ## All of it: what CI runs
	@$(MAKE) --no-print-directory lint
	@$(PY) tools/build_assets.py
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) manage.py check
	@$(MAKE) --no-print-directory content
	@$(MAKE) --no-print-directory test

bench: .venv/dev.stamp ## Measure, in one run, against named references
	@$(PY) -m benchmarks

drills: .venv/dev.stamp ## Break workers, servers and clocks on purpose; count what was lost or doubled
	@$(PY) -m drills

fuzz: .venv/dev.stamp ## Ask 20,000 hostile things of every address as everybody: `python -m fuzz --requests N --seed S`
	@$(PY) -m fuzz

guessing: .venv/dev.stamp ## A thousand tries at each way in, from a thousand places; some minutes
	@.venv/bin/pytest -q -m guessing tests/security

timing: .venv/dev.stamp ## Statistical comparison of sign-up and sign-in times
	@.venv/bin/pytest -q -m timing tests/accounts

lock: ## Compile requirements*.in into pinned, hashed requirements*.txt
	@.venv/bin/uv pip compile -q --universal --python-version 3.11.5 --generate-hashes requirements.in -o requirements.txt
	@.venv/bin/uv pip compile -q --universal --python-version 3.11.5 --generate-hashes requirements-dev.in -o requirements-dev.txt

assets: .venv/dev.stamp ## Subset fonts and icons from their packages into build/
	@$(PY) tools/build_assets.py

clean: ## Remove the virtual environment and built files; your data in var/ stays
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache

.venv/dev.stamp: requirements-dev.txt
	@python3 tools/bootstrap.py develop
