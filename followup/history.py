"""From rows to the plain values that the follow-up rules read."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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


def care_histories(resident_ids: Collection[int]) -> dict[int, CareHistory]:
    """The current visits of each resident, as the rules read them. One query, whatever the number."""
    collected: dict[int, dict[str, list[VisitForState]]] = defaultdict(lambda: defaultdict(list))
    visits = (
        Visit.objects.current()
        .filter(resident_id__in=resident_ids)
        .select_related("hypertension", "diabetes")
        .order_by("resident_id", "visited_on", "pk")
    )
    for visit in visits.iterator(chunk_size=5_000):
        for condition in conditions_served(visit):
            collected[visit.resident_id][condition].append(visit_for_state(visit))
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
    """One visit as the rules read it."""
    return VisitForState(
        visit_id=visit.pk or 0,
        visited_on=visit.visited_on,
        recorded_at=visit.entered_at,
        mode=visit.mode,
        readings=readings_of(visit),
        flags=flags_of(visit),
        outcome=visit.outcome,
        booked_on=visit.next_visit_on,
    )


def readings_of(visit: Visit) -> Readings:
    """What was measured at the visit."""
    diabetes: DiabetesSection | None = getattr(visit, "diabetes", None)
    others = [diabetes.random_glucose_mmol_l, diabetes.postmeal_glucose_mmol_l] if diabetes else []
    return Readings(
        systolic_mmhg=_exact(visit.systolic_mmhg),
        diastolic_mmhg=_exact(visit.diastolic_mmhg),
        fasting_glucose_mmol_l=diabetes.fasting_glucose_mmol_l if diabetes else None,
        other_glucose_mmol_l=next((value for value in others if value is not None), None),
        hba1c_percent=diabetes.hba1c_percent if diabetes else None,
    )


def flags_of(visit: Visit) -> Flags:
    """What the doctor ticked at the visit."""
    return Flags(
        adverse_reaction=visit.adverse_reaction == Visit.AdverseReaction.YES,
        complication=visit.new_complication,
        emergency_signs=frozenset(visit.danger_signs),
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
