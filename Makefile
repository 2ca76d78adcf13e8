# The two commands are `make demo` and `make test`; both set up what they need.
PY := .venv/bin/python
WORKERS ?= 3

.PHONY: setup demo test lint bench docs lock clean

setup:
	@.ci/setup

demo: setup
	@.venv/bin/schoolproof demo leaky --out schoolproof-out/demo || test $$? -eq 1

test: setup lint
	@$(PY) tests/house/again.py -n $(WORKERS) --dist loadgroup

lint: setup
	@$(PY) -m ruff check .
	@$(PY) tests/house/tree.py mypy
	@$(PY) tests/house/tree.py imports

bench: setup
	@$(PY) -m tests.bench $(PARTS)

docs: setup
	@$(PY) -m harness.cli catalogue --markdown > docs/catalogue.md
	@$(PY) -m tests.harness.leaks.page > docs/leaks.md

lock: setup
	@$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  --python-version 3.12 --universal --extra dev -o requirements.lock pyproject.toml

clean:
	rm -rf .venv .cache build dist schoolproof-out
