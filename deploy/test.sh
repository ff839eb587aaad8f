#!/bin/bash
# `make test`: set-up, lint, types, import rules, tests. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
bash deploy/install.sh tests
export PATH="$PWD/.venv/bin:$PATH"
ruff check .
ruff format --check .
mypy app reports config.py run.py
lint-imports --no-logo
exec python -m pytest "$@"
