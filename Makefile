# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
DEMO := demo

.PHONY: extraction-diff demo test fuzz coverage mutants lint bench bench-check clean

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

# Neither tool is needed to work on the program; both are fetched when asked for. What came of them: docs/assurance.md
coverage: .venv/dev
	@$(BIN)/pip install --quiet --disable-pip-version-check 'coverage>=7.10'
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -p tests.bench.coverage_plugin
	$(BIN)/coverage combine --quiet
	for floor in registry corpus rules; do $(BIN)/coverage report --skip-covered --include="$$floor/*"; done

# One module: make mutants ONLY='registry.docno*'; the survivors: .venv/bin/mutmut results, mutmut show NAME
ONLY ?=
mutants: .venv/dev
	@$(BIN)/pip install --quiet --disable-pip-version-check 'mutmut>=3.8,<4'
	$(BIN)/mutmut run --max-children 1 $(ONLY)

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
	rm -rf .venv $(DEMO) mutants .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
