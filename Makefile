# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
DEMO := demo

.PHONY: extraction-diff demo test fuzz lint bench bench-check clean

.venv/runtime: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新版本（make PYTHON=python3.12 demo）"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "正在安装所需程序包……"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: requirements-dev.txt .venv/runtime
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: .venv/runtime
	@$(BIN)/guiqing demo $(DEMO)

test: .venv/dev
	$(BIN)/python -m pytest

# A million seeded cases; make fuzz CASES=5000000 SEED=7 runs more or others.
CASES ?= 1000000
SEED ?= 1
fuzz: .venv/dev
	$(BIN)/python -W ignore -m tests.fuzz.long_run --cases $(CASES) --seed $(SEED)

# Facts that a change of the extractor gains and loses: make extraction-diff BASE=HEAD~1 CORPUS=../shared/data
BASE ?= HEAD
CORPUS ?= ../shared/data
extraction-diff: .venv/dev
	$(BIN)/python -m tests.bench.extraction_diff --base $(BASE) $(CORPUS)

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

# About twenty minutes; make bench SIZES="1000 10000 100000" also searches 100,000 documents (half an hour more).
# tantivy and recoll are measured beside the others where they are installed: pip install tantivy, apt install recollcmd
SIZES ?= 1000 10000
bench: .venv/dev
	$(BIN)/python tests/bench/suite.py --sizes $(SIZES) --real --write --baseline

bench-check: .venv/dev
	$(BIN)/python tests/bench/suite.py --sizes 1000 --conflicts 0 --check

clean:
	rm -rf .venv $(DEMO) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
