"""Visits that are on record already: is a row of the file the same visit, or does it say something else?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from contracts.imports.lookups import KnownResident, in_parts
from contracts.imports.rows import Row
from followup.imports.visit_columns import SECTION_COLUMNS, SECTION_PREFIX, VISIT_FIELDS
from followup.imports.visit_values import NewVisit
from followup.models import Visit

# So many differences are named; one is enough to look.
MOST_NAMED = 5

Key = tuple[int, int, date]


def recorded(rows: Sequence[Row], residents: Mapping[int, KnownResident]) -> dict[Key, list[Visit]]:
    """By resident, team and day: the visit as first recorded, and its later versions."""
    days = [day for row in rows if (day := row.day("visited_on")) is not None]
    if not days:
        return {}
    found: dict[Key, list[Visit]] = {}
    versions: dict[int, list[Visit]] = defaultdict(list)
    for part in in_parts(sorted({resident.pk for resident in residents.values()})):
        visits = (
            Visit.objects.filter(resident_id__in=part, visited_on__range=(min(days), max(days)))
            .select_related("hypertension", "diabetes")
            .prefetch_related("medications")
            .order_by("pk")
        )
        for visit in visits:
            key = (visit.resident_id, visit.team_id, visit.visited_on)
            if visit.replaces_id is None:
                found[key] = versions[visit.pk] = [visit]
            elif visit.replaces_id in versions:
                versions[visit.replaces_id].append(visit)
                versions[visit.pk] = versions[visit.replaces_id]
    return found


def agrees(row: Row, new: NewVisit, versions: Sequence[Visit]) -> bool:
    """Whether the row says what the visit, as first recorded or as it stands now, says. Empty cells say nothing."""
    now, first = versions[-1], versions[0]
    differences = _differences(row, new, now)
    if differences and first is not now and not _differences(row, new, first):
        return True
    if differences:
        row.refuse("differs", "visited_on", differences="; ".join(differences[:MOST_NAMED]))
    return not differences


def _differences(row: Row, new: NewVisit, visit: Visit) -> list[str]:
    found = _compared(row, VISIT_FIELDS, "", new.visit, visit)
    for condition, name in (("hypertension", "hypertension"), ("t2dm", "diabetes")):
        section, known = new.sections.get(condition), getattr(visit, name, None)
        if (section is None) != (known is None):
            found.append(row.label("conditions"))
        elif section is not None:
            keys = tuple(
                column.key for column in SECTION_COLUMNS[condition] if column.key != "glucose_unit"
            )
            found += _compared(row, keys, SECTION_PREFIX[condition], section, known)
    drugs = [(drug.position, drug.name, drug.times_per_day, drug.dose) for drug in new.medications]
    known_drugs = [
        (drug.position, drug.name, drug.times_per_day, drug.dose)
        for drug in visit.medications.all()
    ]
    if drugs and drugs != sorted(known_drugs):
        found.append(row.label("drug_1"))
    return found


def _compared(row: Row, keys: Sequence[str], prefix: str, new: object, known: object) -> list[str]:
    found = []
    for key in keys:
        if key not in row.given:
            continue
        name = key.removeprefix(prefix)
        ours, theirs = getattr(new, name), getattr(known, name)
        if isinstance(ours, list):
            ours, theirs = sorted(ours), sorted(theirs)
        if ours != theirs:
            shown = f"{theirs:f}" if isinstance(theirs, Decimal) else theirs
            found.append(f"{row.label(key)} {'—' if shown in {None, ''} else shown}")
    return found
