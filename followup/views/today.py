"""The doctor's first page: whom to see now, and how the panel stands."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from contracts import clock
from contracts.access import StaffRequest, for_roles
from contracts.domain.roles import Role
from contracts.services import access
from followup import wording
from followup.selectors import (
    DueFilter,
    DueList,
    DueView,
    RegisterStates,
    due_list,
    register_states,
)
from followup.views.due_rows import due_rows
from followup.views.rates import rates_url
from ui.charts import Chart, Part, state_bar
from ui.components import Filter

if TYPE_CHECKING:
    from collections.abc import Sequence


@for_roles(Role.DOCTOR)
def today(request: StaffRequest) -> HttpResponse:
    """The due list of the doctor's teams, the registers by state, and the team's rates."""
    day = clock.today()
    wanted = _wanted(request)
    found = due_list(request.user, day, wanted)
    registers = register_states(request.user, day)
    access.record(
        by=request.user,
        action=access.Action.LISTED,
        subject="due_list",
        subject_key=wanted.view,
        detail=f"{len(found.rows)} rows",
    )
    context = {
        "day": day,
        "rows": due_rows(found.rows, day),
        "found": found,
        "due_total": found.counts[DueView.ALL],
        "views": _views(found, wanted),
        "condition_filters": _conditions(registers, wanted),
        "panels": [_panel(states, day) for states in registers],
        "next_href": _href(wanted, after=found.next_after) if found.next_after else "",
        "first_href": _href(wanted) if wanted.after else "",
        "rates_url": rates_url(),
        "is_filtered": wanted.view != DueView.ALL or bool(wanted.condition),
    }
    return render(request, "followup/today.html", context)


def _wanted(request: StaffRequest) -> DueFilter:
    view = request.GET.get("view", "")
    condition = request.GET.get("condition", "")
    return DueFilter(
        view=DueView(view) if view in set(DueView) else DueView.ALL,
        condition=condition if condition in wording.conditions() else "",
        after=request.GET.get("after", ""),
    )


def _href(wanted: DueFilter, **changed: str) -> str:
    """The address of the list with some of its choices changed; a new choice starts at the first page."""
    choices = {"view": wanted.view.value, "condition": wanted.condition, **changed}
    kept = {name: value for name, value in choices.items() if value and value != DueView.ALL}
    here = reverse("followup:today")
    return f"{here}?{urlencode(kept)}" if kept else here


def _views(found: DueList, wanted: DueFilter) -> list[Filter]:
    words = {
        DueView.ALL: _("All"),
        DueView.OVERDUE: _("Overdue"),
        DueView.TODAY: _("Due today"),
        DueView.SOON: _("This week"),
    }
    return [
        Filter(words[view], _href(wanted, view=view.value), found.counts[view], view == wanted.view)
        for view in DueView
    ]


def _conditions(registers: Sequence[RegisterStates], wanted: DueFilter) -> list[Filter]:
    """The registers to choose from; nothing to choose with one register only."""
    if len(registers) <= 1:
        return []
    every = [Filter(_("Every condition"), _href(wanted, condition=""), None, not wanted.condition)]
    return every + [
        Filter(
            wording.condition_name(states.condition),
            _href(wanted, condition=states.condition),
            None,
            states.condition == wanted.condition,
        )
        for states in registers
    ]


def _panel(states: RegisterStates, day: date) -> Chart:
    name = wording.condition_name(states.condition)
    return state_bar(
        key=f"states-{states.condition}",
        title=_("%(condition)s: %(count)s on the register")
        % {"condition": name, "count": f"{states.total:,}"},
        parts=[
            Part(_("Controlled"), states.controlled, "ok"),
            Part(_("Not controlled"), states.not_controlled, "not"),
            Part(_("Seen, not measured"), states.no_reading, "blank"),
            Part(_("Not seen in %(year)s") % {"year": day.year}, states.not_seen, "miss"),
        ],
    )
