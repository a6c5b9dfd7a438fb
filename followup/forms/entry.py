"""From the cleaned form to rows not yet written."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from followup.forms import carried
from followup.forms.visit import DRUG_ROWS, VisitForm
from followup.models import DiabetesSection, HypertensionSection, Visit, VisitMedication
from followup.services.visits import VisitEntry

ENTERED_LENGTH = 20


def entry_of(form: VisitForm, *, resident_id: int, team_id: int, doctor: str) -> VisitEntry:
    """The visit that a valid form describes."""
    cleaned = form.cleaned_data
    values = {name: cleaned[name] for name in carried.VISIT_FIELDS}
    visit = Visit(
        resident_id=resident_id,
        team_id=team_id,
        performed_by=doctor,
        provenance=Visit.Provenance.MANUAL,
        bmi=body_mass_index(values["weight_kg"], values["height_cm"]),
        bmi_goal=body_mass_index(values["weight_goal_kg"], values["height_cm"]),
        **values,
    )
    return VisitEntry(
        visit=visit,
        hypertension=_hypertension(cleaned) if "hypertension" in form.conditions else None,
        diabetes=_diabetes(form) if "t2dm" in form.conditions else None,
        medications=_drugs(cleaned),
    )


def body_mass_index(weight_kg: Decimal | None, height_cm: Decimal | None) -> Decimal | None:
    """Weight in kg by the square of the height in m, to one decimal, half up."""
    if not weight_kg or not height_cm:
        return None
    return (weight_kg * 10_000 / height_cm**2).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _hypertension(cleaned: dict[str, Any]) -> HypertensionSection:
    return HypertensionSection(
        symptoms=cleaned["hypertension_symptoms"],
        symptoms_other=cleaned["hypertension_symptoms_other"],
        salt=cleaned["salt"],
        salt_goal=cleaned["salt_goal"],
    )


def _diabetes(form: VisitForm) -> DiabetesSection:
    cleaned = form.cleaned_data
    glucose = {column: form.canonical.get(name) for name, column in carried.GLUCOSE_COLUMNS.items()}
    values = {name: cleaned[name] for name in carried.DIABETES_FIELDS}
    if not form.canonical:
        values["glucose_method"] = ""
    return DiabetesSection(
        symptoms=cleaned["t2dm_symptoms"],
        symptoms_other=cleaned["t2dm_symptoms_other"],
        glucose_entered=_as_entered(form),
        **glucose,
        **values,
    )


def _as_entered(form: VisitForm) -> str:
    """The numbers and the unit as typed in: 126;180 mg/dL."""
    numbers = ";".join(str(form.cleaned_data[name]) for name in form.canonical)
    return f"{numbers} {form.cleaned_data['glucose_unit']}"[:ENTERED_LENGTH] if numbers else ""


def _drugs(cleaned: dict[str, Any]) -> list[VisitMedication]:
    rows = [
        (
            cleaned[f"drug_{place}_name"],
            cleaned[f"drug_{place}_times"],
            cleaned[f"drug_{place}_dose"],
        )
        for place in range(1, DRUG_ROWS + 1)
    ]
    return [
        VisitMedication(name=name, times_per_day=times, dose=dose)
        for name, times, dose in rows
        if name
    ]
