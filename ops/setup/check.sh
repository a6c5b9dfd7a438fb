#!/bin/sh
# The only way to check: format, lint, types, import contracts, templates, migrations.
# Runs every check even after one failed, then says which did.
set -u

cd "$(dirname "$0")/../.."
PATH="$(pwd)/.venv/bin:$PATH"
export PATH
failed=

step() {
    name=$1
    shift
    printf '== %s\n' "$name"
    "$@" || failed="$failed $name;"
}

templates() { git ls-files --cached --others --exclude-standard -- '*.html'; }

on_templates() { # on_templates COMMAND…: nothing to do is not an error
    [ -z "$(templates)" ] || templates | xargs "$@"
}

step "ruff check" ruff check --quiet .
step "ruff format" ruff format --quiet --diff .
step "djade" on_templates djade --check --target-version 5.2
step "djlint" on_templates djlint --lint --quiet
step "mypy" mypy
step "import contracts" lint-imports --no-logo
# Without a database Django warns that it cannot look at the history; the files alone matter here.
step "migrations are complete" python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
step "migrations are linear, system checks" python manage.py check --fail-level WARNING

if [ -n "$failed" ]; then
    printf '\nNot right:%s\n' "$failed" >&2
    exit 1
fi
echo "All checks passed."
