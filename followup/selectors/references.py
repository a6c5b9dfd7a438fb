"""The rows that evidence names (``visit:12``, ``reading:7``, ``stay:5``), as plain values without a person in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from followup.models import Encounter, Reading, Visit


@dataclass(frozen=True, slots=True)
class NamedRow:
    """One row behind a result: what it is, when, where it was taken, what it says, who wrote it down.

    ``kind`` is visit, reading or stay; ``place`` the mode of the visit, the source of the reading or the code of the
    hospital; ``resident_id`` is for links, not for show.
    """

    kind: str
    row_id: int
    resident_id: int
    on: date
    until: date | None
    place: str
    systolic_mmhg: int | None
    diastolic_mmhg: int | None
    fasting_glucose_mmol_l: Decimal | None
    hba1c_percent: Decimal | None
    diagnosis: str
    entered_by: str


def named_rows(references: Collection[str]) -> dict[str, NamedRow]:
    """The rows by their reference; a reference of another kind is left out. Three queries at most."""
    ids: dict[str, set[int]] = defaultdict(set)
    for reference in references:
        kind, _, row_id = reference.partition(":")
        if row_id.isdecimal():
            ids[kind].add(int(row_id))
    found: dict[str, NamedRow] = {}
    if ids["visit"]:
        visits = Visit.objects.filter(pk__in=ids["visit"]).select_related("diabetes")
        found |= {f"visit:{visit.pk}": _visit(visit) for visit in visits}
    if ids["reading"]:
        readings = Reading.objects.filter(pk__in=ids["reading"])
        found |= {f"reading:{reading.pk}": _reading(reading) for reading in readings}
    if ids["stay"]:
        stays = Encounter.objects.filter(pk__in=ids["stay"])
        found |= {f"stay:{stay.pk}": _stay(stay) for stay in stays}
    return found


def _visit(visit: Visit) -> NamedRow:
    diabetes = getattr(visit, "diabetes", None)
    return NamedRow(
        kind="visit",
        row_id=visit.pk,
        resident_id=visit.resident_id,
        on=visit.visited_on,
        until=None,
        place=str(visit.get_mode_display()),
        systolic_mmhg=visit.systolic_mmhg,
        diastolic_mmhg=visit.diastolic_mmhg,
        fasting_glucose_mmol_l=diabetes.fasting_glucose_mmol_l if diabetes else None,
        hba1c_percent=diabetes.hba1c_percent if diabetes else None,
        diagnosis="",
        entered_by=visit.entered_by,
    )


def _reading(reading: Reading) -> NamedRow:
    is_fasting = reading.kind == Reading.Kind.FASTING_GLUCOSE
    is_hba1c = reading.kind == Reading.Kind.HBA1C
    return NamedRow(
        kind="reading",
        row_id=reading.pk,
        resident_id=reading.resident_id,
        on=timezone.localdate(reading.taken_at),
        until=None,
        place=str(reading.get_source_display()),
        systolic_mmhg=reading.systolic_mmhg,
        diastolic_mmhg=reading.diastolic_mmhg,
        fasting_glucose_mmol_l=reading.value if is_fasting else None,
        hba1c_percent=reading.value if is_hba1c else None,
        diagnosis="",
        entered_by=reading.recorded_by,
    )


def _stay(stay: Encounter) -> NamedRow:
    return NamedRow(
        kind="stay",
        row_id=stay.pk,
        resident_id=stay.resident_id,
        on=stay.admitted_on,
        until=stay.discharged_on,
        place=stay.hospital_code,
        systolic_mmhg=None,
        diastolic_mmhg=None,
        fasting_glucose_mmol_l=None,
        hba1c_percent=None,
        diagnosis=stay.principal_diagnosis,
        entered_by=stay.recorded_by,
    )
