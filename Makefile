# The workflow of feedmaker. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TESTABLE := $(VENV)/.testable
LOWEST := $(VENV)-lowest

.DEFAULT_GOAL := help
.PHONY: help feeds test lowest readers check format golden generators comparison bench bench-scale fuzz clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

feeds: $(INSTALLED) ## install feedmaker here and build the feeds of articles/ into output/
	@status=0; $(BIN)/feedmaker build --config config.yaml || status=$$?; \
	if [ $$status -gt 1 ]; then exit $$status; fi; \
	echo "The feeds are in output/: output/rss.xml, output/atom.xml and output/feed.json are the site's,"; \
	echo "output/categories/ holds one folder a category, and output/index.html shows them all."; \
	echo "For the feedmaker command: source $(BIN)/activate in this shell, or pipx install . for all of them."

test: $(TESTABLE) ## set up what is missing and run every test, in a process for each core
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

lowest: $(LOWEST)/.testable ## run tests on the lowest versions of the packages that pyproject.toml allows; needs Python 3.11
	$(LOWEST)/bin/python -m pytest -n auto --basetemp=$(LOWEST)/tmp -m "not slow" tests/test_golden.py tests/test_body.py tests/test_build_command.py tests/test_podcast.py

$(LOWEST)/.testable: pyproject.toml tests/lowest_versions.py
	rm -rf $(LOWEST)
	$(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python tests/lowest_versions.py > $(LOWEST)/requirements.txt
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check --editable . -r $(LOWEST)/requirements.txt \
	  feedparser hypothesis packaging podcastparser prometheus_client pytest pytest-randomly pytest-xdist sgmllib3k
	touch $@

readers: ## install the feed readers and the browser that tests drive, as far as root and this system allow
	@tests/install-readers.sh

check: $(TESTABLE) ## style, types and layers; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	for each in tests/*/conftest.py; do $(BIN)/mypy $$each || exit 1; done
	$(BIN)/lint-imports

format: $(TESTABLE) ## put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(TESTABLE) ## write the expected feeds, the help in docs/cli.md and the JSON Schema anew: review the diff as a contract
	$(BIN)/pytest tests/test_golden.py tests/test_docs.py tests/test_json_schema.py tests/test_generator_feeds.py --update-golden

generators: $(TESTABLE) ## install site generators and write anew what they say of the sites and samples of the tests
	$(BIN)/python tests/generators/truths.py

comparison: $(TESTABLE) ## build one site with ten generators, and write what their feeds are like; then: make golden
	$(BIN)/python tests/generator_feeds/run.py

bench: $(TESTABLE) ## measure against Hugo on made and on real bodies, and write the figures of docs/speed.md
	$(BIN)/python -m benchmarks

bench-scale: $(TESTABLE) ## build made articles here, in shards and on Dask, and write the figures of docs/scale.md
	$(BIN)/python -m benchmarks.scale

fuzz: $(TESTABLE) ## a minute of coverage-guided fuzzing of each part
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	for part in frontmatter dates body rst article config; do $(BIN)/python -m fuzz $$part --seconds 60 || exit 1; done

clean: ## remove what was installed and made
	rm -rf $(VENV) $(LOWEST) .feedmaker
	find output -mindepth 1 ! -name .gitkeep -delete

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(TESTABLE): $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,rst]'
	@touch $@ $(INSTALLED)
