"""Teams side by side, as they stand today."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from capitation import standing
from capitation.standing import HYPERTENSION, MEASURE_OF_SORT, Rate, Standing
from capitation.wording import MEASURE_SHORT
from contracts import clock
from contracts.access import StaffRequest, for_roles
from contracts.domain.roles import Role
from ui.charts import Part, state_bar
from ui.charts.chart import Chart


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its word, the address that sorts by it, whether it sorts now."""

    label: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A row of the table: the counts, the bar, and the rates in the order of the columns."""

    standing: Standing
    bar: SafeString
    rates: list[tuple[str, Rate]]


@for_roles(Role.CENTRE_ADMIN, Role.INSURER_OFFICER, Role.INSURER_APPROVER, Role.AUDITOR)
@require_safe
def teams(request: StaffRequest) -> HttpResponse:
    """Compare the teams of a centre, or of the insurer's region: counts and rates, never a name."""
    today = clock.today()
    every = standing.teams_standing(request.user, today)
    sort = request.GET.get("sort", "")
    shown = sorted(every, key=standing.SORTS[sort]) if sort in standing.SORTS else every
    total = standing.total(every)
    context = {
        "rows": [_row(team) for team in shown],
        "total": _row(total),
        "legend": _bar(total, key="legend", legend=True),
        "counts": [_heading(key, word, sort) for key, word in _count_words()],
        "measures": [
            _heading(key, str(MEASURE_SHORT[measure]), sort)
            for key, measure in MEASURE_OF_SORT.items()
        ],
        "today": today,
        "is_centre": request.user.role == Role.CENTRE_ADMIN,
        "place": request.user.organisation,
    }
    return render(request, "capitation/teams.html", context)


def _row(team: Standing) -> TeamRow:
    key = f"states-{team.team.pk}" if team.team else "states-all"
    return TeamRow(
        standing=team,
        bar=_bar(team, key=key, legend=False).svg,
        rates=[
            (str(MEASURE_SHORT[measure]), team.rates.get(measure, Rate()))
            for measure in MEASURE_OF_SORT.values()
        ],
    )


def _bar(team: Standing, *, key: str, legend: bool) -> Chart:
    return state_bar(
        key=key,
        title=_("Hypertension register by state"),
        parts=[
            Part(_("Controlled"), team.state_count(HYPERTENSION, "controlled"), "ok"),
            Part(_("Not controlled"), team.state_count(HYPERTENSION, "not_controlled"), "not"),
            Part(_("Seen, not measured"), team.state_count(HYPERTENSION, "no_reading"), "blank"),
            Part(_("Not seen this year"), team.state_count(HYPERTENSION, "not_seen"), "miss"),
        ],
        legend=legend,
    )


def _count_words() -> list[tuple[str, str]]:
    return [("signed", _("Signed")), ("due", _("Due soon")), ("overdue", _("Overdue"))]


def _heading(key: str, label: str, sort: str) -> Heading:
    return Heading(label, f"{reverse('capitation:teams')}?sort={key}", key == sort)
