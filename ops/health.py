"""Is this installation able to serve? Names and seconds only: the answer is readable without logging in."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

import jobs


@dataclass(frozen=True, slots=True)
class Health:
    """Each check's state: ``ok``, ``failed`` or ``unknown``; ``oldest_due_seconds`` is none when unknown."""

    checks: dict[str, str]
    oldest_due_seconds: float | None

    @property
    def is_ready(self) -> bool:
        return all(state == "ok" for state in self.checks.values())


def readiness() -> Health:
    """Look at the database, the migrations and the queue."""
    try:
        connection.ensure_connection()
        migrations = "ok" if _are_migrations_applied() else "failed"
    except Error:
        return Health({"database": "failed", "migrations": "unknown", "queue": "unknown"}, None)
    try:
        waited = jobs.oldest_due_seconds()
    except Error:  # its table is missing before the first migration
        return Health({"database": "ok", "migrations": migrations, "queue": "unknown"}, None)
    queue = "ok" if waited <= settings.QUEUE_STUCK_SECONDS else "failed"
    return Health({"database": "ok", "migrations": migrations, "queue": queue}, round(waited, 1))


def _are_migrations_applied() -> bool:
    applied = MigrationRecorder(connection).applied_migrations()
    return _migrations_on_disk() <= applied.keys()


@cache
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    """Answer all migrations of the code; it does not change while a process runs."""
    loader = MigrationLoader(None)
    return frozenset(loader.disk_migrations or {})
