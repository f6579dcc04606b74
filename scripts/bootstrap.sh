#!/usr/bin/env bash
# Creates .venv with everything the project needs. The stamp is written last: killed half-way, it is done again.
set -euo pipefail
cd "$(dirname "$0")/.."
stamp=$1
log=build/bootstrap.log
installing=.venv/.installing

fail() {
    echo "env: $*" >&2
    exit 1
}

find_python() {
    local candidate
    for candidate in python3.11 python3 python3.12 python3.13; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    fail "Python 3.11 or newer is needed; on Debian: apt-get install python3 python3-venv"
}

# Debian ships Python without ensurepip unless python3-venv is installed: three ways, then plain words.
create_venv() {
    local python=$1
    rm -rf .venv
    if "$python" -c 'import ensurepip' 2>/dev/null && "$python" -m venv .venv >/dev/null; then
        return
    fi
    rm -rf .venv
    if "$python" -m pip --version >/dev/null 2>&1 && "$python" -m venv --without-pip .venv &&
        "$python" -m pip --quiet --python .venv/bin/python install pip; then
        return
    fi
    rm -rf .venv
    if "$python" -m virtualenv --version >/dev/null 2>&1 && "$python" -m virtualenv --quiet .venv; then
        return
    fi
    rm -rf .venv
    fail "cannot create an environment: no ensurepip, pip or virtualenv; on Debian: apt-get install python3-venv"
}

# An environment that was moved, whose Python is gone, or in which pip was killed, is made anew.
is_usable() {
    [ ! -e "$installing" ] && [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1 &&
        [ "$(.venv/bin/python -c 'import sys; print(sys.prefix)')" = "$(pwd -P)/.venv" ]
}

# Two `make` at once wait for each other.
mkdir -p build
exec 9>build/bootstrap.lock
flock 9
if [ -e "$stamp" ] && [ "$stamp" -nt pyproject.toml ] && [ "$stamp" -nt constraints.txt ] && [ "$stamp" -nt "$0" ]; then
    exit 0
fi
if ! is_usable; then
    python=$(find_python)
    echo "env: creating .venv with $("$python" --version)"
    create_venv "$python"
fi
echo "env: installing what the project needs (a minute or two the first time)"
touch "$installing"
if ! .venv/bin/python -m pip install --disable-pip-version-check --no-input -c constraints.txt -e '.[dev]' >"$log" 2>&1; then
    rm -f "$installing" # pip ended by itself: what it left is whole
    tail -n 15 "$log" >&2
    fail "pip could not install; the whole log: $log"
fi
rm -f "$installing"
touch "$stamp"
echo "env: ready"
