"""Keeping every resident's care state current, and proving it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from contracts import clock
from contracts.selectors import Person, hold_residents, people
from followup.domain.care_state import care_state
from followup.domain.classify import Readings
from followup.domain.ruleset import RuleSet
from followup.history import SECTIONS, CareHistory, care_histories, conditions_on_register
from followup.models import CareState, RegisterEntry
from followup.rules import clinical_rule_set

BATCH = 2_000
# Everything that a recomputation must find equal; the instant of writing is not part of the state.
COMPARED = (
    "team_id",
    "state",
    "last_visit_on",
    "last_visit_id",
    "last_value_1",
    "last_value_2",
    "unsatisfactory_count",
    "action",
    "next_due_on",
)


@transaction.atomic
def refresh(resident_ids: Collection[int], as_of: date) -> None:
    """Recompute the care states of these residents, inside the caller's transaction.

    Nobody else changes what follows from their facts meanwhile: a visit, a contract and the turn of the day
    take turns.
    """
    hold_residents(resident_ids)
    wanted = {(state.resident_id, state.condition): state for state in compute(resident_ids, as_of)}
    stale = [
        state.pk
        for state in CareState.objects.filter(resident_id__in=resident_ids)
        if (state.resident_id, state.condition) not in wanted
    ]
    CareState.objects.filter(pk__in=stale).delete()
    CareState.objects.bulk_create(
        list(wanted.values()),
        update_conflicts=True,
        unique_fields=["resident", "condition"],
        update_fields=[name.removesuffix("_id") for name in COMPARED] + ["updated_at"],
        batch_size=BATCH,
    )


@transaction.atomic
def rebuild_all(as_of: date) -> int:
    """Compute every care state anew; answers how many there are. For a first load and for repair."""
    CareState.objects.all().delete()
    count = 0
    for chunk in _resident_chunks():
        states = compute(chunk, as_of)
        CareState.objects.bulk_create(states, batch_size=BATCH)
        count += len(states)
    return count


def differences(as_of: date) -> list[str]:
    """What a full recomputation would change: one line per difference, empty when the state is right."""
    found: list[str] = []
    for chunk in _resident_chunks():
        kept = {
            (s.resident_id, s.condition): s for s in CareState.objects.filter(resident_id__in=chunk)
        }
        for state in compute(chunk, as_of):
            found.extend(_compare(kept.pop((state.resident_id, state.condition), None), state))
        found.extend(
            f"resident {pk} {condition}: kept, but not on the register" for pk, condition in kept
        )
    return found


def compute(resident_ids: Collection[int], as_of: date) -> list[CareState]:
    """The care states of these residents as rows not yet written: one per condition on the register."""
    rule_set = clinical_rule_set(as_of)
    persons = people(resident_ids, as_of)
    registers = conditions_on_register(resident_ids, as_of)
    histories = care_histories(list(registers))
    updated_at = clock.now()
    states = []
    for resident_id, entries in registers.items():
        person = persons[resident_id]
        if person.died_on is not None and person.died_on <= as_of:
            continue
        for entry in entries:
            if rule_set.handles(entry.condition) and entry.condition in SECTIONS:
                state = _state_row(
                    rule_set,
                    person,
                    entry,
                    entries=entries,
                    history=histories[resident_id],
                    as_of=as_of,
                )
                state.updated_at = updated_at
                states.append(state)
    return states


def _state_row(
    rule_set: RuleSet,
    person: Person,
    entry: RegisterEntry,
    *,
    entries: Sequence[RegisterEntry],
    history: CareHistory,
    as_of: date,
) -> CareState:
    others = frozenset(other.condition for other in entries if other.condition != entry.condition)
    visits = history.of(entry.condition)
    found = care_state(
        rule_set,
        entry.condition,
        born_on=person.born_on,
        registered_on=entry.starts_on,
        visits=visits,
        as_of=as_of,
        other_conditions=others,
    )
    known = [visit for visit in visits if visit.visited_on <= as_of]
    latest = max(
        known, key=lambda visit: (visit.visited_on, visit.recorded_at, visit.visit_id), default=None
    )
    value_1, value_2 = _shown_values(entry.condition, found.last_reading)
    assessment = found.last_assessment
    return CareState(
        resident_id=person.resident_id,
        condition=entry.condition,
        team_id=person.team_id,
        state=assessment.visit_class.value if assessment else CareState.State.NEVER_SEEN,
        last_visit_on=found.last_visit_on,
        last_visit_id=latest.visit_id if latest else None,
        last_value_1=value_1,
        last_value_2=value_2,
        unsatisfactory_count=found.consecutive_unsatisfactory,
        action=assessment.action.value if assessment else "first_visit",
        next_due_on=found.next_due_on,
    )


def _shown_values(
    condition: str, readings: Readings | None
) -> tuple[Decimal | None, Decimal | None]:
    if readings is None:
        return None, None
    if condition == "hypertension":
        return readings.systolic_mmhg, readings.diastolic_mmhg
    return readings.fasting_glucose_mmol_l, None


def _compare(kept: CareState | None, computed: CareState) -> list[str]:
    where = f"resident {computed.resident_id} {computed.condition}"
    if kept is None:
        return [f"{where}: missing"]
    return [
        f"{where}: {name} is {getattr(kept, name)}, should be {getattr(computed, name)}"
        for name in COMPARED
        if getattr(kept, name) != getattr(computed, name)
    ]


def _resident_chunks() -> Iterator[list[int]]:
    """The residents on any register, some thousand at a time."""
    last = 0
    entries = (
        RegisterEntry.objects.order_by("resident_id")
        .values_list("resident_id", flat=True)
        .distinct()
    )
    while chunk := list(entries.filter(resident_id__gt=last)[:BATCH]):
        yield chunk
        last = chunk[-1]
