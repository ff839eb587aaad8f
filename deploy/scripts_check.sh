#!/bin/bash
# Lint and tests of the scripts in app/static, without a page; needs what "install.sh tests" brings.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
oxlint --deny-warnings app/static tests/scripts
# ES2021 is the newest that Chromium 86 reads.
for script in app/static/*.js; do acorn --ecma2021 --silent "$script"; done
# What passed is counted, what failed is told.
node --test --test-reporter=spec tests/scripts/*.test.mjs | grep -vE '^ *(✔|▶|$)'
