#!/bin/bash
# Lint, types, import rules and scripts: everything that needs no test.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
ruff check .
ruff format --check .
mypy app reports config.py run.py tests/support
lint-imports --no-logo
bash deploy/scripts_check.sh
