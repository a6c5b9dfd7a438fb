"""One resident: everything that has been written down about the follow-up, as the pages and the API show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from contracts.selectors import residents_visible_to
from followup.history import SECTIONS, conditions_on_register
from followup.models import CareState, Encounter, Reading, RegisterEntry, Visit

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from contracts.models import Staff


@dataclass(frozen=True, slots=True)
class CareRecord:
    """What happened to one resident, each list the newest first; ``visits`` holds every version."""

    visits: Sequence[Visit]
    readings: Sequence[Reading]
    encounters: Sequence[Encounter]
    registers: Sequence[RegisterEntry]
    states: Sequence[CareState]

    @property
    def current_visits(self) -> list[Visit]:
        """The visits that no later version replaces."""
        replaced = {visit.replaces_id for visit in self.visits}
        return [visit for visit in self.visits if visit.pk not in replaced]


def care_record(resident_id: int) -> CareRecord:
    """All of it, in five queries and one for the drugs."""
    return CareRecord(
        visits=list(_with_parts(Visit.objects.filter(resident_id=resident_id))),
        readings=list(Reading.objects.filter(resident_id=resident_id).order_by("-taken_at", "-pk")),
        encounters=list(
            Encounter.objects.filter(resident_id=resident_id).order_by("-admitted_on", "-pk")
        ),
        registers=list(
            RegisterEntry.objects.filter(resident_id=resident_id).order_by("-starts_on", "-pk")
        ),
        states=list(CareState.objects.filter(resident_id=resident_id).order_by("condition")),
    )


def last_visit(resident_id: int) -> Visit | None:
    """The newest visit in its newest version."""
    return _with_parts(Visit.objects.current().filter(resident_id=resident_id)).first()


def visit_of(staff: Staff, day: date, pk: int) -> Visit | None:
    """A visit, in whatever version, of a resident whom this member of staff may open on a day."""
    visible = residents_visible_to(staff, day).values("pk")
    return _with_parts(Visit.objects.filter(pk=pk, resident__in=visible)).first()


def versions_of(visit: Visit) -> list[Visit]:
    """Every version of a visit, the first entry first."""
    family = {
        other.pk: other
        for other in _with_parts(Visit.objects.filter(resident_id=visit.resident_id))
    }
    first = visit
    while first.replaces_id is not None:
        first = family[first.replaces_id]
    following = {other.replaces_id: other for other in family.values()}
    versions = [first]
    while versions[-1].pk in following:
        versions.append(following[versions[-1].pk])
    return versions


def form_conditions(resident_id: int, day: date) -> list[str]:
    """The conditions on the register on a day that have a section on the form, in the form's order."""
    listed = {entry.condition for entry in conditions_on_register([resident_id], day)[resident_id]}
    return [condition for condition in SECTIONS if condition in listed]


def _with_parts(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    return (
        visits.select_related("hypertension", "diabetes")
        .prefetch_related("medications")
        .order_by("-visited_on", "-pk")
    )
