# make demo   creates .venv and generates the seventeen example workbooks into out/demo
# make test   installs what the tests need, lints, type-checks, and runs every test
# make help   lists the rest

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DEBIAN := libreoffice-calc libreoffice-writer python3-uno poppler-utils fonts-noto-cjk fonts-wqy-zenhei

.DEFAULT_GOAL := help
.PHONY: help demo test lint office benchmark fuzz clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.test: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable '.[addin,word]' --group test --group lint
	@touch $@ $(VENV)/.demo

demo: $(VENV)/.demo ## the example master to seventeen official workbooks
	$(BIN)/perfxl generate workbooks/master_2020.xlsx --out out/demo || test $$? -eq 1

test: $(VENV)/.test office lint ## everything that must pass
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.test ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The tests use LibreOffice as their oracle.
office: ## LibreOffice, its Python bridge and Chinese fonts, from Debian
	@if command -v soffice >/dev/null && /usr/bin/python3 -c 'import uno' 2>/dev/null \
		&& command -v pdftoppm >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q .; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
		apt-get -qq install -y --no-install-recommends $(DEBIAN) >/dev/null; \
	else \
		echo "The tests need LibreOffice, python3-uno, poppler and a Chinese font."; \
		echo "On Debian or Ubuntu:  sudo apt-get install --no-install-recommends $(DEBIAN)"; \
		echo "Without them:         PERFXL_WITHOUT_OFFICE=1 make lint && PERFXL_WITHOUT_OFFICE=1 $(BIN)/python -m pytest"; \
		exit 1; \
	fi

benchmark: $(VENV)/.test ## rendering, batch, collecting, starting, beside the libraries one would use instead
	$(BIN)/python -m pip install --quiet --group benchmark
	$(BIN)/python -m tests.benchmarks.rendering
	$(BIN)/python -m tests.benchmarks.batch
	$(BIN)/python -m tests.benchmarks.collecting
	$(BIN)/python -m tests.benchmarks.starting

fuzz: $(VENV)/.test ## ten minutes of coverage-guided fuzzing for each target, into out/fuzz
	$(BIN)/python -m pip install --quiet --group fuzz
	for target in notation formula reader template; do \
		$(BIN)/python -m tests.fuzz $$target 600 out/fuzz || exit 1; done

clean: ## what make created
	rm -rf $(VENV) out
