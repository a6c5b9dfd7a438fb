"""A recorded visit as it is read: the fields of the form that were answered, and its versions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from followup import wording
from followup.domain import forms as record_form
from followup.forms.visit import VisitForm
from ui.components import Fact

if TYPE_CHECKING:
    from datetime import datetime

    from followup.models import Visit

CODE_LISTS = {
    "mode": record_form.VISIT_MODE,
    "danger_signs": record_form.EMERGENCY_SIGNS,
    "psych_adjustment": record_form.PSYCH_ADJUSTMENT,
    "compliance": record_form.COMPLIANCE,
    "med_adherence": record_form.MED_ADHERENCE,
    "adverse_reaction": record_form.ADVERSE_REACTION,
    "referral_reason": record_form.REFERRAL_REASON,
    "outcome": record_form.OUTCOME,
    "salt": record_form.SALT,
    "salt_goal": record_form.SALT,
    "dorsalis_pedis": record_form.DORSALIS_PEDIS_STATE,
    "dorsalis_pedis_side": record_form.DORSALIS_PEDIS_SIDE,
    "hypoglycaemia": record_form.HYPOGLYCAEMIA,
}
UNITS: dict[str, str | Promise] = {
    "heart_rate_per_min": lazy("per min"),
    "weight_kg": "kg",
    "weight_goal_kg": "kg",
    "height_cm": "cm",
    "bmi": "kg/m²",
    "hba1c_percent": "%",
    "bmi_goal": "kg/m²",
    "fasting_glucose_mmol_l": "mmol/L",
    "postmeal_glucose_mmol_l": "mmol/L",
    "random_glucose_mmol_l": "mmol/L",
}
# Columns of the section models whose field has another name on the form.
LABELS = {
    "fasting_glucose_mmol_l": "fasting_glucose",
    "postmeal_glucose_mmol_l": "postmeal_glucose",
    "random_glucose_mmol_l": "random_glucose",
}
SIGNS = (
    "heart_rate_per_min",
    "weight_kg",
    "weight_goal_kg",
    "height_cm",
    "bmi",
    "other_signs",
    "danger_signs",
    "aux_exams",
)
LIFESTYLE = (
    "cigarettes_per_day",
    "cigarettes_goal_per_day",
    "alcohol_liang_per_day",
    "alcohol_goal_liang_per_day",
    "exercise_per_week",
    "exercise_minutes",
    "exercise_goal_per_week",
    "exercise_goal_minutes",
    "psych_adjustment",
    "compliance",
)
TREATMENT = (
    "med_adherence",
    "adverse_reaction",
    "adverse_reaction_text",
    "referral_reason",
    "referral_to",
)
AFTER = ("outcome", "outcome_reason", "next_visit_on")
GLUCOSE = (
    "fasting_glucose_mmol_l",
    "postmeal_glucose_mmol_l",
    "random_glucose_mmol_l",
    "hba1c_percent",
    "hba1c_on",
    "hypoglycaemia",
    "dorsalis_pedis",
    "dorsalis_pedis_side",
)


@dataclass(frozen=True, slots=True)
class RecordSection:
    """A part of the form with what was answered."""

    title: str
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a visit: who wrote it, when, why, and whether it is the one shown."""

    visit: Visit
    title: str
    by: str
    at: datetime
    why: str
    readings: str
    is_shown: bool


def record_sections(visit: Visit) -> list[RecordSection]:
    """The answered fields by part of the form; parts without an answer are left out."""
    hypertension = getattr(visit, "hypertension", None)
    diabetes = getattr(visit, "diabetes", None)
    measured = [_pressure(visit), *_facts(diabetes, GLUCOSE), *_entered(diabetes)]
    symptoms = [
        *_symptoms(hypertension, record_form.HYPERTENSION_SYMPTOMS, _("Symptoms, hypertension")),
        *_symptoms(diabetes, record_form.DIABETES_SYMPTOMS, _("Symptoms, diabetes")),
    ]
    lifestyle = [
        *_facts(visit, LIFESTYLE),
        *_facts(hypertension, ("salt", "salt_goal")),
        *_facts(diabetes, ("staple_food_g_per_day", "staple_food_goal_g_per_day")),
    ]
    parts = [
        (_("Measured"), measured),
        (_("Signs and tests"), [*symptoms, *_facts(visit, SIGNS), *_ticks(visit)]),
        (_("Drugs"), [*_drugs(visit), *_facts(diabetes, ("insulin",)), *_facts(visit, TREATMENT)]),
        (_("Lifestyle"), lifestyle),
        (_("Next visit and outcome"), _facts(visit, AFTER)),
    ]
    return [RecordSection(title, facts) for title, facts in parts if facts]


def version_steps(versions: Sequence[Visit], shown: Visit) -> list[Version]:
    """The versions of a visit, the newest first."""
    return [
        Version(
            visit=version,
            title=_("First entry") if version.replaces_id is None else _("Correction"),
            by=version.entered_by,
            at=version.entered_at,
            why=version.correction_reason,
            readings=wording.readings_of(version) or _("not measured"),
            is_shown=version.pk == shown.pk,
        )
        for version in reversed(versions)
    ]


def _pressure(visit: Visit) -> Fact:
    text = wording.pressure(visit.systolic_mmhg, visit.diastolic_mmhg)
    return Fact(_("Blood pressure"), f"{text} mmHg" if text else _("not measured"))


def _entered(diabetes: Any) -> list[Fact]:
    if diabetes is None or not diabetes.glucose_entered:
        return []
    return [Fact(_("Glucose as entered"), diabetes.glucose_entered)]


def _symptoms(section: Any, code_list: record_form.CodeList, label: str) -> list[Fact]:
    if section is None or not section.symptoms:
        return []
    return [Fact(label, wording.answers(code_list, section.symptoms), note=section.symptoms_other)]


def _ticks(visit: Visit) -> list[Fact]:
    ticked = {
        _("New or worse complication"): visit.new_complication,
        _("Annual examination done"): visit.annual_exam,
    }
    return [Fact(label, _("yes")) for label, is_ticked in ticked.items() if is_ticked]


def _drugs(visit: Visit) -> list[Fact]:
    return [
        Fact(drug.name, _dosage(drug.times_per_day, drug.dose)) for drug in visit.medications.all()
    ]


def _dosage(times: str, dose: str) -> str:
    if not times:
        return dose
    words = _("%(times)s times a day") % {"times": times}
    return f"{dose} · {words}" if dose else words


def _facts(source: Any, names: Iterable[str]) -> list[Fact]:
    """The answered fields of a row, each under its label on the form."""
    found = []
    for name in names if source is not None else ():
        text = _text(name, getattr(source, name))
        if text:
            found.append(Fact(_label(name), text))
    return found


def _label(name: str) -> str:
    field = VisitForm.base_fields.get(LABELS.get(name, name))
    return str(field.label) if field else "BMI"


def _text(name: str, value: Any) -> str:
    if value is None or value in ("", []):
        return ""
    if name in CODE_LISTS:
        values = value if isinstance(value, list) else [value]
        return wording.answers(CODE_LISTS[name], values)
    if name.endswith("_on"):
        return wording.day(value)
    text = wording.number(value) if isinstance(value, Decimal) else str(value)
    return f"{text} {UNITS.get(name, '')}".strip()
