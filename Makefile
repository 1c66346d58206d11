# Each target is a thin line over `python -m cqdata`; only the environment is made here.
# PYTHON=/path/to/python chooses the interpreter; ARGS="--lang zh" is passed on to the command.
PYTHON ?=
ARGS ?=
CANDIDATES = $(PYTHON) python3.13 python3.12 python3.11 python3
PY = .venv/bin/python
STAMP = .venv/made-from
# What the environment was made from; the folder counts, since an environment does not survive a move.
SUM = { pwd; cat pyproject.toml constraints.txt; } | cksum

.PHONY: help environment run test lab check refresh build export
.DEFAULT_GOAL := help

help:
	@echo "make run      build the data, run the notebooks, export the charts"
	@echo "make test     all tests, with the notebooks run under nbval"
	@echo "make lab      open the notebooks in JupyterLab"
	@echo "make check    audit the report's figures against each other and against official history"
	@echo "make refresh  run the notebooks and store their outputs"
	@echo "make build    make data/processed from data/raw"
	@echo "make export   write the charts and the briefing to exports/"

run test lab check refresh build export: environment
	@$(PY) -m cqdata $@ $(ARGS)

# An interpreter is found by running it: a version manager's shim may exist and not run.
environment:
	@set -e; \
	if [ "$$(cat $(STAMP) 2>/dev/null)" = "$$($(SUM))" ] && $(PY) -c pass 2>/dev/null; then exit 0; fi; \
	found=; \
	for candidate in $(CANDIDATES); do \
	  if "$$candidate" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "cqdata needs Python 3.11 or newer, with venv: none of $(strip $(CANDIDATES)) is that here." >&2; \
	  exit 1; \
	fi; \
	echo "Making .venv with $$($$found --version) and the pinned packages; this takes a minute or two, once."; \
	"$$found" -m venv --clear .venv; \
	if [ -t 1 ]; then quiet=; else quiet=--quiet; fi; \
	$(PY) -m pip install $$quiet --disable-pip-version-check -c constraints.txt -e '.[briefing,test]'; \
	$(SUM) > $(STAMP)
