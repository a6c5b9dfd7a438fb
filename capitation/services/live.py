"""The running year: evidence and counters kept current, and proven against a full recomputation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, LiteralString

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from capitation import catalogue, facts
from capitation.domain.measures.values import Evidence, Period
from capitation.engine.postgres import PostgresEngine
from capitation.models import LiveCounter, LiveEvidence
from contracts import clock
from contracts.selectors import hold_residents

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

    from capitation.domain.measures.document import Measure

# Beyond so many residents the set-based SQL is quicker than the evaluation one by one; both agree (tests/measures).
ONE_BY_ONE = 50
COUNTED = {
    "numerator": ("numerator", "denominator"),
    "denominator": ("denominator",),
    "excluded": ("excluded",),
}
COMPARED = (
    "team_id",
    "status",
    "reason",
    "value_1",
    "value_2",
    "limit_1",
    "limit_2",
    "decided_on",
    "used_refs",
)
EVERY_REGION = ""
# One counter is one row of a team; updates go through them in one order, so that two visits never wait crosswise.
CounterKey = tuple[str, int, str]

# Whoever moves single residents shares this lock; whoever writes or checks the whole year has it alone.
LOCK_NAME = "live state"
SHARE_LOCK = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"
TAKE_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"

INSERT_FROM_ENGINE = """
INSERT INTO capitation_liveevidence (year, measure, resident_id, unit_id, team_id, status, reason, reasons,
  value_1, value_2, limit_1, limit_2, decided_on, used_refs)
SELECT %(year)s, label, resident_id, unit_id, team_id, status, reason, reasons,
  value_1, value_2, limit_1, limit_2, reading_on, used_refs
FROM run_evidence
"""
INSERT_COUNTERS = """
INSERT INTO capitation_livecounter (year, measure, team_id, numerator, denominator, excluded)
SELECT year, measure, team_id, count(*) FILTER (WHERE status = 'numerator'),
  count(*) FILTER (WHERE status IN ('numerator', 'denominator')), count(*) FILTER (WHERE status = 'excluded')
FROM capitation_liveevidence WHERE year = %(year)s GROUP BY year, measure, team_id
"""


def live_measures() -> list[Measure]:
    """The measures that are kept current, as configured (``LIVE_MEASURES``)."""
    return [catalogue.shipped_measure(key) for key in settings.LIVE_MEASURES]


def period_of(year: int, today: date) -> Period:
    """The whole calendar year; facts of its rest are not there yet."""
    return Period(date(year, 1, 1), date(year + 1, 1, 1), today)


def has_begun(year: int) -> bool:
    """Whether evidence of the year is kept: then it is kept for everybody."""
    return LiveEvidence.objects.filter(year=year).exists()


@transaction.atomic
def refresh(resident_ids: Collection[int], as_of: date) -> None:
    """Recompute these residents' evidence of the running year and move their teams' counters by the difference.

    The first change of a year computes the year for everybody, so that the year is never kept for a few only.
    """
    hold_residents(resident_ids)
    if not has_begun(as_of.year):
        rebuild(as_of)
        return
    _lock(SHARE_LOCK)
    year, period = as_of.year, period_of(as_of.year, as_of)
    before = LiveEvidence.objects.filter(year=year, resident_id__in=resident_ids)
    change: Counter[CounterKey] = Counter()
    for measure, team_id, status in before.values_list("measure", "team_id", "status"):
        change.subtract((measure, team_id, column) for column in COUNTED[status])
    before.delete()
    rows = _recompute(resident_ids, year, period)
    LiveEvidence.objects.bulk_create(rows, batch_size=2_000)
    for row in rows:
        change.update((row.measure, row.team_id, column) for column in COUNTED[row.status])
    _move_counters(year, change)


@transaction.atomic
def rebuild(as_of: date) -> int:
    """Compute the running year's evidence and counters anew by the set-based SQL; answers the number of evidence rows.

    Visits recorded meanwhile wait, and then move what was computed.
    """
    _lock(TAKE_LOCK)
    year = as_of.year
    LiveEvidence.objects.filter(year=year).delete()
    LiveCounter.objects.filter(year=year).delete()
    with connection.cursor() as cursor:
        _run_engine(cursor, period_of(year, as_of), None)
        cursor.execute(INSERT_FROM_ENGINE, {"year": year})
        cursor.execute(INSERT_COUNTERS, {"year": year})
    return LiveEvidence.objects.filter(year=year).count()


@transaction.atomic
def differences(as_of: date) -> list[str]:
    """What a full recomputation would change: one line per difference, empty when the state is right."""
    _lock(TAKE_LOCK)
    year = as_of.year
    with connection.cursor() as cursor:
        engine = _run_engine(cursor, period_of(year, as_of), None)
        computed = {
            (key, row.resident_id, row.unit_id): _row(year, key, row)
            for key in settings.LIVE_MEASURES
            for row in engine.evidence(key)
        }
    found: list[str] = []
    for kept in LiveEvidence.objects.filter(year=year).iterator():
        key = (kept.measure, kept.resident_id, kept.unit_id)
        found.extend(_compare(kept, computed.pop(key, None)))
    found.extend(
        f"{measure} of resident {resident}: missing" for measure, resident, _unit in computed
    )
    return found + _counter_differences(year)


def _lock(statement: LiteralString) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [LOCK_NAME])


def _recompute(resident_ids: Collection[int], year: int, period: Period) -> list[LiveEvidence]:
    measures = live_measures()
    if len(resident_ids) <= ONE_BY_ONE:
        known = facts.residents(_scope(period, resident_ids))
        return [
            _row(year, measure.key, evidence)
            for resident in known
            for measure in measures
            for evidence in measure.evaluate(resident, period)
        ]
    with connection.cursor() as cursor:
        engine = _run_engine(cursor, period, resident_ids)
        return [
            _row(year, measure.key, row)
            for measure in measures
            for row in engine.evidence(measure.key)
        ]


def _run_engine(
    cursor: CursorWrapper, period: Period, resident_ids: Collection[int] | None
) -> PostgresEngine:
    facts.gather(cursor, _scope(period, resident_ids))
    engine = PostgresEngine(cursor)
    for measure in live_measures():
        engine.run(measure, period)
    return engine


def _scope(period: Period, resident_ids: Collection[int] | None) -> facts.Scope:
    known_until: datetime = clock.now()
    return facts.Scope(EVERY_REGION, period.starts_on, period.ends_on, known_until, resident_ids)


def _row(year: int, measure: str, evidence: Evidence) -> LiveEvidence:
    return LiveEvidence(
        year=year,
        measure=measure,
        resident_id=evidence.resident_id,
        unit_id=evidence.unit_id,
        team_id=evidence.team_id,
        status=evidence.status.value,
        reason=evidence.reason,
        reasons=list(evidence.reasons),
        value_1=evidence.value_1,
        value_2=evidence.value_2,
        limit_1=evidence.limit_1,
        limit_2=evidence.limit_2,
        decided_on=evidence.reading_on,
        used_refs=list(evidence.used_refs),
    )


def _move_counters(year: int, change: Counter[CounterKey]) -> None:
    by_counter: dict[tuple[str, int], dict[str, int]] = {}
    for (measure, team_id, column), count in change.items():
        if count:
            by_counter.setdefault((measure, team_id), {})[column] = count
    for (measure, team_id), columns in sorted(by_counter.items()):
        LiveCounter.objects.get_or_create(year=year, measure=measure, team_id=team_id)
        LiveCounter.objects.filter(year=year, measure=measure, team_id=team_id).update(
            **{column: F(column) + count for column, count in columns.items()}
        )


def _compare(kept: LiveEvidence, computed: LiveEvidence | None) -> Iterable[str]:
    where = f"{kept.measure} of resident {kept.resident_id}"
    if computed is None:
        return [f"{where}: kept, but not in the population"]
    return [
        f"{where}: {name} is {getattr(kept, name)}, should be {getattr(computed, name)}"
        for name in COMPARED
        if getattr(kept, name) != getattr(computed, name)
    ]


def _counter_differences(year: int) -> list[str]:
    """Counters against the evidence they count."""
    counted: Counter[CounterKey] = Counter()
    for measure, team_id, status in LiveEvidence.objects.filter(year=year).values_list(
        "measure", "team_id", "status"
    ):
        counted.update((measure, team_id, column) for column in COUNTED[status])
    found = []
    for counter in LiveCounter.objects.filter(year=year):
        for column in ("numerator", "denominator", "excluded"):
            right = counted.pop((counter.measure, counter.team_id, column), 0)
            if getattr(counter, column) != right:
                found.append(
                    f"{counter.measure} of team {counter.team_id}: {column} should be {right}"
                )
    found.extend(
        f"{measure} of team {team_id}: {column} missing" for measure, team_id, column in counted
    )
    return found
