"""The register of a team by state; the states add to the whole register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Case, CharField, Count, Q, Value, When

from contracts.selectors import residents_visible_to
from followup.models import CareState

if TYPE_CHECKING:
    from contracts.models import Staff

NOT_SEEN = "not_seen"


@dataclass(frozen=True, slots=True)
class RegisterStates:
    """How the residents on one register stand: four states that add to ``total``."""

    condition: str
    controlled: int
    not_controlled: int
    no_reading: int
    not_seen: int

    @property
    def total(self) -> int:
        """Everybody on the register."""
        return self.controlled + self.not_controlled + self.no_reading + self.not_seen


def register_states(staff: Staff, day: date) -> list[RegisterStates]:
    """The registers of the residents this member of staff looks after, by state. One query.

    Not seen: no visit in the calendar year of ``day``, whatever the state before was; the year is the period
    that the specification's yearly control rate looks at.
    """
    seen_this_year = Q(last_visit_on__gte=day.replace(month=1, day=1))
    shown = Case(
        When(~seen_this_year | Q(last_visit_on__isnull=True), then=Value(NOT_SEEN)),
        When(state=CareState.State.EMERGENCY, then=Value(CareState.State.NOT_CONTROLLED.value)),
        default="state",
        output_field=CharField(),
    )
    rows = (
        CareState.objects.filter(resident__in=residents_visible_to(staff, day).values("pk"))
        .annotate(shown=shown)
        .order_by()
        .values_list("condition", "shown")
        .annotate(count=Count("pk"))
    )
    found = {(condition, state): count for condition, state, count in rows}
    return [
        RegisterStates(
            condition=condition,
            controlled=found.get((condition, CareState.State.CONTROLLED.value), 0),
            not_controlled=found.get((condition, CareState.State.NOT_CONTROLLED.value), 0),
            no_reading=found.get((condition, CareState.State.NO_READING.value), 0),
            not_seen=found.get((condition, NOT_SEEN), 0),
        )
        for condition in sorted({condition for condition, _state in found})
    ]
