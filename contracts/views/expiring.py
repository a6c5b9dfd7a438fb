"""Contracts that run out, early enough to renew them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contracts import clock, keyset
from contracts.access import StaffRequest, for_roles
from contracts.domain.roles import Role
from contracts.models import Contract, Team
from contracts.panel import expiring, expiring_by_team
from contracts.services import access
from ui.components import Filter

WINDOWS = (30, 60, 90)


@for_roles(Role.CENTRE_ADMIN, Role.DOCTOR)
@require_safe
def expiring_contracts(request: StaffRequest) -> HttpResponse:
    """List the contracts whose last day comes within 30, 60 or 90 days, by team."""
    today = clock.today()
    days = _days(request)
    teams = Team.objects.visible_to(request.user, today)
    every = expiring(teams, today, days)
    rows = _of_team(request, teams, every)
    page = keyset.page(
        rows.select_related("resident", "team"),
        by=("ends_on", "pk"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    chosen = request.GET.get("team", "")
    previous, following = page.links(_query(within=days, team=chosen))
    access.record(
        by=request.user,
        action=access.Action.LISTED,
        subject="expiring contracts",
        subject_key=chosen or "all",
        detail=f"{len(page.rows)} residents",
    )
    counts = expiring_by_team(every)
    context = {
        "rows": [{"contract": row, "left": _days_left(row, days)} for row in page.rows],
        "days": days,
        "windows": [
            Filter(
                _("%(days)s days") % {"days": window},
                f"?{_query(within=window, team=chosen)}",
                expiring(teams, today, window).count(),
                current=window == days,
            )
            for window in WINDOWS
        ],
        "teams": [
            Filter(
                _("All teams"),
                f"?{_query(within=days)}",
                sum(row.count for row in counts),
                not chosen,
            ),
            *(
                Filter(
                    row.name,
                    f"?{_query(within=days, team=row.team_id)}",
                    row.count,
                    chosen == str(row.team_id),
                )
                for row in counts
            ),
        ],
        "previous": previous,
        "next": following,
        "is_admin": request.user.role == Role.CENTRE_ADMIN,
    }
    return render(request, "contracts/expiring.html", context)


def _days(request: StaffRequest) -> int:
    wanted = request.GET.get("within", str(WINDOWS[0]))
    return next((window for window in WINDOWS if str(window) == wanted), WINDOWS[0])


def _of_team(
    request: StaffRequest, teams: QuerySet[Team], rows: QuerySet[Contract]
) -> QuerySet[Contract]:
    wanted = request.GET.get("team", "")
    if not wanted:
        return rows
    if not wanted.isdecimal() or not teams.filter(pk=int(wanted[:18])).exists():
        raise Http404
    return rows.filter(team=int(wanted[:18]))


def _days_left(contract: Contract, window: int) -> int:
    """Days from today to the last day; 0 is today."""
    ends_on = contract.ends_on
    return (ends_on - clock.today()).days - 1 if ends_on else window


def _query(**parameters: object) -> str:
    return urlencode({key: value for key, value in parameters.items() if value})
