"""Finding a resident and reading one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from contracts import clock
from contracts.access import StaffRequest, for_roles
from contracts.domain.roles import CARE_ROLES, Role
from contracts.selectors import contracts_of, residents_visible_to
from contracts.services import access
from followup import wording
from followup.rules import clinical_rule_set
from followup.selectors.gaps import gaps
from followup.selectors.person import care_record
from followup.views.due_rows import person_words
from followup.views.life_line import events
from followup.views.person_cards import (
    contract_facts,
    drug_facts,
    figure,
    found_residents,
    gap_card,
    person_facts,
)
from followup.views.trends import reading_trend

if TYPE_CHECKING:
    from contracts.models import Resident

MOST_RESULTS = 30
SHOWN_EVENTS = 12


@for_roles(*CARE_ROLES)
def resident_search(request: StaffRequest) -> HttpResponse:
    """Residents by name, pinyin, initials, or the last four of phone or identity number."""
    text = request.GET.get("q", "").strip()
    day = clock.today()
    visible = residents_visible_to(request.user, day)
    matches = visible.found_by(text)  # type: ignore[attr-defined] # the manager's own queryset
    found = list(matches.order_by("name", "pk")[: MOST_RESULTS + 1])
    shown = found[:MOST_RESULTS]
    if text:
        access.record(
            by=request.user,
            action=access.Action.SEARCHED,
            subject="resident",
            subject_key="search",
            detail=f"{len(shown)} found",
        )
    context = {
        "text": text,
        "rows": found_residents(shown, day),
        "has_more": len(found) > MOST_RESULTS,
        "panel_count": visible.count() if not text else None,
        "may_record": request.user.role == Role.DOCTOR,
    }
    return render(request, "followup/search.html", context)


@for_roles(*CARE_ROLES)
def resident(request: StaffRequest, pk: int) -> HttpResponse:
    """One resident: gaps first, then the curves, then everything that happened."""
    day = clock.today()
    person = residents_visible_to(request.user, day).filter(pk=pk).first()
    if person is None:
        raise Http404
    access.record(by=request.user, action=access.Action.VIEWED, subject="resident", subject_key=pk)
    context = _resident_context(person, day)
    context["may_record"] = request.user.role == Role.DOCTOR and bool(context["figures"])
    return render(request, "followup/resident.html", context)


def _resident_context(person: Resident, day: date) -> dict[str, Any]:
    record = care_record(person.pk)
    contracts = list(contracts_of(person.pk))
    rule_set = clinical_rule_set(day)
    visits = record.current_visits
    missing = gaps(record.states, visits, rule_set, as_of=day, has_phone=bool(person.phone))
    timeline = events(record, contracts, day)
    return {
        "resident": person,
        "who": person_words(person, day),
        "figures": [figure(state, day) for state in record.states],
        "gap_cards": [gap_card(gap, day) for gap in missing],
        "open_count": sum(not gap.is_closed for gap in missing),
        "chart": reading_trend(record, person, rule_set, day),
        "events": timeline[:SHOWN_EVENTS],
        "earlier_events": timeline[SHOWN_EVENTS:],
        "contract_facts": contract_facts(contracts, day),
        "person_facts": person_facts(person),
        "drug_facts": drug_facts(visits),
        "rule_set": wording.rule_set_title(rule_set),
    }
