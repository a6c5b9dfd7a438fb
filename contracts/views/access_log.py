"""The access log, for the auditor, who says why he opens it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contracts import access_chain, clock, keyset
from contracts.access import StaffRequest, for_roles
from contracts.domain.roles import Role
from contracts.forms import AccessFilterForm, AccessReasonForm
from contracts.models import AccessEvent
from contracts.services import access

SESSION_KEY = "access_log_reason"
HOLDS = timedelta(hours=1)


@for_roles(Role.AUDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def access_log(request: StaffRequest) -> HttpResponse:
    """Show who looked at or changed what; asks for a reason first, which holds for an hour."""
    if request.method == "POST":
        return _take_reason(request)
    reason = _reason(request)
    if not reason:
        return render(request, "contracts/access_reason.html", {"form": AccessReasonForm()})
    form = AccessFilterForm(request.GET)
    events = _filtered(form)
    page = keyset.page(
        events,
        by=("-at", "-pk"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    query = urlencode(
        {k: v for k, v in request.GET.items() if v and k not in {"after", "before", "check"}}
    )
    previous, following = page.links(query)
    access.record(
        by=request.user,
        action=access.Action.LISTED,
        subject="access log",
        subject_key=query[:80] or "all",
        detail=f"{len(page.rows)} events",
        reason=reason,
    )
    context = {
        "form": form,
        "events": page.rows,
        "reason": reason,
        "previous": previous,
        "next": following,
        "check": access_chain.verify() if "check" in request.GET else None,
        "check_href": f"?{query}&check=1" if query else "?check=1",
    }
    return render(request, "contracts/access_log.html", context)


def _take_reason(request: StaffRequest) -> HttpResponse:
    form = AccessReasonForm(request.POST)
    if not form.is_valid():
        return render(request, "contracts/access_reason.html", {"form": form}, status=422)
    until = clock.now() + HOLDS
    request.session[SESSION_KEY] = {
        "reason": form.cleaned_data["reason"],
        "until": until.isoformat(),
    }
    return redirect("contracts:access-log")


def _reason(request: StaffRequest) -> str:
    """The reason given within the last hour, empty when there is none."""
    kept: dict[str, str] | None = request.session.get(SESSION_KEY)
    if not kept or datetime.fromisoformat(kept["until"]) <= clock.now():
        return ""
    return kept["reason"]


def _filtered(form: AccessFilterForm) -> QuerySet[AccessEvent]:
    form.is_valid()
    asked: dict[str, Any] = form.cleaned_data
    exact = {
        name: asked[name]
        for name in ("actor", "action", "subject", "subject_key")
        if asked.get(name)
    }
    events = AccessEvent.objects.filter(**exact)
    zone = timezone.get_default_timezone()
    if first := asked.get("first_day"):
        events = events.filter(at__gte=datetime.combine(first, time.min, zone))
    if last := asked.get("last_day"):
        events = events.filter(at__lt=datetime.combine(last + timedelta(days=1), time.min, zone))
    return events
