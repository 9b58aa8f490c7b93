# Two commands do everything on a fresh machine that has Python 3.10+ and make: `make lint` and `make test`.
PYTHON ?= python3
VENV ?= .venv
JOBS ?= auto
bin := $(VENV)/bin

# The folder that the main job checks: the guarded service.
checked := engines/

.PHONY: lint test clean

lint: $(VENV)/.installed
	$(bin)/p0lint $(checked)

test: $(VENV)/.installed-test
	$(bin)/python -m pytest -n $(JOBS)

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(bin)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(bin)/python -m pip install --quiet --disable-pip-version-check --editable '.[engines,test,dev]'
	touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
