# Each target makes what it needs: `make demo` and `make test` work on a fresh machine with Python 3.11+ and make.
PYTHON ?= python3
RUN = .venv/run
DEV = .venv/dev
INSTALL = -m pip install --quiet --disable-pip-version-check

.PHONY: demo test check lint fix lock clean bench

demo: $(RUN)/ready
	$(RUN)/bin/camscan demo $(ARGS)

# All tests, with the coverage of the pure rooms held to its floor.
test: $(DEV)/ready
	$(DEV)/bin/python -m pytest -n 2 --dist loadgroup --cov --cov-report=json:.coverage.json --cov-report= $(ARGS)
	$(DEV)/bin/python tools/room_coverage.py .coverage.json

check: lint test

lint: $(DEV)/ready
	$(DEV)/bin/ruff format --check .
	$(DEV)/bin/ruff check .
	$(DEV)/bin/mypy
	$(DEV)/bin/lint-imports
	$(DEV)/bin/camscan fingerprints verify --decoys tests/decoys

fix: $(DEV)/ready
	$(DEV)/bin/ruff check --fix .
	$(DEV)/bin/ruff format .

# The lock files pin every package by hash, the build tools included, so nothing unpinned is ever run.
$(RUN)/ready: requirements/build.lock requirements/run.lock pyproject.toml
	$(PYTHON) -m venv $(RUN)
	$(RUN)/bin/python $(INSTALL) --require-hashes -r requirements/build.lock
	$(RUN)/bin/python $(INSTALL) --require-hashes --no-build-isolation -r requirements/run.lock
	$(RUN)/bin/python $(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

$(DEV)/ready: requirements/build.lock requirements/test.lock pyproject.toml
	$(PYTHON) -m venv $(DEV)
	$(DEV)/bin/python $(INSTALL) --require-hashes -r requirements/build.lock
	$(DEV)/bin/python $(INSTALL) --require-hashes --no-build-isolation -r requirements/test.lock
	$(DEV)/bin/python $(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

# For maintainers, with uv on the PATH: pin everything anew.
LOCK = --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-strip-extras --quiet
lock:
	uv pip compile $(LOCK) --group build --output-file requirements/build.lock
	uv pip compile $(LOCK) --group build pyproject.toml --output-file requirements/run.lock
	uv pip compile $(LOCK) --group build --group test pyproject.toml --output-file requirements/test.lock

# What loading and matching cost, from an installed wheel in fresh processes.
bench: $(RUN)/ready
	$(RUN)/bin/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	rm -rf .venv/bench && $(PYTHON) -m venv --system-site-packages .venv/bench
	.venv/bench/bin/python $(INSTALL) --no-deps dist/camscan-*.whl
	PYTHONPATH=$$($(RUN)/bin/python -c 'import site; print(site.getsitepackages()[0])') .venv/bench/bin/python tools/bench_fingerprints.py

clean:
	rm -rf .venv .coverage .coverage.json .mypy_cache .pytest_cache .ruff_cache .hypothesis dist
