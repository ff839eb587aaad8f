#!/bin/bash
# `make translations`: collects the messages, which are Chinese in the code, brings the English
# catalog up to them, compiles every catalog, and says how many messages have English. The
# Chinese catalog repairs words of the framework and is edited by hand.
set -euo pipefail
cd "$(dirname "$0")/.."
pybabel=.venv/bin/pybabel
english=translations/en/LC_MESSAGES/messages.po
template=$(mktemp --suffix .pot)
trap 'rm -f "$template"' EXIT

$pybabel -q extract -F deploy/babel.cfg -k _l -k lazy_gettext --sort-output --no-wrap \
    --no-location --project zj --version 1 -o "$template" .
# A date alone is no change.
sed -i '/^"POT-Creation-Date:/d' "$template"
$pybabel -q update -i "$template" -o "$english" -l en --no-fuzzy-matching --ignore-obsolete \
    --ignore-pot-creation-date --no-wrap
$pybabel compile -d translations --statistics
