#!/bin/sh
# Builds .venv from the hash-pinned requirement files: `venv.sh runtime` or `venv.sh dev`.
# Does nothing when the environment is there and up to date. PYTHON chooses the interpreter.
set -eu

cd "$(dirname "$0")/../.."
wanted=${1:-runtime}
venv=.venv

say() { printf '%s\n' "$*" >&2; }

# The exact command for a person; a fresh machine or container has no package lists yet.
apt_install() {
    sudo=
    [ "$(id -u)" = 0 ] || sudo="sudo "
    echo "${sudo}apt-get update && ${sudo}apt-get install -y $*"
}

version_of() {
    "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true
}

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null
}

remedy_for_venv() {
    say ""
    say "Python $(version_of "$1") is here, but its venv module is not complete. On Debian or Ubuntu run"
    say "    $(apt_install "python$(version_of "$1")-venv")"
    say "and then the same make command again."
    exit 1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        if ! fits "$PYTHON"; then
            say "PYTHON=$PYTHON is not a Python from 3.11 to 3.14 (found: $(version_of "$PYTHON"))."
            exit 1
        fi
        echo "$PYTHON"
        return
    fi
    without_venv=
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        fits "$candidate" || continue
        if "$candidate" -c 'import venv, ensurepip' 2>/dev/null; then
            echo "$candidate"
            return
        fi
        without_venv=${without_venv:-$candidate}
    done
    if [ -n "$without_venv" ]; then
        remedy_for_venv "$without_venv"
    fi
    say "OpenCapitation needs Python 3.11, 3.12, 3.13 or 3.14 (python3 here: $(version_of python3))."
    say "On Debian 12, Debian 13 or Ubuntu 24.04 run"
    say "    $(apt_install python3 python3-venv)"
    say "on Ubuntu 22.04"
    say "    $(apt_install python3.11 python3.11-venv)"
    say "or name one: make PYTHON=/path/to/python3.12"
    exit 1
}

# A moved folder or a removed interpreter leaves an environment that only looks alive.
is_alive() {
    [ -x "$venv/bin/python" ] &&
        [ "$("$venv/bin/python" -c 'import os, sys; print(os.path.realpath(sys.prefix))' 2>/dev/null)" = "$(pwd -P)/$venv" ] &&
        "$venv/bin/python" -m pip --version >/dev/null 2>&1
}

fingerprint() {
    if [ "$1" = dev ]; then
        cat requirements/uv.txt requirements/runtime.txt requirements/dev.txt | cksum
    else
        cat requirements/uv.txt requirements/runtime.txt | cksum
    fi
}

is_current() {
    [ -f "$venv/.stamp-$1" ] && [ "$(cat "$venv/.stamp-$1")" = "$(fingerprint "$1")" ]
}

install() {
    # uv does not read pip's settings; an index that the owner of this computer set for pip serves both.
    index=${PIP_INDEX_URL:-$("$venv/bin/python" -m pip config get global.index-url 2>/dev/null || true)}
    if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}" ]; then
        export UV_DEFAULT_INDEX="$index"
    fi
    if "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r requirements/uv.txt &&
        VIRTUAL_ENV="$(pwd -P)/$venv" "$venv/bin/uv" pip install --quiet --no-config \
            --require-hashes -r "requirements/$1.txt"; then
        return
    fi
    say "uv could not install the requirements; trying pip, which takes a little longer."
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r "requirements/$1.txt"
}

if is_current "$wanted" && [ -x "$venv/bin/python" ] && "$venv/bin/python" -c '' 2>/dev/null && is_alive; then
    exit 0
fi

if ! is_alive; then
    python=$(find_python)
    say "Building $venv with Python $(version_of "$python") …"
    rm -rf "$venv"
    if ! "$python" -m venv "$venv"; then
        rm -rf "$venv"
        remedy_for_venv "$python"
    fi
fi

# The development set holds the runtime set: a checkout that has it keeps it when the lock changes.
if [ -f "$venv/.stamp-dev" ]; then
    wanted=dev
fi
say "Installing the $wanted requirements …"
install "$wanted"
fingerprint "$wanted" > "$venv/.stamp-$wanted"
fingerprint runtime > "$venv/.stamp-runtime"
