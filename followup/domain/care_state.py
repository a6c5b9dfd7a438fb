"""Where a resident stands with one condition, worked out from all of his visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from followup.domain.classify import (
    Action,
    Assessment,
    Flags,
    Readings,
    VisitClass,
    classify,
)
from followup.domain.ruleset import RuleSet

OUTCOME_ENDED = "ended"
OUTCOME_LOST = "lost"
BAND_ENDED = "ended"
BAND_NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True)
class VisitForState:
    """One visit as far as the state of one condition depends on it.

    ``booked_on`` is the next visit the doctor wrote on the form; a later day than the rule set
    allows is not taken over.
    """

    visit_id: int
    visited_on: date
    recorded_at: datetime
    mode: str
    readings: Readings
    flags: Flags = field(default_factory=Flags)
    outcome: str = "continue"
    booked_on: date | None = None


@dataclass(frozen=True, slots=True)
class CareState:
    """Last reading, class and next due day of one resident and condition.

    ``next_due_on`` is None once management has ended. ``overdue_days`` is negative before the day.
    ``overdue_band`` is a band of the rule set, or ``not_due`` / ``ended``.
    """

    condition: str
    last_visit_on: date | None
    last_face_to_face_on: date | None
    last_reading: Readings | None
    last_reading_on: date | None
    last_assessment: Assessment | None
    consecutive_unsatisfactory: int
    is_lost: bool
    next_due_on: date | None
    overdue_days: int | None
    overdue_band: str


@dataclass(frozen=True, slots=True)
class AssessedVisit:
    """A visit with its assessment and the due day that it left behind."""

    visit: VisitForState
    assessment: Assessment
    next_due_on: date


def assess_history(
    rule_set: RuleSet,
    condition: str,
    *,
    born_on: date,
    visits: Sequence[VisitForState],
    other_conditions: frozenset[str] = frozenset(),
) -> list[AssessedVisit]:
    """Return the visits in order of date, each assessed with the earlier ones in mind."""
    assessed: list[AssessedVisit] = []
    classes: list[VisitClass] = []
    due_on: date | None = None
    for visit in sorted(visits, key=_order):
        assessment = classify(
            rule_set,
            condition,
            born_on=born_on,
            visited_on=visit.visited_on,
            readings=visit.readings,
            flags=visit.flags,
            other_conditions=other_conditions,
            previous_classes=classes,
        )
        due_on = _next_due(visit, assessment, due_on)
        assessed.append(AssessedVisit(visit, assessment, due_on))
        classes.append(assessment.visit_class)
    return assessed


def care_state(
    rule_set: RuleSet,
    condition: str,
    *,
    born_on: date,
    registered_on: date,
    visits: Sequence[VisitForState],
    as_of: date,
    other_conditions: frozenset[str] = frozenset(),
) -> CareState:
    """Return the state on the day ``as_of``; later visits in the list are not looked at.

    Without a visit the first one is due as if a satisfactory visit had been on ``registered_on``.
    """
    known = [visit for visit in visits if visit.visited_on <= as_of]
    history = assess_history(
        rule_set, condition, born_on=born_on, visits=known, other_conditions=other_conditions
    )
    if not history:
        within = rule_set.cadence_for(condition).book_within
        return _state(rule_set, condition, [], registered_on + timedelta(int(within.value)), as_of)
    latest = history[-1]
    due_on = None if latest.visit.outcome == OUTCOME_ENDED else latest.next_due_on
    return _state(rule_set, condition, history, due_on, as_of)


def overdue_band(rule_set: RuleSet, overdue_days: int) -> str:
    """Return the name of the band that holds so many days past due (negative: days to go)."""
    name = BAND_NOT_DUE
    for band in sorted(rule_set.overdue_bands, key=lambda band: band.from_days):
        if overdue_days >= band.from_days:
            name = band.band
    return name


def _state(
    rule_set: RuleSet,
    condition: str,
    history: list[AssessedVisit],
    due_on: date | None,
    as_of: date,
) -> CareState:
    latest = history[-1] if history else None
    read = [item for item in history if item.assessment.reading_at_target is not None]
    met = [item for item in history if rule_set.is_face_to_face(item.visit.mode)]
    overdue_days = None if due_on is None else (as_of - due_on).days
    return CareState(
        condition=condition,
        last_visit_on=latest.visit.visited_on if latest else None,
        last_face_to_face_on=met[-1].visit.visited_on if met else None,
        last_reading=read[-1].visit.readings if read else None,
        last_reading_on=read[-1].visit.visited_on if read else None,
        last_assessment=latest.assessment if latest else None,
        consecutive_unsatisfactory=(latest.assessment.consecutive_unsatisfactory if latest else 0),
        is_lost=latest is not None and latest.visit.outcome == OUTCOME_LOST,
        next_due_on=due_on,
        overdue_days=overdue_days,
        overdue_band=(BAND_ENDED if overdue_days is None else overdue_band(rule_set, overdue_days)),
    )


def _next_due(visit: VisitForState, assessment: Assessment, due_before: date | None) -> date:
    """A visit without a reading leaves a due day that is still ahead where it was.

    Otherwise a telephone call about nothing would postpone, or bring forward, the real visit.
    """
    due_on = assessment.next_due_on
    if assessment.visit_class == VisitClass.NO_READING:
        if due_before is not None and due_before >= visit.visited_on:
            return due_before
        return due_on
    if assessment.action == Action.BOOK_NEXT and visit.booked_on is not None:
        return min(due_on, max(visit.booked_on, visit.visited_on))
    return due_on


def _order(visit: VisitForState) -> tuple[date, datetime, int]:
    return visit.visited_on, visit.recorded_at, visit.visit_id
