#!/bin/bash
# `make test`: set-up, lint, types, import rules, tests. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
bash deploy/install.sh tests
export PATH="$PWD/.venv/bin:$PATH"
ruff check .
ruff format --check .
mypy app reports config.py run.py tests/support
lint-imports --no-logo
# The whole suite on two processors; a part of it, named by arguments, in one process.
if [ $# -eq 0 ]; then set -- -n 2 --dist loadgroup; fi
exec python -m pytest "$@"
