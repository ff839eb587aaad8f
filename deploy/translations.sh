#!/bin/bash
# `make translations`: collects the messages, which are Chinese in the code, brings the English
# catalog up to them, and says how many of them have English.
set -euo pipefail
cd "$(dirname "$0")/.."
pybabel=.venv/bin/pybabel
template=translations/messages.pot
catalog=translations/en/LC_MESSAGES/messages.po

$pybabel -q extract -F deploy/babel.cfg -k _l -k lazy_gettext --sort-output --no-wrap \
    --no-location --project zj -o "$template" .
# A date alone is no change.
sed -i '/^"POT-Creation-Date:/d' "$template"
if [ -f "$catalog" ]; then
    $pybabel -q update -i "$template" -d translations -l en --no-fuzzy-matching \
        --ignore-obsolete --ignore-pot-creation-date --no-wrap
else
    $pybabel -q init -i "$template" -d translations -l en --no-wrap
fi
$pybabel compile -d translations -l en --statistics
