# The commands of this book. Each makes its environment first, and is quick when there is one.
# Settings:  PYTHON=/path/to/python3.12   VENV=/other/folder   REPEATS=3   SETS=5   RECORD=1   UNTOUCHED=1   CHAPTERS=order   PORT=8000   JOBS=2

PYTHON ?=
VENV ?= .venv
export PYTHON VENV
# What a reader has set for their own Python, such as a PYTHONPATH, is none of the book's.
unexport $(filter-out PYTHON,$(filter PYTHON%,$(.VARIABLES)))
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
BOOK = $(BIN)/python -m bookbuild
# Without PYTHON, any Python starts the tool that looks for a suitable one.
STARTER = $(or $(PYTHON),$(firstword $(foreach name,python3 python,$(shell command -v $(name)))))
# One thread each: tests and chapters run side by side, and small networks are no faster on two.
ONE_THREAD = OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

# The tests of a file share what they need, such as a small book: they stay together.
SIDE_BY_SIDE = -n $(or $(JOBS),auto) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help environment html epub zip binder doctor links test test-quick mutants serve lint notebooks launch wheel bench robustness statements readme lock clean distclean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

environment: ## make or update the environment (every other command does this first)
	@if [ -z "$(STARTER)" ]; then \
	  echo "No Python was found. Install Python 3.11 or newer, or say where one is:" >&2; \
	  echo "    make $(or $(MAKECMDGOALS),html) PYTHON=/path/to/python3" >&2; exit 1; \
	elif ! command -v "$(STARTER)" >/dev/null; then \
	  echo "PYTHON=$(STARTER) is not a command." >&2; exit 1; fi
	@"$(STARTER)" tools/environment.py

html: environment ## run the chapters and build the book, strictly
	@$(BOOK) html

epub: environment ## build the book as one EPUB file, for e-readers and print
	@$(BOOK) epub

zip: html ## build the book and pack the site into one file, to read offline
	@$(BOOK) zip

binder: environment ## write what Binder needs beside the published notebooks
	@$(BOOK) binder

doctor: environment ## say what this machine lacks, and what mends it
	@$(BOOK) doctor

links: environment ## ask every web address of the book, and list those that do not answer
	@$(BOOK) links

test: html ## build the book, and run every test on it and on all the rest
	@RNNBOOK_SITE="$(CURDIR)/_build/html" $(ONE_THREAD) $(BIN)/python -m pytest $(SIDE_BY_SIDE)

test-quick: environment ## run the quick tests, of all or of TESTS=tests/models (no build, no browser)
	@$(ONE_THREAD) $(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not slow and not launch" $(TESTS)

mutants: html ## plant faults, one at a time, and see that the tests notice (ONLY=word, about an hour)
	@$(BOOK) mutants $(ONLY)

serve: environment ## show the book in the browser, and build it again when a file changes
	@$(BOOK) serve $(if $(PORT),--port $(PORT))

lint: environment ## check style, types, who imports whom, and the evidence of the pages
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy
	@$(BIN)/lint-imports --cache-dir .import_linter_cache
	@$(BOOK) lint

notebooks: html ## run the notebook of every page by itself, in an environment made for it (~2 GB)
	@$(BOOK) notebooks

launch: html ## open and run every page as Binder and as Colab would, in environments made for it (~5 GB)
	@$(BIN)/python -m pytest -m launch -s tests/launch

wheel: environment ## make the wheel of the package in dist/, and look into it
	@$(BOOK) wheel

bench: environment ## time builds, chapters, many networks at once, checks, pages (REPEATS=3, RECORD=1)
	@$(BIN)/python tools/bench/builds.py $(if $(REPEATS),--repeats $(REPEATS)) $(if $(RECORD),--record)
	@echo
	@$(ONE_THREAD) $(BIN)/python tools/bench/ensembles.py
	@echo
	@$(BIN)/python tools/bench/checks.py
	@echo
	@$(BIN)/python tools/bench/pages.py $(if $(REPEATS),--repeats $(REPEATS))

robustness: environment ## check every claim with fresh seeds and older instructions (SETS=5, RECORD=1)
	@$(BOOK) robustness $(if $(UNTOUCHED),--untouched) $(if $(SETS),--sets $(SETS)) $(if $(RECORD),--record) $(CHAPTERS)

statements: environment ## copy the statements of exercises from the chapters to the package
	@$(BOOK) statements

readme: environment ## renew the session and the picture that the README shows
	@$(BOOK) readme

lock: environment ## renew constraints.txt and hashes.txt from pyproject.toml (TORCH=2.13.0 or newest changes torch)
	@$(BOOK) lock $(if $(filter newest,$(TORCH)),torch,$(if $(TORCH),torch==$(TORCH)))

clean: ## remove what the builds made, their results included
	rm -rf _build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

distclean: clean ## remove the environment as well
	rm -rf $(VENV) tools/*/node_modules *.egg-info
