"""What a new form takes over from the last visit, and what a correction starts from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from followup.models import Visit

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
HYPERTENSION_LIFESTYLE = ("salt", "salt_goal")
DIABETES_LIFESTYLE = ("staple_food_g_per_day", "staple_food_goal_g_per_day")
# Fields of the form that are columns of the visit under the same name.
VISIT_FIELDS = (
    "visited_on",
    "mode",
    "place",
    "systolic_mmhg",
    "diastolic_mmhg",
    "heart_rate_per_min",
    "weight_kg",
    "weight_goal_kg",
    "height_cm",
    "other_signs",
    "aux_exams",
    "annual_exam",
    "danger_signs",
    *LIFESTYLE,
    "med_adherence",
    "adverse_reaction",
    "adverse_reaction_text",
    "new_complication",
    "referral_reason",
    "referral_to",
    "outcome",
    "outcome_reason",
    "next_visit_on",
)
DIABETES_FIELDS = (
    "dorsalis_pedis",
    "dorsalis_pedis_side",
    "staple_food_g_per_day",
    "staple_food_goal_g_per_day",
    "glucose_method",
    "hba1c_percent",
    "hba1c_on",
    "hypoglycaemia",
    "insulin",
)
GLUCOSE_COLUMNS = {
    "fasting_glucose": "fasting_glucose_mmol_l",
    "postmeal_glucose": "postmeal_glucose_mmol_l",
    "random_glucose": "random_glucose_mmol_l",
}
DIABETES_ONLY = (
    "glucose_unit",
    *GLUCOSE_COLUMNS,
    "t2dm_symptoms",
    "t2dm_symptoms_other",
    *DIABETES_FIELDS,
)


def over(before: Visit | None, today: date) -> dict[str, Any]:
    """The start of a new form: today at the clinic, height, goals and drugs as they were."""
    start: dict[str, Any] = {
        "visited_on": today,
        "mode": "clinic",
        "outcome": "continue",
        "glucose_unit": "mmol/L",
        "glucose_method": "capillary",
    }
    if before is not None:
        start |= {"height_cm": before.height_cm, "weight_goal_kg": before.weight_goal_kg}
        start |= drugs(before)
        diabetes = getattr(before, "diabetes", None)
        start["insulin"] = diabetes.insulin if diabetes else ""
    return start


def corrected(original: Visit) -> dict[str, Any]:
    """Everything that the version to be corrected says."""
    start: dict[str, Any] = {name: getattr(original, name) for name in VISIT_FIELDS}
    start |= {"glucose_unit": "mmol/L"} | drugs(original)
    hypertension = getattr(original, "hypertension", None)
    if hypertension is not None:
        start |= {name: getattr(hypertension, name) for name in HYPERTENSION_LIFESTYLE}
        start["hypertension_symptoms"] = hypertension.symptoms
        start["hypertension_symptoms_other"] = hypertension.symptoms_other
    diabetes = getattr(original, "diabetes", None)
    if diabetes is not None:
        start |= {name: getattr(diabetes, name) for name in DIABETES_FIELDS}
        start |= {name: getattr(diabetes, column) for name, column in GLUCOSE_COLUMNS.items()}
        start["t2dm_symptoms"] = diabetes.symptoms
        start["t2dm_symptoms_other"] = diabetes.symptoms_other
    return start


def drugs(visit: Visit) -> dict[str, str]:
    """The drugs of a visit as rows of the form."""
    start = {}
    for place, drug in enumerate(visit.medications.all(), start=1):
        start[f"drug_{place}_name"] = drug.name
        start[f"drug_{place}_times"] = drug.times_per_day
        start[f"drug_{place}_dose"] = drug.dose
    return start


def fill_lifestyle(cleaned: dict[str, Any], before: Visit) -> None:
    """Answer the lifestyle questions left empty as at the last visit, because the doctor ticked so."""
    sources = (
        (LIFESTYLE, before),
        (HYPERTENSION_LIFESTYLE, getattr(before, "hypertension", None)),
        (DIABETES_LIFESTYLE, getattr(before, "diabetes", None)),
    )
    for names, source in sources:
        for name in names if source is not None else ():
            if name in cleaned and cleaned[name] in {None, ""}:
                cleaned[name] = getattr(source, name)
