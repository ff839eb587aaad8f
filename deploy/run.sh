#!/bin/bash
# `make run`. Ends in exec, so that a signal for this script reaches the product itself.
set -euo pipefail
cd "$(dirname "$0")/.."
bash deploy/install.sh run
exec .venv/bin/python -m app.serve
