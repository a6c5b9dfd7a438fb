"""Statement lines as downloads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from capitation.exports import csv_bytes, line_rows, xlsx_bytes
from capitation.run_words import DONE, period_words
from capitation.selectors import runs_of, statements_of
from capitation.views.statements import READERS
from contracts import clock
from contracts.access import StaffRequest, for_roles
from contracts.domain.roles import MONEY_ROLES
from contracts.exports import XLSX, attachment
from contracts.services import access

if TYPE_CHECKING:
    from capitation.models import SettlementRun, Statement

KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


@for_roles(*MONEY_ROLES)
@require_safe
def run_export(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """All lines of a run."""
    run = get_object_or_404(runs_of(request.user), pk=pk, state__in=DONE)
    statements = run.statements.select_related("team").prefetch_related("lines")
    answer = _file(
        run, statements.order_by("team__code"), kind, f"run-{run.pk}-{period_words(run)}"
    )
    access.record(
        by=request.user,
        action=access.Action.EXPORTED,
        subject="run",
        subject_key=run.pk,
        detail=kind,
    )
    return answer


@for_roles(*READERS)
@require_safe
def statement_export(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """The lines of one statement."""
    found = get_object_or_404(statements_of(request.user, clock.today()), pk=pk)
    name = f"statement-{period_words(found.run)}-{found.team.code}"
    answer = _file(found.run, [found], kind, name)
    access.record(
        by=request.user,
        action=access.Action.EXPORTED,
        subject="statement",
        subject_key=found.pk,
        detail=kind,
    )
    return answer


def _file(
    run: SettlementRun, statements: Iterable[Statement], kind: str, name: str
) -> HttpResponse:
    if kind not in KINDS or run.computed_at is None:
        raise Http404
    rows = line_rows(run, statements)
    if kind == "csv":
        content = csv_bytes(rows)
    else:
        title = _("Settlement %(period)s") % {"period": period_words(run)}
        content = xlsx_bytes(rows, title=title, made_at=run.computed_at)
    return attachment(content, name=f"{name}.{kind}", content_type=KINDS[kind])
