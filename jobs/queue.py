"""Enqueue work for the worker, once per key and inside the caller's transaction.

The queue delivers at least once: a job that was killed is offered again. A job therefore starts with
``try_lock`` of its key and does its work in one transaction.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import connection, transaction
from django_q.models import Failure, OrmQ
from django_q.tasks import async_task

# django-q2 keeps the key as the task's name in a column of this length.
LONGEST_KEY = 100


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that ended with an error: its key, when, and how often it was tried."""

    key: str
    stopped_at: datetime
    attempt_count: int


def enqueue(task_path: str, *, key: str, **kwargs: object) -> str:
    """Put one call of ``task_path`` into the queue and answer its id.

    ``key`` says what the work is ("settle:cz-2025:2025"): while a job with that key waits or runs, no second
    one is added and the id of the first is answered. The job appears when the caller's transaction commits
    and never appears when it rolls back. ``kwargs`` go to the function and must be picklable.
    """
    if not key or len(key) > LONGEST_KEY:
        message = f"job key {key!r}: expected 1 to {LONGEST_KEY} characters"
        raise ValueError(message)
    with transaction.atomic():
        with connection.cursor() as cursor:  # two who enqueue at once take turns
            cursor.execute("select pg_advisory_xact_lock(%s)", [_lock_number(f"enqueue {key}")])
        for row in OrmQ.objects.all():
            if row.name() == key:
                return str(row.task_id())
        return str(async_task(task_path, task_name=key, **kwargs))


def try_lock(key: str) -> bool:
    """Take the lock of ``key`` until the current transaction ends; answer False when another one holds it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_lock_number(key)])
        return bool(cursor.fetchone()[0])


def waiting_keys() -> list[str]:
    """Answer the keys of all jobs that wait or run, oldest first."""
    return [str(row.name()) for row in OrmQ.objects.order_by("pk")]


def oldest_due_seconds() -> float:
    """Answer for how many seconds the oldest job that nobody has taken has been due; 0 when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select extract(epoch from clock_timestamp() - min(lock))::float8 from django_q_ormq"
            " where lock <= clock_timestamp()"
        )
        waited = cursor.fetchone()[0]
    return max(0.0, waited or 0.0)


def latest_failures(limit: int) -> list[Failed]:
    """Answer the jobs that failed last, newest first, without what they said: that may hold personal data."""
    rows = Failure.objects.order_by("-stopped").values_list("name", "stopped", "attempt_count")
    return [Failed(key, stopped_at, count) for key, stopped_at, count in rows[:limit]]


def _lock_number(text: str) -> int:
    """Answer PostgreSQL's 64-bit number for a lock's name."""
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big", signed=True)
