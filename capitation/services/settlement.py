"""Settling a period: asked for once, computed set by set, written in one piece or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

import jobs
from capitation import catalogue, code_version
from capitation.models import SchemeVersion, SettlementRun
from capitation.services import computation, storage
from capitation.services.progress import Progress
from contracts import clock
from contracts.access import require_role
from contracts.domain.errors import DomainError, NotPermittedError
from contracts.domain.roles import Role
from contracts.services import access

if TYPE_CHECKING:
    from contracts.models import Staff

State = SettlementRun.State
SETTLED = frozenset({State.COMPUTED, State.PROPOSED, State.APPROVED})
JOB = "capitation.tasks.settle_run"


@dataclass(frozen=True, slots=True)
class Settled:
    """A run that stands, and whether this call computed it or found it equal."""

    run: SettlementRun
    is_new: bool


@transaction.atomic
def request_run(
    *, by: Staff, scheme: SchemeVersion, period_start: date, period_end: date
) -> SettlementRun:
    """Ask for a settlement and have the worker compute it; the same request twice is one run.

    Errors: ``period_not_closed`` before the scheme's cut-off, ``unknown_scheme`` when the scheme does not cover the
    period, ``not_permitted``.
    """
    run = open_run(by=by, scheme=scheme, period_start=period_start, period_end=period_end)
    if run.state not in SETTLED:
        jobs.enqueue(JOB, key=f"settle:{run.pk}", run_id=run.pk)
    return run


@transaction.atomic
def open_run(
    *, by: Staff, scheme: SchemeVersion, period_start: date, period_end: date
) -> SettlementRun:
    """The run of this scheme and period, opened when there is none yet (errors as ``request_run``)."""
    require_role(by, Role.INSURER_OFFICER)
    if by.organisation_id != scheme.insurer_id:
        raise NotPermittedError("not_permitted", "scheme", {"role": by.role})
    run, is_new = find_or_open(
        scheme, period_start=period_start, period_end=period_end, started_by=by.username
    )
    if is_new:
        access.record(by=by, action=access.Action.STARTED, subject="run", subject_key=run.pk)
    return run


def find_or_open(
    scheme: SchemeVersion, *, period_start: date, period_end: date, started_by: str
) -> tuple[SettlementRun, bool]:
    """The run of this scheme and period and whether it is new, without asking who may (for the command line)."""
    if not SchemeVersion.objects.filter(pk=scheme.pk).covering(period_start, period_end).exists():
        raise DomainError("unknown_scheme", "scheme", {"key": scheme.key})
    cut_off = cut_off_of(scheme, period_end)
    if clock.now() < cut_off:
        raise DomainError("period_not_closed", "period", {"cut_off": cut_off.date().isoformat()})
    return SettlementRun.objects.get_or_create(
        insurer=scheme.insurer,
        scheme=scheme,
        kind=SettlementRun.Kind.ANNUAL,
        period_start=period_start,
        period_end=period_end,
        cut_off=cut_off,
        defaults={"started_by": started_by, "started_at": clock.now()},
    )


def cut_off_of(scheme: SchemeVersion, period_end: date) -> datetime:
    """The instant up to which facts count: midnight, so many days after the period as the scheme says."""
    days = catalogue.published_scheme(scheme).settlement.cut_off_days_after_period_end.count
    return datetime.combine(
        period_end + timedelta(days=days), time.min, tzinfo=ZoneInfo(settings.TIME_ZONE)
    )


def settle(run_id: int) -> Settled:
    """Compute a run and write everything at once; a run that stands is computed again and compared.

    Two that start at once take turns on the run's lock: the second finds the first's result. A process that dies
    leaves the run as it was. Errors: ``not_reproduced`` when a standing run would come out differently.
    """
    with Progress(run_id) as progress, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"settle run {run_id}"]
            )
        run = SettlementRun.objects.select_related("scheme", "insurer__region").get(pk=run_id)
        is_new = run.state not in SETTLED
        if is_new:
            progress.mark_running()
        with connection.cursor() as cursor:
            result = computation.compute(cursor, run, progress)
            if is_new:
                storage.store(cursor, run, result, progress)
                _close(run, result)
            elif (run.input_sha256, run.output_sha256) != (
                result.input_sha256,
                result.output_sha256,
            ):
                raise DomainError("not_reproduced", "run", {"run": str(run.pk)})
    return Settled(run=run, is_new=is_new)


def mark_failed(run_id: int, reason: str) -> None:
    """Say on the run why its computation stopped; it can be started again."""
    SettlementRun.objects.filter(pk=run_id).exclude(state__in=SETTLED).update(
        state=State.FAILED, failure=reason[:200], progress_step=""
    )


def _close(run: SettlementRun, result: computation.Computation) -> None:
    run.state = State.COMPUTED
    run.computed_at = clock.now()
    run.progress_percent, run.progress_step, run.failure = 100, "", ""
    run.total_fen = result.payment.total_fen
    run.pending_count = sum(statement.pending_count for statement in result.payment.statements)
    run.input_sha256, run.output_sha256 = result.input_sha256, result.output_sha256
    run.closure = result.closure
    run.code_version = code_version.answer()
    run.payees = [payee.as_json() for payee in result.payees]
    run.save()
