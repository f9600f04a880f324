# Two commands are all that a fresh machine needs: `make demo` and `make test`.
# Both set up .venv, pinned packages and a browser when these are missing, and can be run again at no cost.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
CORES   := $(shell nproc 2>/dev/null || echo 2)
# Tests wait for servers and clocks as much as they compute, so some more of them than there are cores; those of one
# file stay together and share what they start.
WORKERS ?= $(shell echo $$(($(CORES) + 2)))
# Tests start Python hundreds of times: where bytecode may not be kept, each would compile everything afresh.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test test-slow lint browser clean

demo: browser
	@$(BIN)/cxsim demo

test: browser
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile -m "not slow"

# Real-world tests that take longer: the wheel, whole demo runs, killed processes.
test-slow: browser
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m slow

lint: $(READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

browser: $(READY)
	@$(BIN)/cxsim browser --install >/dev/null

$(READY): pyproject.toml constraints.txt
	@$(BIN)/python -c "import pip" 2>/dev/null || { \
	  echo "Setting up $(VENV) (once) ..."; \
	  $(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
	    { echo "cxsim needs Python 3.11 or later: install it, or name it as in: make demo PYTHON=python3.12"; exit 1; }; \
	  rm -rf $(VENV); \
	  $(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { \
	    [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null && $(PYTHON) -m venv --clear $(VENV); } || \
	    { echo "Python cannot make a virtual environment here: install the package python3-venv and try again."; exit 1; }; }
	@echo "Installing pinned packages ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@$(BIN)/python -m compileall -q cxsim
	@touch $@

clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
