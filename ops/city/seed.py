"""Found the cities: one transaction in which everything is written, or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import psycopg
from django.db import connection, transaction

from contracts.models import Resident, Staff
from ops.city import staff
from ops.city.biography import Chronicle, Town
from ops.city.copying import Copier
from ops.city.places import WANGHAI_RESIDENTS, YUNXI
from ops.city.rows import TABLES, Rows

SEED = 20260101
RESIDENTS = 20_000
Say = Callable[[str], None]


class CityExistsError(Exception):
    """There are residents already; a city is founded once."""


@dataclass(frozen=True, slots=True)
class Census:
    """What was written: rows by table."""

    rows: dict[str, int]
    staff_count: int


def found_cities(*, residents: int, today: date, seed: int, say: Say) -> Census:
    """Write the synthetic cities as they stand on the morning of ``today``.

    ``residents`` are those of Yunxi; the small second city always has the same sixty. Raises CityExistsError
    when there are residents already.
    """
    with transaction.atomic():
        _lock()
        if Resident.objects.exists():
            raise CityExistsError
        towns = staff.build(seed=seed)
        rows = Rows(_first_ids())
        chronicle = Chronicle(rows, seed=seed, today_ordinal=today.toordinal())
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
        with Copier(_raw_connection()) as copier:
            for town in towns:
                _settle(chronicle, town, _share(town, residents), copier, say)
            copier.finish()
        _leave_ids_behind(rows)
        say("Gathering statistics …")
        with connection.cursor() as cursor:
            cursor.execute(f"analyze {', '.join(TABLES)}")
    return Census(copier.counts, Staff.objects.count())


def _share(town: Town, residents: int) -> int:
    return residents if town.city is YUNXI else WANGHAI_RESIDENTS


def _settle(chronicle: Chronicle, town: Town, count: int, copier: Copier, say: Say) -> None:
    told = 0
    for chunk in chronicle.residents(town, count):
        copier.put(chunk)
        told += len(chunk.get("contracts_resident", ()))
        say(f"{town.city.name}: {told:,} of {count:,} residents")


def _lock() -> None:
    """Two seeds at once: the second one waits and then finds the residents of the first."""
    with connection.cursor() as cursor:
        cursor.execute("lock table contracts_resident in share row exclusive mode")


def _first_ids() -> dict[str, int]:
    """The next id of every table; an identity that was never asked starts at 1."""
    with connection.cursor() as cursor:
        first = {}
        for table in TABLES:
            cursor.execute("select nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            first[table] = int(cursor.fetchone()[0])
    return first


def _leave_ids_behind(rows: Rows) -> None:
    with connection.cursor() as cursor:
        for table, free in rows.next_ids():
            cursor.execute(
                "select setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [table, free]
            )


def _raw_connection() -> psycopg.Connection[tuple[object, ...]]:
    connection.ensure_connection()
    raw: psycopg.Connection[tuple[object, ...]] = connection.connection
    return raw
