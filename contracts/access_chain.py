"""Is the access log as it was written? Each actor's events form a chain of hashes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

CHECK = """
SELECT id, actor, position, fault FROM (
  SELECT e.id, e.actor, e.position,
         CASE WHEN e.position <> row_number() OVER chain THEN 'position'
              WHEN e.previous_hash <> coalesce(lag(e.hash) OVER chain, '') THEN 'link'
              WHEN e.hash IS DISTINCT FROM access_event_hash(e) THEN 'hash' END AS fault
  FROM contracts_accessevent e
  WINDOW chain AS (PARTITION BY e.actor ORDER BY e.position)
) checked WHERE fault IS NOT NULL ORDER BY id LIMIT 1
"""
SIZE = "SELECT count(*), count(DISTINCT actor) FROM contracts_accessevent"


@dataclass(frozen=True, slots=True)
class BrokenEvent:
    """The first event that is not as it was written. ``fault``: position, link or hash."""

    event_id: int
    actor: str
    position: int
    fault: str


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """How much was recomputed, and the first fault (None: the log is whole).

    A chain proves nothing about events taken off its end; the copy of the last hashes in a backup does.
    """

    events: int
    actors: int
    broken: BrokenEvent | None


def verify() -> ChainCheck:
    """Recompute every hash from the stored fields and compare positions and links. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(SIZE)
        events, actors = cursor.fetchone()
        cursor.execute(CHECK)
        found = cursor.fetchone()
    return ChainCheck(events, actors, BrokenEvent(*found) if found else None)
