"""From a row to an unwritten visit with its sections: units, limits, and the class that the values give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from contracts.imports.lookups import KnownResident, KnownTeam
from contracts.imports.registry import Context
from contracts.imports.rows import Row
from followup.domain import forms
from followup.domain.classify import classify
from followup.domain.ruleset import RuleSet, RuleSetError
from followup.history import flags_of, readings_of
from followup.imports import visit_columns
from followup.imports.visit_columns import (
    DRUGS,
    GLUCOSES,
    LIMITS,
    MMOL,
    SECTION_COLUMNS,
    SECTION_PREFIX,
    VISIT_FIELDS,
)
from followup.models import DiabetesSection, HypertensionSection, Visit, VisitMedication
from followup.rules import clinical_rule_set

ONE_PLACE = Decimal("0.1")
CM_PER_M = Decimal(100)


@dataclass(slots=True)
class NewVisit:
    """A checked visit as rows not yet written. ``since`` opens a register where the resident is on none."""

    visit: Visit
    hypertension: HypertensionSection | None
    diabetes: DiabetesSection | None
    medications: list[VisitMedication]
    since: dict[str, date] = field(default_factory=dict)

    @property
    def sections(self) -> dict[str, HypertensionSection | DiabetesSection]:
        """The sections by condition."""
        both = {"hypertension": self.hypertension, "t2dm": self.diabetes}
        return {condition: section for condition, section in both.items() if section is not None}


def build(row: Row, resident: KnownResident, team: KnownTeam, context: Context) -> NewVisit:
    """The visit that a row describes, with every value checked against the rule set of its day."""
    rule_set = _rule_set(row)
    given = canonical(row, rule_set)
    if rule_set is not None:
        check_limits(row, given, rule_set)
    _check_pairs(row)
    visit = Visit(
        resident_id=resident.pk,
        team_id=team.pk,
        entered_by=context.by.username,
        entered_at=context.now,
        provenance=Visit.Provenance.IMPORTED,
        **{key: _plain(given[key]) for key in VISIT_FIELDS if key in given},
    )
    _work_out_bmi(visit)
    conditions = row.several("conditions")
    new = NewVisit(
        visit,
        HypertensionSection(visit=visit, **_section_fields("hypertension", given))
        if "hypertension" in conditions
        else None,
        DiabetesSection(
            visit=visit, glucose_entered=_as_entered(row), **_section_fields("t2dm", given)
        )
        if "t2dm" in conditions
        else None,
        _medications(row, visit),
    )
    _refuse_orphans(row, conditions)
    return new


def assess(row: Row, new: NewVisit, resident: KnownResident, others: frozenset[str]) -> None:
    """Work out each section's classification; one that the file states must be the same (rule B7).

    ``others`` are the conditions on whose registers the resident is on the day.
    """
    rule_set = clinical_rule_set(new.visit.visited_on)
    served = frozenset(new.sections)
    for condition, section in new.sections.items():
        found = classify(
            rule_set,
            condition,
            born_on=resident.born_on,
            visited_on=new.visit.visited_on,
            readings=readings_of(new.visit),
            flags=flags_of(new.visit),
            other_conditions=(others | served) - {condition},
        )
        code = "" if found.form_code is None else str(found.form_code)
        key = f"{SECTION_PREFIX[condition]}classification"
        stated = row.text(key)
        if stated and stated != code:
            _refuse_class(row, key, code)
        section.classification = code


def canonical(row: Row, rule_set: RuleSet | None) -> dict[str, object]:
    """What the row says, with glucose in mmol/L. A number that only fits mg/dL needs its unit named."""
    given = dict(row.given)
    for key in GLUCOSES:
        value = row.number_of(key)
        if value is None:
            continue
        unit = row.text("glucose_unit") or row.unit(key)
        given[key] = forms.glucose_mmol_l(value, unit or MMOL)
        if not unit and rule_set is not None:
            problem = forms.check_value(rule_set, LIMITS[key], value)
            if problem is not None and problem.code in {"above_usual", "above_possible"}:
                row.refuse("glucose_unit_needed", key)
    return given


def check_limits(row: Row, given: Mapping[str, object], rule_set: RuleSet) -> None:
    """Refuse impossible values: outside the hard limits of the rule set."""
    refused = {problem.column for problem in row.problems}
    for key, limit_key in LIMITS.items():
        value = given.get(key)
        if not isinstance(value, (int, Decimal)) or row.label(key) in refused:
            continue
        problem = forms.check_value(rule_set, limit_key, Decimal(value))
        if problem is not None and problem.severity == "refuse":
            limit = "" if problem.limit is None else f"{problem.limit} {problem.unit}"
            row.refuse(problem.code, key, limit=limit)


def _rule_set(row: Row) -> RuleSet | None:
    visited_on = row.day("visited_on")
    if visited_on is None:
        return None
    try:
        return clinical_rule_set(visited_on)
    except RuleSetError:
        row.refuse("no_rule_set", "visited_on")
        return None


def _check_pairs(row: Row) -> None:
    systolic, diastolic = row.whole("systolic_mmhg"), row.whole("diastolic_mmhg")
    if (systolic is None) != (diastolic is None):
        row.refuse("both_pressures", "diastolic_mmhg" if diastolic is None else "systolic_mmhg")
    elif systolic is not None and diastolic is not None and systolic <= diastolic:
        row.refuse("systolic_not_above_diastolic", "systolic_mmhg", diastolic=str(diastolic))
    visited_on, next_on = row.day("visited_on"), row.day("next_visit_on")
    if visited_on is not None and next_on is not None and next_on <= visited_on:
        row.refuse("next_before_visit", "next_visit_on")
    _check_codes(row)


def _check_codes(row: Row) -> None:
    for condition, key in (("hypertension", "htn_symptoms"), ("t2dm", "dm_symptoms")):
        for problem in forms.check_codes(forms.SYMPTOMS[condition], row.several(key)):
            row.refuse(f"symptoms_{problem.code}", key)
    state, side = row.text("dm_dorsalis_pedis"), row.text("dm_dorsalis_pedis_side")
    state_key = forms.DORSALIS_PEDIS_STATE.by_code(state).key if state else ""
    for problem in forms.check_dorsalis_pedis(state_key, side):
        row.refuse(problem.code, "dm_dorsalis_pedis_side")
    for n in DRUGS:
        if not row.text(f"drug_{n}") and (
            row.text(f"drug_{n}_times") or row.text(f"drug_{n}_dose")
        ):
            row.refuse("drug_without_name", f"drug_{n}")


def _refuse_orphans(row: Row, conditions: tuple[str, ...]) -> None:
    """A value of a section that the row does not have would be lost."""
    for condition, columns in SECTION_COLUMNS.items():
        if condition not in conditions:
            for column in columns:
                if column.key in row.given and column.key != "glucose_unit":
                    row.refuse("section_not_named", column.key)


def _refuse_class(row: Row, key: str, code: str) -> None:
    if not code:
        row.refuse("class_without_reading", key)
        return
    word = forms.CLASSIFICATION.by_code(code)
    row.refuse("class_contradicts", key, expected=f"{code} {word.label_zh} / {word.label_en}")


def _section_fields(condition: str, given: Mapping[str, object]) -> dict[str, object]:
    prefix = SECTION_PREFIX[condition]
    return {
        column.key.removeprefix(prefix): _plain(given[column.key])
        for column in visit_columns.SECTION_COLUMNS[condition]
        if column.key.startswith(prefix) and column.key in given
    }


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _as_entered(row: Row) -> str:
    """The first glucose of the row as the file has it, with its unit, when that is not mmol/L."""
    for key in GLUCOSES:
        unit = row.text("glucose_unit") or row.unit(key)
        if row.number_of(key) is not None and unit not in {"", MMOL}:
            return f"{row.number_of(key)} {unit}"
    return ""


def _work_out_bmi(visit: Visit) -> None:
    if visit.bmi is None and visit.height_cm and visit.weight_kg:
        metres = visit.height_cm / CM_PER_M
        visit.bmi = (visit.weight_kg / (metres * metres)).quantize(ONE_PLACE, ROUND_HALF_UP)


def _medications(row: Row, visit: Visit) -> list[VisitMedication]:
    return [
        VisitMedication(
            visit=visit,
            position=n,
            name=row.text(f"drug_{n}"),
            times_per_day=row.text(f"drug_{n}_times"),
            dose=row.text(f"drug_{n}_dose"),
        )
        for n in DRUGS
        if row.text(f"drug_{n}")
    ]
