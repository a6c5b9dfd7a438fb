# Two commands matter: `make demo` runs the product, `make test` runs every test.
# `make PYTHON=/path/to/python3.12 …` chooses the interpreter for a new .venv.

ROOT := $(shell cd "$$(dirname "$(strip $(MAKEFILE_LIST))")" && pwd)
PYTHON ?=
export PYTHON
IN_ROOT := cd "$(ROOT)" &&
RUN := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo test check bench lock messages .venv runtime

help:
	@echo "make demo    run the product with a synthetic city (PORT and DEMO_RESIDENTS are honoured)"
	@echo "make test    run every test"
	@echo "make check   format, lint, types, import contracts, templates, migrations"
	@echo "make bench   performance measurements"
	@echo "make lock    renew the hash-pinned files in requirements/"
	@echo "make messages  bring locale/ up to date with the code (needs gettext)"

runtime:
	@$(IN_ROOT) sh ops/setup/venv.sh runtime

.venv:
	@$(IN_ROOT) sh ops/setup/venv.sh dev

demo: runtime
	@$(IN_ROOT) exec $(RUN) manage.py demo

test: .venv
	@$(IN_ROOT) exec $(RUN) -m pytest -n 2 $(ARGS)

check: .venv
	@$(IN_ROOT) exec sh ops/setup/check.sh

bench:
	@echo "There are no benchmarks yet."

lock: .venv
	@$(IN_ROOT) exec sh ops/setup/lock.sh $(ARGS)

messages: .venv
	@$(IN_ROOT) $(RUN) manage.py makemessages && $(RUN) manage.py compilemessages --locale zh_Hans --ignore .venv --ignore var
