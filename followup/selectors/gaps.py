"""What is missing for one resident this year, by the rule set's own counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from followup.domain.ruleset import RuleSet

if TYPE_CHECKING:
    from followup.models import CareState, Visit


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that should be there. ``code``: due, reading, visits, exam, foot_pulse, glucose_tests, phone.

    ``done`` of ``required`` in the calendar year; ``day`` is the due day, or when it was last done.
    """

    code: str
    condition: str = ""
    done: int = 0
    required: int = 0
    day: date | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nothing is missing."""
        return self.required > 0 and self.done >= self.required


def gaps(
    states: Sequence[CareState],
    visits: Sequence[Visit],
    rule_set: RuleSet,
    *,
    as_of: date,
    has_phone: bool,
) -> list[Gap]:
    """What is due and what is missing; ``visits`` are the current ones. Closed items are listed last."""
    this_year = [visit for visit in visits if visit.visited_on.year == as_of.year]
    met = [visit for visit in this_year if rule_set.is_face_to_face(visit.mode)]
    found: list[Gap] = []
    for state in states:
        cadence = rule_set.cadence_for(state.condition)
        if state.next_due_on is not None and state.next_due_on <= as_of:
            found.append(Gap("due", state.condition, day=state.next_due_on))
        if state.state == "no_reading":
            found.append(Gap("reading", state.condition, day=state.last_visit_on))
        if state.condition == "t2dm":
            tests = [v for v in met if _fasting(v) is not None]
            required = cadence.fasting_glucose_tests_per_year
            if required is not None:
                found.append(Gap("glucose_tests", "t2dm", len(tests), int(required.value)))
            pulses = [v for v in met if _pulse(v)]
            found.append(Gap("foot_pulse", "t2dm", len(pulses), len(met) or 1))
    if states:
        cadences = [rule_set.cadence_for(state.condition) for state in states]
        required_visits = max(int(item.visits_per_year.value) for item in cadences)
        found.append(Gap("visits", "", len(met), required_visits))
        exams = [visit for visit in met if visit.annual_exam]
        required_exams = max(int(item.annual_exams_per_year.value) for item in cadences)
        found.append(Gap("exam", "", len(exams), required_exams))
    if not has_phone:
        found.append(Gap("phone"))
    return sorted(found, key=lambda gap: gap.is_closed)


def _fasting(visit: Visit) -> object:
    return getattr(getattr(visit, "diabetes", None), "fasting_glucose_mmol_l", None)


def _pulse(visit: Visit) -> str:
    pulse: str = getattr(getattr(visit, "diabetes", None), "dorsalis_pedis", "")
    return pulse
