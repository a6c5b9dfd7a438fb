#!/bin/sh
# Renews the hash-pinned requirement files from the lists in pyproject.toml.
# Always from the public package index, whatever this computer's pip or uv is told to use, because
# the hashes must be those of the public files for every platform. `ARGS=--upgrade` takes newer versions.
set -eu

cd "$(dirname "$0")/../.."
UV=${UV:-.venv/bin/uv}
# A variable that points uv elsewhere would write other hashes.
unset UV_DEFAULT_INDEX UV_INDEX UV_INDEX_URL UV_EXTRA_INDEX_URL UV_FIND_LINKS UV_CONFIG_FILE || true

compile() {
    "$UV" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate \
        --custom-compile-command "make lock" "$@"
}

compile pyproject.toml --output-file requirements/runtime.txt "${@:---no-progress}"
compile pyproject.toml --group dev --constraints requirements/runtime.txt \
    --output-file requirements/dev.txt "${@:---no-progress}"
compile requirements/uv.in --output-file requirements/uv.txt "${@:---no-progress}"

if grep -nE 'https?://|file:|/opt/|/tmp/|--(extra-)?index|--find-links' requirements/*.txt; then
    echo "The lock files name an address or a local path; see the lines above." >&2
    exit 1
fi
