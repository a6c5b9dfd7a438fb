"""Health for machines and for the operator."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import jobs
from contracts.access import StaffRequest, for_roles
from contracts.domain.roles import Role
from ops import health
from ui.components import Badge, Cell, Column, Row, Table
from ui.templatetags.ui import moment

FAILED_JOBS_SHOWN = 20


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """The installation can serve; 503 when it cannot."""
    found = health.readiness()
    return JsonResponse(
        {
            "status": "ready" if found.is_ready else "not ready",
            "checks": found.checks,
            "oldest_due_seconds": found.oldest_due_seconds,
        },
        status=200 if found.is_ready else 503,
    )


@for_roles(Role.OPERATOR)
@never_cache
@require_safe
def status(request: StaffRequest) -> HttpResponse:
    """The operator's page: is everything running, and which jobs wait or failed."""
    context = {
        "checks": _checks_table(health.readiness()),
        "waiting": jobs.waiting_keys(),
        "failed": _failures_table(jobs.latest_failures(FAILED_JOBS_SHOWN)),
    }
    return render(request, "ops/status.html", context)


def _checks_table(found: health.Health) -> Table:
    words = {
        "database": _("Database"),
        "migrations": _("Database schema up to date"),
        "queue": _("Job queue"),
    }
    badges = {
        "ok": Badge(_("in order"), "good"),
        "failed": Badge(_("failed"), "bad"),
        "unknown": Badge(_("unknown"), "quiet"),
    }
    waited = ""
    if found.oldest_due_seconds:
        waited = _("the oldest job has waited %(seconds)s s") % {
            "seconds": round(found.oldest_due_seconds)
        }
    return Table(
        caption=_("What must run"),
        columns=[Column(_("Part")), Column(_("State"))],
        rows=[
            Row([Cell(words[name]), Cell(badge=badges[state], note=waited * (name == "queue"))])
            for name, state in found.checks.items()
        ],
    )


def _failures_table(failures: list[jobs.Failed]) -> Table:
    return Table(
        caption=_("Failed jobs"),
        columns=[Column(_("Job")), Column(_("Failed at")), Column.number(_("Attempts"))],
        rows=[
            Row([Cell(job.key), Cell(moment(job.stopped_at)), Cell(str(job.attempt_count))])
            for job in failures
        ],
    )
