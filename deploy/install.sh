#!/bin/bash
# Brings the machine up to what the project needs: Debian packages, then the pinned Python
# packages in .venv and, for tests, the linters of scripts in deploy/lint. Does nothing, within a
# moment, when nothing is missing.
# "install.sh" serves `make run`, "install.sh tests" serves `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-run}

say() { echo "$*" >&2; }
refuse() { say "$*"; exit 1; }

# Two starts at once take turns. The lock ends with this script, whose children do not keep it.
exec 9<deploy/install.sh
flock 9

free_mb=$(df --output=avail -m . | tail -n 1)
[ "$free_mb" -ge "${MIN_FREE_MB:-200}" ] ||
    refuse "The disk is full: $free_mb MB are free at $PWD, ${MIN_FREE_MB:-200} MB are needed."

suitable_python() {
    local name
    for name in "${PYTHON:-}" python3.11 python3 /usr/bin/python3; do
        if [ -n "$name" ] && "$name" -c \
            'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null
        then
            echo "$name"
            return
        fi
    done
}

# A program stands for its package on machines whose packages have other names.
packages="wkhtmltopdf:wkhtmltopdf poppler-utils:pdftotext"
# Who names a server needs none here.
[ "$what" = run ] && [ -n "${REDIS_URL:-}" ] || packages+=" redis-server:redis-server"
packages+=" fonts-wqy-zenhei:- fonts-noto-cjk:-"
# Rare characters of names.
packages+=" fonts-babelstone-han:- fonts-hanazono:-"
packages+=" libpango-1.0-0:- libpangoft2-1.0-0:- libharfbuzz-subset0:-"
if [ "$what" = tests ]; then
    packages+=" postgresql:/usr/lib/postgresql/*/bin/initdb"
    packages+=" chromium-headless-shell:chromium-headless-shell"
fi

is_there() { # package program
    if command -v dpkg-query >/dev/null; then
        dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
    else
        [ "$2" = - ] || command -v $2 >/dev/null
    fi
}

missing=()
for pair in $packages; do
    is_there "${pair%%:*}" "${pair#*:}" || missing+=("${pair%%:*}")
done
[ -n "$(suitable_python)" ] || missing+=(python3 python3-venv)

log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() { # what it does, command …: shows the output only of a failure
    local purpose=$1
    shift
    say "$purpose …"
    "$@" >"$log" 2>&1 9<&- || { tail -n 15 "$log" >&2; refuse "Failed: $purpose."; }
}

# A Debian that no longer has wkhtmltopdf does without: short PDFs are drawn by another engine.
spare_wkhtmltopdf() {
    local name kept=()
    compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || return 0
    apt-cache show wkhtmltopdf >/dev/null 2>&1 && return 0
    for name in ${missing[@]+"${missing[@]}"}; do
        [ "$name" = wkhtmltopdf ] || kept+=("$name")
    done
    missing=(${kept[@]+"${kept[@]}"})
}

spare_wkhtmltopdf
if [ ${#missing[@]} -gt 0 ]; then
    [ "$(id -u)" = 0 ] ||
        refuse "Missing Debian packages; as root: apt-get install ${missing[*]}"
    command -v apt-get >/dev/null || refuse "Missing programs: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt=(apt-get -y -qq -o DPkg::Lock::Timeout=300)
    quietly "Reading the lists of Debian packages" "${apt[@]}" update
    spare_wkhtmltopdf
    [ ${#missing[@]} = 0 ] ||
        quietly "Installing ${missing[*]}" \
            "${apt[@]}" install --no-install-recommends "${missing[@]}"
fi

python=$(suitable_python)
[ -n "$python" ] || refuse "Python 3.11 with venv is missing: apt-get install python3 python3-venv"

lists=(requirements.txt)
[ "$what" = tests ] && lists+=(tests/requirements.txt)
stamp=.venv/.installed-$what
wanted=$(cat "${lists[@]}" deploy/constraints.txt | sha256sum)
if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    rm -rf .venv
    quietly "Making .venv" "$python" -m venv .venv
fi
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    quietly "Installing Python packages" .venv/bin/python -m pip install \
        --disable-pip-version-check --no-input --root-user-action ignore \
        -c deploy/constraints.txt "${lists[@]/#/-r}"
    echo "$wanted" >"$stamp"
fi

[ "$what" = tests ] || exit 0
# Node itself is one of the Python packages, so that its version is pinned like theirs.
stamp=deploy/lint/node_modules/.installed
wanted=$(cat deploy/lint/package.json deploy/lint/package-lock.json | sha256sum)
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    quietly "Installing the linters of scripts" \
        env PATH="$PWD/.venv/bin:$PATH" npm ci --prefix deploy/lint --ignore-scripts --legacy-peer-deps --no-audit --no-fund
    echo "$wanted" >"$stamp"
fi
