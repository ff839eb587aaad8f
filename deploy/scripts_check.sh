#!/bin/bash
# Lint of scripts and stylesheets, and tests of scripts without a page; needs what "install.sh tests" brings.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PWD/.venv/bin:$PATH"
eslint --max-warnings 0 .
stylelint --max-warnings 0 'app/static/**/*.css'
# What passed is counted, what failed is told.
node --test --test-reporter=spec tests/scripts/*.test.mjs | grep -vE '^ *(✔|▶|$)'
