"""The panel: who is signed on a day, as a page and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contracts import clock, exports, keyset
from contracts import panel as panels
from contracts.access import StaffRequest, for_roles
from contracts.domain.ages import age_on
from contracts.domain.roles import Role
from contracts.forms import PanelForm
from contracts.models import Contract, Team
from contracts.panel import Movement, PanelQuery
from contracts.services import access
from ui.components import Filter

PANEL_ROLES = (Role.DOCTOR, Role.CENTRE_ADMIN)


@dataclass(frozen=True, slots=True)
class Asked:
    """The panel that an address asks for."""

    form: PanelForm
    query: PanelQuery
    team: Team | None
    parameters: dict[str, str]

    def address(self, **changes: str) -> str:
        """The parameters with some changed (empty: left out), as a query string."""
        merged = {**self.parameters, **changes}
        return urlencode({key: value for key, value in merged.items() if value})


@dataclass(frozen=True, slots=True)
class PanelRow:
    """One resident on the panel as the page shows him."""

    contract: Contract
    age: int
    can_end: bool


@for_roles(*PANEL_ROLES)
@require_safe
def panel(request: StaffRequest) -> HttpResponse:
    """Show the panel of a team or of the whole centre on any day."""
    asked = _asked(request)
    page = keyset.page(
        panels.contracts_on_panel(asked.query),
        by=panels.ORDER,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    previous, following = page.links(asked.address())
    counts = panels.counts_by_movement(asked.query)
    _log(request, asked, access.Action.LISTED, len(page.rows))
    is_admin = request.user.role == Role.CENTRE_ADMIN
    context = {
        "asked": asked,
        "form": asked.form,
        "teams": Team.objects.visible_to(request.user, asked.query.day).order_by("code"),
        "rows": [
            PanelRow(
                row, age_on(row.resident.born_on, asked.query.day), is_admin and not row.end_reason
            )
            for row in page.rows
        ],
        "filters": _filters(asked, counts),
        "total": counts[Movement.ALL],
        "previous": previous,
        "next": following,
        "is_admin": is_admin,
        "exports": asked.address(),
    }
    return render(request, "contracts/panel.html", context)


@for_roles(*PANEL_ROLES)
@require_safe
def panel_export(request: StaffRequest, kind: str) -> HttpResponse:
    """The same panel as a CSV file or a workbook, every page of it."""
    asked = _asked(request)
    rows = list(panels.panel_rows(panels.contracts_on_panel(asked.query), asked.query.day))
    name = f"panel-{asked.query.day:%Y%m%d}.{kind}"
    if kind == "csv":
        content, content_type = exports.csv_bytes(_header(), rows), "text/csv; charset=utf-8"
    elif kind == "xlsx":
        content, content_type = exports.xlsx_bytes(_("Panel"), _header(), rows), exports.XLSX
    else:
        raise Http404
    _log(request, asked, access.Action.EXPORTED, len(rows))
    return exports.attachment(content, name=name, content_type=content_type)


def _asked(request: StaffRequest) -> Asked:
    """Read the address; a team that the reader may not see does not exist for him."""
    today = clock.today()
    given = {name: request.GET[name] for name in ("day", "since") if request.GET.get(name)}
    form = PanelForm({"day": today.isoformat(), **given})
    form.is_valid()
    day: date = form.cleaned_data.get("day") or today
    since: date = form.cleaned_data.get("since") or day.replace(day=1)
    form.data = {**form.data, "since": form.data.get("since", since.isoformat())}
    teams = Team.objects.visible_to(request.user, day)
    team = None
    if wanted := request.GET.get("team", ""):
        if not wanted.isdecimal():
            raise Http404
        team = get_object_or_404(teams, pk=int(wanted[:18]))
        teams = teams.filter(pk=team.pk)
    moved = request.GET.get("moved", "")
    movement = Movement(moved) if moved in set(Movement) else Movement.ALL
    text = request.GET.get("q", "")[:40]
    parameters = {
        "day": request.GET.get("day", ""),
        "since": request.GET.get("since", ""),
        "team": wanted,
        "q": text,
        "moved": "" if movement is Movement.ALL else movement.value,
    }
    return Asked(form, PanelQuery(teams, day, since, text, movement), team, parameters)


def _filters(asked: Asked, counts: dict[Movement, int]) -> list[Filter]:
    words = {
        Movement.ALL: _("On the panel"),
        Movement.JOINED: _("Joined the panel"),
        Movement.LEFT: _("Left the panel"),
    }
    page = reverse("contracts:panel")
    return [
        Filter(
            label=word,
            href=f"{page}?{asked.address(moved='' if movement is Movement.ALL else movement.value)}",
            count=counts[movement],
            current=asked.query.movement is movement,
        )
        for movement, word in words.items()
    ]


def _log(request: StaffRequest, asked: Asked, action: access.Action, count: int) -> None:
    organisation = request.user.organisation
    access.record(
        by=request.user,
        action=action,
        subject="panel",
        subject_key=asked.team.code if asked.team else organisation.code if organisation else "",
        detail=f"{count} residents on {asked.query.day.isoformat()}",
    )


def _header() -> list[str]:
    return [
        _("Name"),
        _("Sex"),
        _("Date of birth"),
        _("Age"),
        _("Phone tail"),
        _("Team"),
        _("Contract number"),
        _("Signed on"),
        _("First day"),
        _("Last day"),
    ]
