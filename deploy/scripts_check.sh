#!/bin/bash
# Lint of scripts and stylesheets, and tests of scripts without a page; needs what "install.sh tests" brings.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/deploy/lint/node_modules/.bin:$PWD/.venv/bin:$PATH"
eslint -c deploy/lint/eslint.config.js --max-warnings 0 app/static tests/scripts deploy/lint
stylelint --config deploy/lint/stylelint.config.js --max-warnings 0 'app/static/**/*.css'
# What passed is counted, what failed is told.
node --disable-warning=MODULE_TYPELESS_PACKAGE_JSON --test --test-reporter=spec tests/scripts/*.test.mjs | grep -vE '^ *(✔|▶|$)'
