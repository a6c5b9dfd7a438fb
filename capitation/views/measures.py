"""The running measures: what they count, how they stand, and the residents in and out with the reason."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from capitation import catalogue
from capitation.models import LiveEvidence
from capitation.standing import live_rates, total_rates
from capitation.wording import measure_definition, measure_title, reason_words
from contracts import clock, keyset
from contracts.access import StaffRequest, for_roles
from contracts.domain.roles import Role
from contracts.selectors import names_of, teams_visible_to
from contracts.services import access
from ui.components import Badge, Crumb, Figure, Filter, Tone
from ui.formats import rate

if TYPE_CHECKING:
    from capitation.domain.measures.document import Measure
    from contracts.models import Team

CARE = (Role.DOCTOR, Role.CENTRE_ADMIN)
ALL = (*CARE, Role.INSURER_OFFICER, Role.INSURER_APPROVER, Role.AUDITOR)


@for_roles(*ALL)
@require_safe
def measures(request: StaffRequest) -> HttpResponse:
    """Show every running measure of the teams that the reader may see."""
    today = clock.today()
    teams, chosen = _teams(request)
    wanted = [chosen] if chosen else teams
    rates = total_rates(live_rates([team.pk for team in wanted], today.year))
    context = {
        "cards": [
            {
                "measure": measure,
                "title": measure_title(measure.document),
                "definition": measure_definition(measure.document),
                "rate": rates[measure.key],
                "href": _residents_href(request, measure, chosen),
            }
            for measure in _live_measures()
        ],
        "teams": _team_filters(teams, chosen),
        "year": today.year,
        "today": today,
    }
    return render(request, "capitation/measures.html", context)


@for_roles(*CARE)
@require_safe
def measure(request: StaffRequest, key: str) -> HttpResponse:
    """Show the residents in and out of one running measure, each with the reason and the reading."""
    if key not in settings.LIVE_MEASURES:
        raise Http404
    today = clock.today()
    shown = catalogue.shipped_measure(key)
    teams, chosen = _teams(request)
    rows = LiveEvidence.objects.filter(
        year=today.year, measure=key, team__in=[chosen] if chosen else teams
    )
    counts = dict(rows.order_by().values_list("status").annotate(count=Count("pk")))
    status = request.GET.get("status", "")
    if status in LiveEvidence.Status.values:
        rows = rows.filter(status=status)
    page = keyset.page(
        rows.select_related("team"),
        by=("resident_id", "pk"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    previous, following = page.links(_query(team=chosen.pk if chosen else "", status=status))
    access.record(
        by=request.user,
        action=access.Action.LISTED,
        subject="measure",
        subject_key=key,
        detail=f"{len(page.rows)} residents",
    )
    context = {
        "measure": shown,
        "title": measure_title(shown.document),
        "definition": measure_definition(shown.document),
        "rows": _rows(shown, page.rows),
        "statuses": _status_filters(status, counts, chosen),
        "teams": _team_filters(teams, chosen, status=status),
        "previous": previous,
        "next": following,
        "year": today.year,
        "crumbs": [Crumb(_("Measures"), reverse("capitation:measures"))],
    }
    return render(request, "capitation/measure.html", context)


@for_roles(Role.DOCTOR)
@require_safe
def my_rates(request: StaffRequest) -> HttpResponse:
    """The team's running control rates, as a fragment of the doctor's page."""
    today = clock.today()
    ids = list(teams_visible_to(request.user, today).values_list("pk", flat=True))
    rates = total_rates(live_rates(ids, today.year))
    figures = [
        Figure(
            label=word,
            value=rate(rates[key].numerator, rates[key].denominator) or _("not measured"),
            note=_("%(numerator)s of %(denominator)s residents")
            % {
                "numerator": f"{rates[key].numerator:,}",
                "denominator": f"{rates[key].denominator:,}",
            },
            href=reverse("capitation:measure-residents", args=[key]),
        )
        for key, word in (
            ("cn.htn.control_2017", _("Blood pressure control")),
            ("cn.dm.fpg_control_2017", _("Glucose control")),
        )
    ]
    return render(request, "capitation/_my_rates.html", {"figures": figures, "year": today.year})


def _badges() -> dict[str, tuple[str, Tone]]:
    return {
        "numerator": (_("Reached"), "good"),
        "denominator": (_("Not reached"), "bad"),
        "excluded": (_("Not counted"), "quiet"),
    }


def _live_measures() -> list[Measure]:
    return [catalogue.shipped_measure(key) for key in settings.LIVE_MEASURES]


def _teams(request: StaffRequest) -> tuple[list[Team], Team | None]:
    """The teams that the reader may see, and the one asked for; a team that he may not see does not exist."""
    teams = list(teams_visible_to(request.user, clock.today()).order_by("code"))
    wanted = request.GET.get("team", "")
    chosen = next((team for team in teams if str(team.pk) == wanted), None)
    if wanted and chosen is None:
        raise Http404
    return teams, chosen


def _team_filters(teams: list[Team], chosen: Team | None, **kept: str) -> list[Filter]:
    if len(teams) == 1:
        return []
    every = Filter(_("All teams"), f"?{_query(**kept)}", current=chosen is None)
    return [
        every,
        *(
            Filter(team.name, f"?{_query(team=team.pk, **kept)}", current=team == chosen)
            for team in teams
        ),
    ]


def _status_filters(status: str, counts: dict[str, int], chosen: Team | None) -> list[Filter]:
    team = chosen.pk if chosen else ""
    words = {"": _("All"), **{key: str(word) for key, (word, _tone) in _badges().items()}}
    return [
        Filter(
            word,
            f"?{_query(team=team, status=key)}",
            counts.get(key, 0) if key else sum(counts.values()),
            current=key == status,
        )
        for key, word in words.items()
    ]


def _rows(shown: Measure, evidence: list[LiveEvidence]) -> list[dict[str, Any]]:
    residents = names_of([row.resident_id for row in evidence])
    return [
        {
            "resident": residents[row.resident_id],
            "team": row.team,
            "badge": Badge(*_badges()[row.status]),
            "reasons": [reason_words(code) for code in row.reasons or [row.reason]],
            "found": _found(shown, row),
            "decided_on": row.decided_on,
        }
        for row in evidence
    ]


def _found(shown: Measure, row: LiveEvidence) -> str:
    """What decided, in figures: the reading with its limit, or follow-ups done of those due."""
    if row.value_1 is None:
        return ""
    if shown.document.family == "visit_schedule":
        return _("%(done)s of %(due)s follow-ups") % {
            "done": _plain(row.value_1),
            "due": _plain(row.limit_1),
        }
    is_pair = row.value_2 is not None
    value = f"{_plain(row.value_1)}/{_plain(row.value_2)}" if is_pair else _plain(row.value_1)
    limit = f"{_plain(row.limit_1)}/{_plain(row.limit_2)}" if is_pair else _plain(row.limit_1)
    return _("%(value)s (limit %(limit)s)") % {"value": value, "limit": limit}


def _plain(value: Decimal | None) -> str:
    """A figure without idle zeros: 140.00 as 140, 7.00 as 7, 6.50 as 6.5."""
    if value is None:
        return "–"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _residents_href(request: StaffRequest, shown: Measure, chosen: Team | None) -> str:
    """Where the residents stand; empty for readers who see counts only."""
    if request.user.role not in CARE:
        return ""
    query = _query(team=chosen.pk if chosen else "")
    address = reverse("capitation:measure-residents", args=[shown.key])
    return f"{address}?{query}" if query else address


def _query(**parameters: object) -> str:
    return urlencode({key: value for key, value in parameters.items() if value})
