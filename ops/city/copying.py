"""Rows into PostgreSQL by COPY, in a second thread, so that inventing and writing run at the same time."""

from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor

import psycopg
from django.apps import apps
from django.db import models
from psycopg import sql

from contracts import crypto
from contracts.domain import names
from ops.city.rows import TABLES, Cell, Row

# How many chunks may wait for the server before inventing waits for it.
WAITING = 2


class Copier:
    """Copies chunks of rows, one after the other, over one connection."""

    def __init__(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        self._connection = connection
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._pending: list[Future[None]] = []
        self._blank = {table: _blank_row(_model(table)) for table in TABLES}
        self.counts = dict.fromkeys(TABLES, 0)

    def __enter__(self) -> "Copier":
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)

    def put(self, chunk: Mapping[str, list[Row]]) -> None:
        """Hand over a chunk; waits while too much is under way."""
        while len(self._pending) >= WAITING:
            self._pending.pop(0).result()
        self._pending.append(self._thread.submit(self._copy, chunk))
        for table, rows in chunk.items():
            self.counts[table] += len(rows)

    def finish(self) -> None:
        """Wait until everything is written; raises what went wrong."""
        while self._pending:
            self._pending.pop(0).result()

    def _copy(self, chunk: Mapping[str, list[Row]]) -> None:
        with self._connection.cursor() as cursor:
            for table, rows in chunk.items():
                blank = self._blank[table]
                statement = sql.SQL("copy {} ({}) from stdin").format(
                    sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, blank))
                )
                with cursor.copy(statement) as copy:
                    for values in _complete(table, rows, blank):
                        copy.write_row(values)


def _complete(table: str, rows: Iterable[Row], blank: Row) -> Iterable[list[Cell]]:
    """The values of each row in the order of the columns, defaults filled in."""
    width = len(blank)
    for row in rows:
        sealed = seal_person(row) if table == "contracts_resident" else row
        whole = {**blank, **sealed}
        if len(whole) != width:
            message = f"{table} has no column {sorted(set(whole) - set(blank))}"
            raise ValueError(message)
        yield list(whole.values())


_spellings: dict[str, str] = {}


def seal_person(row: Row) -> Row:
    """A resident's row as it is stored: number and phone sealed for their place, traces to find them by."""
    rest = {key: value for key, value in row.items() if key not in {"id_number", "phone"}}
    name, number, phone = str(row["name"]), str(row["id_number"]), str(row["phone"])
    if name not in _spellings:
        _spellings[name] = names.search_text(name)
    key = str(row["id"])
    rest["search_text"] = _spellings[name]
    rest["id_sealed"] = crypto.seal(number, place="contracts_resident.id_sealed:" + key)
    rest["id_index"] = crypto.blind_index(number)
    rest["id_last4"] = number[-4:]
    if phone:
        rest["phone_sealed"] = crypto.seal(phone, place="contracts_resident.phone_sealed:" + key)
        rest["phone_index"] = crypto.blind_index(phone)
        rest["phone_tail"] = phone[-4:]
    return rest


def _model(table: str) -> type[models.Model]:
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def _blank_row(model: type[models.Model]) -> Row:
    """Every column of a model with what it holds when nothing is said."""
    return {str(field.column): _blank(field) for field in model._meta.concrete_fields}


def _blank(field: "models.Field[object, object]") -> Cell:
    if field.has_default():
        default = field.get_default()
        if isinstance(default, bool):
            return "t" if default else "f"
        return "{}" if isinstance(default, list) else default
    return "" if field.empty_strings_allowed and not field.null else None
