# The commands of this book. Each makes its environment first, and is quick when there is one.
# Settings:  PYTHON=/path/to/python3.12   VENV=/other/folder   REPEATS=3   SETS=5   RECORD=1   PORT=8000

PYTHON ?=
VENV ?= .venv
export PYTHON VENV
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
# Without PYTHON, any Python starts the tool that looks for a suitable one.
STARTER = $(or $(PYTHON),$(firstword $(foreach name,python3 python,$(shell command -v $(name)))))
# One thread each: tests and chapters run side by side, and small networks are no faster on two.
ONE_THREAD = OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

.DEFAULT_GOAL := help
.PHONY: help environment html test serve lint launch bench robustness statements transcript lock clean distclean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

environment: ## make or update the environment (every other command does this first)
	@if [ -z "$(STARTER)" ]; then \
	  echo "No Python was found. Install Python 3.11 or newer, or say where one is:" >&2; \
	  echo "    make $(or $(MAKECMDGOALS),html) PYTHON=/path/to/python3" >&2; exit 1; \
	elif ! command -v "$(STARTER)" >/dev/null; then \
	  echo "PYTHON=$(STARTER) is not a command." >&2; exit 1; fi
	@"$(STARTER)" tools/environment.py

html: environment ## run the chapters and build the book, strictly
	@$(BIN)/python tools/build.py

test: environment ## run every test
	@$(ONE_THREAD) $(BIN)/python -m pytest -n $(or $(JOBS),auto) --dist worksteal

serve: environment ## show the book in the browser, and build it again when a file changes
	@$(BIN)/python tools/serve.py $(if $(PORT),--port $(PORT))

lint: environment ## check style, types and who imports whom
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy
	@$(BIN)/lint-imports --cache-dir .import_linter_cache

launch: environment ## open and run every chapter as Binder would, in an environment made for it (~3 GB)
	@$(BIN)/python -m pytest -m launch -s tests/launch

bench: environment ## time builds, chapters, many networks at once, checks, pages (REPEATS=3, RECORD=1)
	@$(BIN)/python tools/bench.py $(if $(REPEATS),--repeats $(REPEATS)) $(if $(RECORD),--record)
	@echo
	@$(ONE_THREAD) $(BIN)/python tools/bench_ensembles.py
	@echo
	@$(BIN)/python tools/bench_checks.py
	@echo
	@$(BIN)/python tools/bench_site.py $(if $(REPEATS),--repeats $(REPEATS))

robustness: environment ## check every claim with fresh seeds and older instructions (SETS=5, RECORD=1)
	@$(BIN)/python tools/robustness.py $(if $(SETS),--sets $(SETS)) $(if $(RECORD),--record)

statements: environment ## copy the statements of exercises from the chapters to the package
	@$(BIN)/python tools/statements.py

transcript: environment ## run the session with the exercises again that the README shows
	@$(BIN)/python tools/transcript.py --write

lock: environment ## renew constraints.txt from pyproject.toml (TORCH=2.13.0 changes torch)
	@$(BIN)/python tools/lock.py $(if $(TORCH),torch==$(TORCH))

clean: ## remove what the builds made, their results included
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

distclean: clean ## remove the environment as well
	rm -rf $(VENV) tools/*/node_modules *.egg-info
