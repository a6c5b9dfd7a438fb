"""Recording what happened to a resident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from contracts import clock
from contracts.access import require_role
from contracts.domain.errors import DomainError
from contracts.domain.roles import Role
from contracts.selectors import Person, hold_resident, people, teams_visible_to
from contracts.services import access
from followup import events
from followup.domain.care_state import assess_history
from followup.domain.classify import Assessment
from followup.history import SECTIONS, care_histories, conditions_on_register, visit_for_state
from followup.models import DiabetesSection, HypertensionSection, Visit, VisitMedication
from followup.rules import clinical_rule_set
from followup.services import care_states

if TYPE_CHECKING:
    from contracts.models import Staff


@dataclass(frozen=True, slots=True)
class VisitEntry:
    """One follow-up as entered: rows not yet written. ``visit`` carries resident, team, day, mode and fields."""

    visit: Visit
    hypertension: HypertensionSection | None = None
    diabetes: DiabetesSection | None = None
    medications: Sequence[VisitMedication] = field(default=())

    @property
    def sections(self) -> dict[str, HypertensionSection | DiabetesSection]:
        """The sections by condition."""
        found: dict[str, HypertensionSection | DiabetesSection] = {}
        if self.hypertension is not None:
            found["hypertension"] = self.hypertension
        if self.diabetes is not None:
            found["t2dm"] = self.diabetes
        return found


def assess_entry(entry: VisitEntry) -> dict[str, Assessment]:
    """What this visit would mean, by condition, before anything is written.

    The visit is judged with the resident's earlier visits in mind; a corrected visit is left out.
    """
    visit = entry.visit
    visit.entered_at = clock.now()
    person = people([visit.resident_id], visit.visited_on)[visit.resident_id]
    rule_set = clinical_rule_set(visit.visited_on)
    history = care_histories([visit.resident_id])[visit.resident_id]
    entries = conditions_on_register([visit.resident_id], visit.visited_on)[visit.resident_id]
    _attach(entry)
    this = visit_for_state(visit)
    assessments = {}
    for condition in entry.sections:
        earlier = [
            other
            for other in history.of(condition)
            if other.visit_id != visit.replaces_id and other.visited_on <= visit.visited_on
        ]
        assessed = assess_history(
            rule_set,
            condition,
            born_on=person.born_on,
            visits=[*earlier, this],
            other_conditions=frozenset(e.condition for e in entries if e.condition != condition),
        )
        assessments[condition] = next(item for item in assessed if item.visit is this).assessment
    return assessments


@transaction.atomic
def record_visit(*, by: Staff, entry: VisitEntry) -> tuple[Visit, dict[str, Assessment]]:
    """Write a visit; the resident's care state, evidence and the team's counters move with it.

    Errors: ``visit_exists`` (same resident, team and day), ``no_contract`` (also for a team that is not the
    doctor's), ``no_register``, ``before_birth``, ``after_death``, ``in_the_future``.
    """
    require_role(by, Role.DOCTOR)
    visit = entry.visit
    _require_own_team(by, visit.team_id)
    hold_resident(visit.resident_id)
    person = people([visit.resident_id], visit.visited_on)[visit.resident_id]
    _check_day(visit, person)
    _check_panel(visit, person)
    _check_registers(entry)
    visit.entered_by = by.username
    assessments = _write(entry)
    _announce(visit)
    access.record(by=by, action=access.Action.RECORDED, subject="visit", subject_key=visit.pk)
    return visit, assessments


@transaction.atomic
def correct_visit(
    *, by: Staff, original: Visit, entry: VisitEntry, reason: str
) -> tuple[Visit, dict[str, Assessment]]:
    """Write a new version of a visit that points back to the original, which stays readable.

    Errors: ``reason_missing``, ``already_corrected`` when a newer version exists, and those of ``record_visit``.
    """
    require_role(by, Role.DOCTOR)
    _require_own_team(by, original.team_id)
    hold_resident(original.resident_id)
    if not reason.strip():
        raise DomainError("reason_missing", "correction_reason")
    if Visit.objects.filter(replaces=original).exists():
        raise DomainError("already_corrected", "visited_on")
    visit = entry.visit
    visit.resident_id, visit.team_id = original.resident_id, original.team_id
    visit.replaces = original
    visit.correction_reason = reason.strip()
    visit.entered_by = by.username
    _check_day(visit, people([visit.resident_id], visit.visited_on)[visit.resident_id])
    _refuse_taken_day(visit, original)
    _check_registers(entry)
    assessments = _write(entry)
    _announce(visit)
    access.record(
        by=by, action=access.Action.CORRECTED, subject="visit", subject_key=visit.pk, reason=reason
    )
    return visit, assessments


def _require_own_team(by: Staff, team_id: int) -> None:
    if not teams_visible_to(by, clock.today()).filter(pk=team_id).exists():
        raise DomainError("no_contract", "visited_on")


def _check_day(visit: Visit, person: Person) -> None:
    if visit.visited_on > clock.today():
        raise DomainError("in_the_future", "visited_on")
    if visit.visited_on < person.born_on:
        raise DomainError("before_birth", "visited_on")
    if person.died_on is not None and visit.visited_on > person.died_on:
        raise DomainError("after_death", "visited_on", {"died_on": person.died_on.isoformat()})


def _check_panel(visit: Visit, person: Person) -> None:
    if person.team_id != visit.team_id:
        raise DomainError("no_contract", "visited_on")
    if Visit.objects.filter(
        resident_id=visit.resident_id,
        team_id=visit.team_id,
        visited_on=visit.visited_on,
        replaces__isnull=True,
    ).exists():
        raise DomainError(
            "visit_exists", "visited_on", {"visited_on": visit.visited_on.isoformat()}
        )


def _refuse_taken_day(visit: Visit, original: Visit) -> None:
    """A correction may move a visit to another day, but not onto another visit of the same team."""
    others = Visit.objects.current().filter(
        resident_id=visit.resident_id, team_id=visit.team_id, visited_on=visit.visited_on
    )
    if others.exclude(pk=original.pk).exists():
        raise DomainError(
            "visit_exists", "visited_on", {"visited_on": visit.visited_on.isoformat()}
        )


def _check_registers(entry: VisitEntry) -> None:
    visit = entry.visit
    registers = conditions_on_register([visit.resident_id], visit.visited_on)[visit.resident_id]
    listed = {register.condition for register in registers}
    if not entry.sections or not set(entry.sections) <= listed:
        raise DomainError("no_register", "visited_on")


def _write(entry: VisitEntry) -> dict[str, Assessment]:
    visit = entry.visit
    assessments = assess_entry(entry)
    if visit.next_visit_on is None:
        visit.next_visit_on = min(assessment.next_due_on for assessment in assessments.values())
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError as error:
        raise DomainError(
            "visit_exists", "visited_on", {"visited_on": visit.visited_on.isoformat()}
        ) from error
    for condition, section in entry.sections.items():
        code = assessments[condition].form_code
        section.classification = "" if code is None else str(code)
        section.visit = visit
        section.save(force_insert=True)
    for position, medication in enumerate(entry.medications, start=1):
        medication.visit, medication.position = visit, position
    VisitMedication.objects.bulk_create(entry.medications)
    return assessments


def _attach(entry: VisitEntry) -> None:
    """Let the unwritten visit know its sections, so that the rules read it as they read a stored one."""
    for condition, section in entry.sections.items():
        setattr(entry.visit, SECTIONS[condition], section)


def _announce(visit: Visit) -> None:
    as_of: date = clock.today()
    care_states.refresh([visit.resident_id], as_of)
    events.care_recorded.send(Visit, resident_ids=[visit.resident_id], as_of=as_of)
