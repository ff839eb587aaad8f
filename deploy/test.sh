#!/bin/bash
# `make test`: set-up, lint and tests. Words after it go to pytest, which then runs those alone.
set -euo pipefail
cd "$(dirname "$0")/.."
bash deploy/install.sh tests
# A file in one process, in the order of the files: tests of a browser file share their site.
both=(-n 2 --dist loadfile --no-loadscope-reorder)
case ${1:-} in
    "")
        bash deploy/check.sh
        set -- "${both[@]}"
        ;;
    all)
        bash deploy/check.sh
        set -- "${both[@]}" --db both
        ;;
    changed)
        bash deploy/check.sh
        mapfile -t paths < <(.venv/bin/python -m tests.support.changed)
        set -- "${both[@]}" --db sqlite -m "not browser" "${paths[@]}"
        ;;
esac
exec .venv/bin/python -m pytest "$@"
