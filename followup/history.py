"""From rows to the plain values that the follow-up rules read."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from followup.domain.care_state import VisitForState
from followup.domain.classify import Flags, Readings
from followup.models import DiabetesSection, HypertensionSection, RegisterEntry, Visit

# Conditions that have a section on the form, by the name of the section on the visit.
SECTIONS = {"hypertension": "hypertension", "t2dm": "diabetes"}


@dataclass(frozen=True, slots=True)
class CareHistory:
    """Visits by condition, each list in no particular order."""

    by_condition: dict[str, list[VisitForState]]

    def of(self, condition: str) -> list[VisitForState]:
        """The visits that served a condition."""
        return self.by_condition.get(condition, [])


class VisitRow(NamedTuple):
    """The columns of a visit that the rules read, whether it is stored or only about to be."""

    pk: int
    visited_on: date
    entered_at: datetime
    mode: str
    outcome: str
    next_visit_on: date | None
    systolic_mmhg: int | None
    diastolic_mmhg: int | None
    adverse_reaction: str
    new_complication: bool
    danger_signs: list[str]
    fasting_glucose_mmol_l: Decimal | None = None
    random_glucose_mmol_l: Decimal | None = None
    postmeal_glucose_mmol_l: Decimal | None = None
    hba1c_percent: Decimal | None = None


OWN_COLUMNS = VisitRow._fields[:11]
DIABETES_COLUMNS = VisitRow._fields[11:]


def care_histories(resident_ids: Collection[int]) -> dict[int, CareHistory]:
    """The current visits of each resident, as the rules read them. One query, whatever the number.

    Columns, not model instances: a first load reads some ten thousand visits.
    """
    collected: dict[int, dict[str, list[VisitForState]]] = defaultdict(lambda: defaultdict(list))
    visits = (
        Visit.objects.current()
        .filter(resident_id__in=resident_ids)
        .order_by("resident_id", "visited_on", "pk")
        .values_list(
            "resident_id",
            *(f"{name}__visit_id" for name in SECTIONS.values()),
            *OWN_COLUMNS,
            *(f"diabetes__{column}" for column in DIABETES_COLUMNS),
        )
    )
    for resident_id, hypertension_id, diabetes_id, *columns in visits.iterator(chunk_size=5_000):
        visit = _state_of(VisitRow(*columns))
        if hypertension_id is not None:
            collected[resident_id]["hypertension"].append(visit)
        if diabetes_id is not None:
            collected[resident_id]["t2dm"].append(visit)
    return {pk: CareHistory(dict(collected[pk])) for pk in resident_ids}


def conditions_served(visit: Visit) -> list[str]:
    """The conditions whose section this visit has."""
    return [
        condition for condition, name in SECTIONS.items() if section_of(visit, name) is not None
    ]


def section_of(visit: Visit, name: str) -> HypertensionSection | DiabetesSection | None:
    """A section of the visit, None when the visit did not serve that condition."""
    section: HypertensionSection | DiabetesSection | None = getattr(visit, name, None)
    return section


def visit_for_state(visit: Visit) -> VisitForState:
    """One visit as the rules read it, stored or only about to be."""
    diabetes = section_of(visit, "diabetes")
    own = [getattr(visit, column) for column in OWN_COLUMNS[1:]]
    glucose = [getattr(diabetes, column) for column in DIABETES_COLUMNS] if diabetes else []
    return _state_of(VisitRow(visit.pk or 0, *own, *glucose))


def readings_of(visit: Visit) -> Readings:
    """What was measured at the visit."""
    return visit_for_state(visit).readings


def flags_of(visit: Visit) -> Flags:
    """What the doctor ticked at the visit."""
    return visit_for_state(visit).flags


def _state_of(row: VisitRow) -> VisitForState:
    other = row.random_glucose_mmol_l
    return VisitForState(
        visit_id=row.pk,
        visited_on=row.visited_on,
        recorded_at=row.entered_at,
        mode=row.mode,
        readings=Readings(
            systolic_mmhg=_exact(row.systolic_mmhg),
            diastolic_mmhg=_exact(row.diastolic_mmhg),
            fasting_glucose_mmol_l=row.fasting_glucose_mmol_l,
            other_glucose_mmol_l=row.postmeal_glucose_mmol_l if other is None else other,
            hba1c_percent=row.hba1c_percent,
        ),
        flags=Flags(
            adverse_reaction=row.adverse_reaction == Visit.AdverseReaction.YES,
            complication=row.new_complication,
            emergency_signs=frozenset(row.danger_signs),
        ),
        outcome=row.outcome,
        booked_on=row.next_visit_on,
    )


def conditions_on_register(
    resident_ids: Collection[int], day: date
) -> dict[int, list[RegisterEntry]]:
    """The register entries that cover a day, by resident."""
    entries: dict[int, list[RegisterEntry]] = defaultdict(list)
    for entry in (
        RegisterEntry.objects.active_on(day).filter(resident_id__in=resident_ids).order_by("pk")
    ):
        entries[entry.resident_id].append(entry)
    return entries


def _exact(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
