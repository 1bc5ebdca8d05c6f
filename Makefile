# make setup | demo | test | check | bench: each does all the set-up it needs first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.locked

.PHONY: setup demo test check bench lock clean

setup: $(STAMP)

$(STAMP): requirements.lock scripts/setup.sh
	PYTHON=$(PYTHON) sh scripts/setup.sh $(VENV)
	@touch $(STAMP)

demo: setup
	$(BIN)/python run_daemon.py demo

test: setup check
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m benchmarks

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --all-extras --group demo --group test pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) build demo-output bench-output .pytest_cache .ruff_cache .mypy_cache
