"""The file of visits: one row per resident, team and day, with the sections of the conditions it served."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.imports import lookups
from contracts.imports.copying import copy_in
from contracts.imports.lookups import KnownResident, Span
from contracts.imports.registry import Checked, Context, Kind
from contracts.imports.rows import Row
from followup.imports import visit_record, visit_values
from followup.imports.afterwards import care_changed
from followup.imports.registers import Registers
from followup.imports.visit_columns import COLUMNS
from followup.imports.visit_record import Key
from followup.imports.visit_values import NewVisit
from followup.models import (
    DiabetesSection,
    HypertensionSection,
    Visit,
    VisitMedication,
)

# From here on progress is told by rows built; before, by identity numbers read.
LOOKED_UP_BY = 30
WHOLE = 100
PROGRESS_EVERY = 200

WORDS: Mapping[str, str | Promise] = {
    "below_possible": _("This is impossible: the lowest possible value is {limit}."),
    "above_possible": _("This is impossible: the highest possible value is {limit}."),
    "not_whole_number": _("Expected a whole number."),
    "glucose_unit_needed": _(
        "No unit is named. Is this mg/dL? Add the column “血糖单位 / Glucose unit”."
    ),
    "both_pressures": _("Systolic and diastolic pressure come together."),
    "systolic_not_above_diastolic": _(
        "The systolic pressure must be above the diastolic one ({diastolic})."
    ),
    "next_before_visit": _("The next visit lies on or before this one."),
    "symptoms_excludes_others": _("“No symptoms” allows no other symptom beside it."),
    "symptoms_not_on_the_form": _("The form does not have this symptom."),
    "symptoms_given_twice": _("A symptom stands here twice."),
    "side_missing": _("A weak or absent pulse needs its side."),
    "side_without_finding": _("A side needs a weak or absent pulse."),
    "drug_without_name": _("The drug has no name."),
    "section_not_named": _(
        "This value belongs to a condition that the row does not name. Add it to the conditions, or empty the cell."
    ),
    "class_without_reading": _(
        "There is no reading to classify. Empty this cell, or add the reading."
    ),
    "class_contradicts": _(
        "The values give {expected}. Correct the values or the class, or leave the class empty."
    ),
    "no_rule_set": _("No clinical rule set is valid on this day."),
    "not_on_register": _(
        "The resident is not on the register of {condition} on this day. Add the day of registration in column “{column}”."
    ),
    "register_since_after_visit": _("The registration lies after the visit."),
    "register_overlaps": _(
        "The resident was on this register until {last_day}; a new registration starts after that."
    ),
    "register_since_differs": _(
        "Row {first} names another day of registration for the same resident."
    ),
}


class VisitsKind(Kind[NewVisit]):
    """Records visits; care states, evidence and counters move with them."""

    key = "visits"
    columns = COLUMNS
    words = WORDS

    def check(
        self, rows: Sequence[Row], context: Context, told: Callable[[int], None]
    ) -> Checked[NewVisit]:
        """Who and when, panel and registers, values and class, doubled rows, what is on record."""
        residents = lookups.residents_of(
            rows, context, lambda done: told(done * LOOKED_UP_BY // WHOLE)
        )
        teams = lookups.teams_of(rows, context)
        known = _Known(rows, residents)
        checked: Checked[NewVisit] = Checked()
        for done, row in enumerate(rows):
            if done % PROGRESS_EVERY == 0:
                told(LOOKED_UP_BY + (WHOLE - LOOKED_UP_BY) * done // len(rows))
            resident, team = residents.get(row.number), teams.get(row.number)
            day = row.day("visited_on")
            if resident is None or team is None or day is None:
                continue
            known.refuse_double(row, (resident.pk, team.pk, day))
            _check_day(row, resident, day, context.today)
            new = visit_values.build(row, resident, team, context)
            if row.is_good:
                known.place(row, new, resident, checked)
        return checked

    def write(self, new: Sequence[NewVisit], context: Context) -> None:
        """Write registers, visits, sections and drugs, then let the state follow."""
        resident_ids = sorted({item.visit.resident_id for item in new})
        lookups.hold_residents(resident_ids)
        Registers.write(new, context)
        copy_in(Visit, [item.visit for item in new])
        sections: dict[str, list[HypertensionSection | DiabetesSection]] = defaultdict(list)
        for item in new:
            for condition, section in item.sections.items():
                section.visit_id = item.visit.pk
                sections[condition].append(section)
            for drug in item.medications:
                drug.visit_id = item.visit.pk
        copy_in(HypertensionSection, sections["hypertension"])
        copy_in(DiabetesSection, sections["t2dm"])
        copy_in(VisitMedication, [drug for item in new for drug in item.medications])
        care_changed(Visit, resident_ids, context.today)


class _Known:
    """What is on record around the visits of a file, and what its earlier rows have added."""

    def __init__(self, rows: Sequence[Row], residents: Mapping[int, KnownResident]) -> None:
        ids = {resident.pk for resident in residents.values()}
        self.spans = lookups.contracts_of(ids)
        self.registers = Registers(ids)
        self.visits = visit_record.recorded(rows, residents)
        self.first_rows: dict[Key, int] = {}

    def refuse_double(self, row: Row, key: Key) -> None:
        """Refuse a second row of one resident, team and day."""
        first = self.first_rows.setdefault(key, row.number)
        if first != row.number:
            row.refuse("duplicate_row", "visited_on", first=str(first))

    def place(
        self, row: Row, new: NewVisit, resident: KnownResident, checked: Checked[NewVisit]
    ) -> None:
        """Put a row among the new or the unchanged ones, or refuse it."""
        day = new.visit.visited_on
        versions = self.visits.get((resident.pk, new.visit.team_id, day))
        if versions is None:
            _check_panel(row, self.spans.get(resident.pk, []), new.visit.team_id, day)
            new.since = self.registers.check(row, resident.pk, tuple(new.sections), day)
        if row.is_good:
            visit_values.assess(row, new, resident, self.registers.on(resident.pk, day))
        if not row.is_good:
            return
        if versions is None:
            self.registers.open(row, resident.pk, new.since)
            checked.new.append((row, new))
        elif visit_record.agrees(row, new, versions):
            checked.unchanged.append(row)


def _check_day(row: Row, resident: KnownResident, day: date, today: date) -> None:
    if day > today:
        row.refuse("in_the_future", "visited_on")
    if day < resident.born_on:
        row.refuse("before_birth", "visited_on")
    if resident.died_on is not None and day > resident.died_on:
        row.refuse("after_death", "visited_on", died_on=resident.died_on.isoformat())
    hba1c_on = row.day("dm_hba1c_on")
    if hba1c_on is not None and hba1c_on > today:
        row.refuse("in_the_future", "dm_hba1c_on")


def _check_panel(row: Row, spans: list[Span], team_id: int, day: date) -> None:
    if not any(span.team_id == team_id and span.covers(day) for span in spans):
        row.refuse("no_contract", "visited_on")
