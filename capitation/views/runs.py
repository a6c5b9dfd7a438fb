"""The settlement runs, what waits for the reader, and the form that starts one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from capitation.forms import SettleForm
from capitation.run_words import RunRow, run_rows
from capitation.selectors import WAITING_FOR_APPROVER, WAITING_FOR_OFFICER, runs_of, schemes_of
from capitation.services import settlement
from contracts import clock
from contracts.access import StaffRequest, for_roles
from contracts.domain.errors import DomainError
from contracts.domain.roles import MONEY_ROLES, Role
from contracts.wording import error_message

if TYPE_CHECKING:
    from capitation.models import SettlementRun

SHOWN = 200


@for_roles(*MONEY_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def runs(request: StaffRequest) -> HttpResponse:
    """List the runs of the region; an officer asks for a new one here."""
    is_officer = request.user.role == Role.INSURER_OFFICER
    form = _form(request) if is_officer else None
    if form is not None and request.method == "POST" and form.is_valid():
        started = _request_run(request, form)
        if started is not None:
            return redirect("capitation:run", started.pk)
    rows = run_rows(runs_of(request.user)[:SHOWN])
    waiting = {
        Role.INSURER_OFFICER: WAITING_FOR_OFFICER,
        Role.INSURER_APPROVER: WAITING_FOR_APPROVER,
    }
    context = {
        "rows": rows,
        "waiting": _waiting(rows, waiting.get(Role(request.user.role), ())),
        "form": form,
        "has_schemes": bool(form and form.fields["scheme"].choices),  # type: ignore[attr-defined]
        "is_officer": is_officer,
        "place": request.user.organisation,
    }
    return render(
        request, "capitation/runs.html", context, status=422 if form and form.errors else 200
    )


def _form(request: StaffRequest) -> SettleForm:
    own = schemes_of(request.user).filter(insurer=request.user.organisation)
    return SettleForm(
        request.POST if request.method == "POST" else None, schemes=list(own), today=clock.today()
    )


def _request_run(request: StaffRequest, form: SettleForm) -> SettlementRun | None:
    start, end = form.period
    try:
        return settlement.request_run(
            by=request.user, scheme=form.chosen_scheme, period_start=start, period_end=end
        )
    except DomainError as error:
        field = {"scheme": "scheme", "period": "year"}.get(error.field)
        form.add_error(field, error_message(error))
        return None


def _waiting(rows: list[RunRow], states: tuple[str, ...]) -> list[RunRow]:
    return [row for row in rows if row.run.state in states]
