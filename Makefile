# The contributor's whole life. `make` alone lists it.
SHELL := /bin/bash
PY := .venv/bin/python
STAMP := .venv/.ready
ARGS ?=
WORKERS ?= $(shell nproc)

.DEFAULT_GOAL := help
.PHONY: help env demo test check format bench messages doubts reference clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 18

env: $(STAMP) ## create .venv with everything in it (the others do it themselves)

$(STAMP): pyproject.toml constraints.txt scripts/bootstrap.sh
	@bash scripts/bootstrap.sh $(STAMP)

demo: $(STAMP) ## sandbox, bot and Postgres on this machine; EMPTY=1 binds nobody
	@exec $(PY) -m bot demo $(ARGS)

test: $(STAMP) ## all tests on an embedded Postgres; ARGS="-k word" for some
	@exec $(PY) -m pytest -n $(WORKERS) $(ARGS)

check: $(STAMP) ## format, lint, types, import contracts, catalogs, generated pages
	@failed=""; \
	try() { echo "check: $$1"; shift; "$$@" || failed=1; }; \
	try format $(PY) -m ruff format --quiet --check .; \
	try lint $(PY) -m ruff check --quiet .; \
	try types $(PY) -m mypy --no-error-summary; \
	try "import contracts" .venv/bin/lint-imports --no-cache; \
	try catalogs $(PY) -m scripts.messages --check; \
	try "generated pages" $(PY) -m scripts.reference --check; \
	[ -z "$$failed" ] && echo "check: all is in order"

format: $(STAMP) ## bring the code into its format
	@$(PY) -m ruff format --quiet . && $(PY) -m ruff check --quiet --fix .

bench: $(STAMP) ## one benchmark: NAME=…
	@test -n "$(NAME)" || { echo "bench: say which, NAME=…; there are:"; ls benchmarks | sed -n 's/\.py$$//p' | grep -v '^_' | sed 's/^/  /'; exit 2; }
	@exec $(PY) -m benchmarks $(NAME) $(ARGS)

messages: $(STAMP) ## bring the catalogs up to date with bot/ui
	@$(PY) -m scripts.messages

doubts: $(STAMP) ## learn bot/services/judging/doubts.txt anew from the known corpus
	@$(PY) -m scripts.learn_doubts

reference: $(STAMP) ## write docs/commands.md and docs/scenarios.md anew
	@$(PY) -m scripts.reference

clean: ## remove what can be made anew; data/ stays
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
