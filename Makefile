# `make` lists what there is to do. Every target runs in .venv, which is made when it is missing.

BIN := .venv/bin
ALL_CORES := -n auto --dist loadfile
KILLS := 200
POSTS := 20000
SEED := 1
.DEFAULT_GOAL := help
.PHONY: help check test test-all api accept cards screenshots bench bench-test bench-schedule fuzz crash crash-schedule kills hostile structure docs lint-release release lock

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 14

check: $(BIN)/pytest ## format, lint, types, layers, structure and all tests: what CI runs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/structure.py --check
	$(BIN)/pytest $(ALL_CORES)

test-all: $(BIN)/pytest ## all tests in their long forms: 200 kills, ten times the examples, the benchmark
	$(BIN)/pytest $(ALL_CORES) --long --hypothesis-profile=long tests src benchmarks/scheduling/test_quick.py

test: $(BIN)/pytest ## the quick tests (`make check` runs the slow ones too)
	$(BIN)/pytest $(ALL_CORES) -m "not slow"

api: $(BIN)/pytest ## write docs/api.md from the docstrings
	$(BIN)/python scripts/api_reference.py

accept: $(BIN)/pytest ## rewrite golden files and transcripts from what the code does now; read the diff
	$(BIN)/pytest --accept --long tests/test_golden.py tests/test_blind_reading.py tests/preview tests/commands tests/test_readme.py tests/test_python_pages.py \
		tests/senders/test_matrix.py tests/test_doc_tables.py tests/card tests/test_findings.py tests/test_cli_reference.py

cards: $(BIN)/pytest ## draw the picture of docs/card.md
	$(BIN)/python scripts/cards.py

screenshots: $(BIN)/pytest ## take the pictures of the page and of the WeChat themes anew (needs Chromium)
	$(BIN)/pytest --accept tests/page/test_screenshots.py

bench: $(BIN)/pytest ## measure against the peers; writes benchmarks/report.json and report.md
	$(BIN)/python benchmarks

bench-test: $(BIN)/pytest ## a short run of the benchmark of scheduling, so that it cannot rot
	$(BIN)/pytest benchmarks/scheduling/test_quick.py

bench-schedule: $(BIN)/pytest ## measure scheduling; ONLY="--only bulk" or "--quick" for less
	$(BIN)/python -m benchmarks.scheduling $(ONLY)

fuzz: $(BIN)/pytest ## the laws on fresh random posts, again and again until one fails
	while $(BIN)/pytest --hypothesis-profile=fuzz tests/laws tests/splitting tests/counting; do :; done

crash: $(BIN)/pytest ## kill a process that publishes KILLS times (200) and count what came of it
	$(BIN)/python -m tests.crash --kills $(KILLS) --seed $(SEED)

crash-schedule: $(BIN)/pytest ## kill workers that deliver KILLS times (200), on both databases
	$(BIN)/python -m tests.crash_schedule --kills $(KILLS) --seed $(SEED)

kills: $(BIN)/pytest ## kill publish and the worker KILLS times, on both databases, with six channels that fail at times
	$(BIN)/python -m tests.kills --kills $(KILLS) --seed $(SEED)

hostile: $(BIN)/pytest ## POSTS (20000) hostile posts by other people's judges: lost, too long, slow, tracebacks
	$(BIN)/python -m tests.hostile --posts $(POSTS) --seed $(SEED)

structure: $(BIN)/pytest ## print files, chains, circles…; ARGS="--list" names them, --check fails over a goal
	$(BIN)/python scripts/structure.py $(ARGS)

docs: $(BIN)/pytest ## build the documentation into site/, in both languages; a dead link is an error
	$(BIN)/pip install -q --group docs
	$(BIN)/python -m scripts.site

lint-release: $(BIN)/pytest ## judge the workflows and the container file
	$(BIN)/zizmor --offline .github
	$(BIN)/hadolint examples/deploy/Containerfile

release: ## build what would be released into dist/, twice (needs uv); publishes nothing
	scripts/build_release.sh dist

lock: ## resolve the dependencies anew into uv.lock (needs uv)
	uv lock --upgrade

$(BIN)/pytest: pyproject.toml
	python3 -m venv .venv
	$(BIN)/pip install -q -U pip
	$(BIN)/pip install -q -e . --group dev
	@touch $@
