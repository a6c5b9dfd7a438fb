"""The follow-up form: one for all conditions of a resident, with every field of the national record forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from followup import wording
from followup.domain import forms as record_form
from followup.domain.ruleset import RuleSet
from followup.forms import carried, fields

if TYPE_CHECKING:
    from followup.models import Visit

DRUG_ROWS = 4
GLUCOSE_FIELDS = ("fasting_glucose", "postmeal_glucose", "random_glucose")
# Fields of this form by the name under which the rule set keeps their plausible range.
RULE_FIELDS = {
    "systolic_mmhg": "systolic",
    "diastolic_mmhg": "diastolic",
    "heart_rate_per_min": "heart_rate",
    "weight_kg": "weight",
    "height_cm": "height",
    "hba1c_percent": "hba1c",
    "cigarettes_per_day": "smoking",
    "alcohol_liang_per_day": "alcohol",
    "exercise_per_week": "exercise_times",
    "exercise_minutes": "exercise_minutes",
    "staple_food_g_per_day": "staple_food",
    "fasting_glucose": "fasting_glucose",
    "postmeal_glucose": "other_glucose",
    "random_glucose": "other_glucose",
}


class VisitForm(forms.Form):
    """One visit as typed in. ``warnings`` are unusual values by field: saved when submitted unchanged again.

    ``conditions`` are those of the resident's registers that have a section on the form; fields of other
    sections are left out. ``before`` is the last visit, which gives the values that are carried over.
    """

    systolic_mmhg = fields.whole(lazy("Systolic"))
    diastolic_mmhg = fields.whole(lazy("Diastolic"))
    glucose_unit = fields.one_of(lazy("Unit of glucose"), required=True)
    fasting_glucose = fields.decimal(lazy("Fasting glucose"), 2)
    postmeal_glucose = fields.decimal(lazy("Glucose after a meal"), 2)
    random_glucose = fields.decimal(lazy("Random glucose"), 2)
    glucose_method = fields.one_of(lazy("Blood taken"))
    hba1c_percent = fields.decimal(lazy("HbA1c"), 2)
    hba1c_on = fields.day(lazy("Date of HbA1c"))
    heart_rate_per_min = fields.whole(lazy("Heart rate"))
    danger_signs = fields.several_of(lazy("Danger signs"))

    visited_on = fields.day(lazy("Date"), required=True)
    mode = fields.one_of(lazy("Mode"), required=True)
    place = fields.text(lazy("Place"), 80)
    hypertension_symptoms = fields.several_of(lazy("Symptoms, hypertension"))
    hypertension_symptoms_other = fields.text(lazy("Other symptoms"), 200)
    t2dm_symptoms = fields.several_of(lazy("Symptoms, diabetes"))
    t2dm_symptoms_other = fields.text(lazy("Other symptoms"), 200)

    weight_kg = fields.decimal(lazy("Weight"))
    weight_goal_kg = fields.decimal(lazy("Weight, goal"))
    height_cm = fields.decimal(lazy("Height"))
    dorsalis_pedis = fields.one_of(lazy("Dorsalis pedis pulse"))
    dorsalis_pedis_side = fields.one_of(lazy("Side of the finding"))
    other_signs = fields.text(lazy("Other signs"), 200)
    hypoglycaemia = fields.one_of(lazy("Hypoglycaemia"))
    aux_exams = fields.text(lazy("Auxiliary examinations"), 400)
    annual_exam = fields.tick(lazy("Annual examination done"))

    same_lifestyle = fields.tick(lazy("Asked one by one, same as last time"))
    cigarettes_per_day = fields.whole(lazy("Smoking"))
    cigarettes_goal_per_day = fields.whole(lazy("Smoking, goal"))
    alcohol_liang_per_day = fields.decimal(lazy("Alcohol"))
    alcohol_goal_liang_per_day = fields.decimal(lazy("Alcohol, goal"))
    exercise_per_week = fields.whole(lazy("Exercise, times a week"))
    exercise_minutes = fields.whole(lazy("Exercise, minutes a time"))
    exercise_goal_per_week = fields.whole(lazy("Exercise goal, times a week"))
    exercise_goal_minutes = fields.whole(lazy("Exercise goal, minutes a time"))
    salt = fields.one_of(lazy("Salt"))
    salt_goal = fields.one_of(lazy("Salt, goal"))
    staple_food_g_per_day = fields.whole(lazy("Staple food"))
    staple_food_goal_g_per_day = fields.whole(lazy("Staple food, goal"))
    psych_adjustment = fields.one_of(lazy("Psychological adjustment"))
    compliance = fields.one_of(lazy("Compliance with advice"))

    insulin = fields.text(lazy("Insulin: kind, dose, frequency"), 120)
    med_adherence = fields.one_of(lazy("Taking of drugs"))
    adverse_reaction = fields.one_of(lazy("Adverse drug reaction"))
    adverse_reaction_text = fields.text(lazy("Which reaction"), 200)
    new_complication = fields.tick(lazy("New or worse complication"))

    referral_reason = fields.one_of(lazy("Reason of referral"))
    referral_to = fields.text(lazy("Referred to (institution, department)"), 120)
    outcome = fields.one_of(lazy("Outcome"), required=True)
    outcome_reason = fields.text(lazy("Reason when lost or ended"), 200)
    next_visit_on = fields.day(lazy("Next visit"))
    correction_reason = fields.text(lazy("Why is it corrected?"), 200)
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        conditions: Sequence[str],
        rule_set: RuleSet,
        today: date,
        before: Visit | None = None,
        corrects: Visit | None = None,
    ) -> None:
        initial = carried.corrected(corrects) if corrects else carried.over(before, today)
        super().__init__(data, initial=initial, label_suffix="")
        self.conditions = conditions
        self.rule_set = rule_set
        self.before = before
        self.warnings: dict[str, str] = {}
        self.canonical: dict[str, Decimal] = {}
        self._add_drug_rows()
        self._fill_choices()
        self._leave_out(is_correction=corrects is not None)
        self.fields["systolic_mmhg"].widget.attrs["autofocus"] = True

    @property
    def needs_confirmation(self) -> bool:
        """Whether unusual values stand here that the writer has not confirmed by submitting them again."""
        return bool(self.warnings) and self.cleaned_data.get("confirmed") != self.confirmation

    @property
    def confirmation(self) -> str:
        """The unusual values as one text; equal texts mean the same values were seen."""
        return ";".join(f"{name}={self.cleaned_data.get(name)}" for name in sorted(self.warnings))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("same_lifestyle") and self.before is not None:
            carried.fill_lifestyle(cleaned, self.before)
        self._check_pair(cleaned)
        self._convert_glucose(cleaned)
        self._check_values(cleaned)
        self._check_codes(cleaned)
        self._check_days(cleaned)
        return cleaned

    def _check_pair(self, cleaned: dict[str, Any]) -> None:
        values = {name: cleaned.get(name) for name in ("systolic_mmhg", "diastolic_mmhg")}
        missing = [
            name for name, value in values.items() if value is None and name not in self.errors
        ]
        if len(missing) == 1:
            self.add_error(missing[0], _("Both values of the blood pressure, or neither."))

    def _convert_glucose(self, cleaned: dict[str, Any]) -> None:
        """Keep the canonical value beside the one typed in; nothing is guessed without a unit."""
        for name in GLUCOSE_FIELDS:
            value, unit = cleaned.get(name), cleaned.get("glucose_unit")
            if value is not None and unit:
                self.canonical[name] = record_form.glucose_mmol_l(value, unit)

    def _check_values(self, cleaned: dict[str, Any]) -> None:
        """Impossible values are errors, unusual ones warnings, both by the rule set."""
        for name, rule_field in RULE_FIELDS.items():
            value = self.canonical.get(name, cleaned.get(name))
            if value is not None:
                self._note(
                    name, record_form.check_values(self.rule_set, {rule_field: Decimal(value)})
                )
        systolic, diastolic = cleaned.get("systolic_mmhg"), cleaned.get("diastolic_mmhg")
        if systolic is not None and diastolic is not None and "systolic_mmhg" not in self.errors:
            both = {"systolic": Decimal(systolic), "diastolic": Decimal(diastolic)}
            problems = record_form.check_values(self.rule_set, both)
            self._note("systolic_mmhg", [p for p in problems if p.code.startswith("systolic_not")])

    def _check_codes(self, cleaned: dict[str, Any]) -> None:
        for condition in self.conditions:
            name = f"{condition}_symptoms"
            given = cleaned.get(name) or []
            self._note(name, record_form.check_codes(record_form.SYMPTOMS[condition], given))
        state = cleaned.get("dorsalis_pedis") or ""
        key = record_form.DORSALIS_PEDIS_STATE.by_code(state).key if state else ""
        side = cleaned.get("dorsalis_pedis_side") or ""
        self._note("dorsalis_pedis_side", record_form.check_dorsalis_pedis(key, side))

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        visited_on = cleaned.get("visited_on")
        tested_on, next_on = cleaned.get("hba1c_on"), cleaned.get("next_visit_on")
        if visited_on and tested_on and tested_on > visited_on:
            self.add_error(
                "hba1c_on", _("After the day of the visit. Enter the day of the report.")
            )
        if visited_on and next_on and next_on <= visited_on:
            self.add_error("next_visit_on", _("The next visit lies after this one."))
        if (
            "correction_reason" in self.fields
            and not (cleaned.get("correction_reason") or "").strip()
        ):
            self.add_error("correction_reason", _("Say why the visit is corrected."))

    def _note(self, name: str, problems: Sequence[record_form.Problem]) -> None:
        for problem in problems:
            words = wording.problem_words(problem)
            if problem.severity == "ask":
                self.warnings[name] = words
            elif name in self.fields:
                self.add_error(name, words)

    def _add_drug_rows(self) -> None:
        for place in range(1, DRUG_ROWS + 1):
            name = _("Drug %(number)s") % {"number": place}
            self.fields[f"drug_{place}_name"] = fields.drug(name, name, 80, "in drug")
            times, dose = _("%(drug)s, times a day"), _("%(drug)s, dose a time")
            self.fields[f"drug_{place}_times"] = fields.drug(
                name, times % {"drug": name}, 20, "in num"
            )
            self.fields[f"drug_{place}_dose"] = fields.drug(
                name, dose % {"drug": name}, 40, "in num"
            )

    def _fill_choices(self) -> None:
        signs = {
            sign.sign for sign in self.rule_set.emergency_signs if sign.condition in self.conditions
        }
        choices: dict[str, Sequence[tuple[str, Any]]] = {
            "glucose_unit": fields.GLUCOSE_UNITS,
            "glucose_method": fields.GLUCOSE_METHODS,
            "danger_signs": fields.by_key(record_form.EMERGENCY_SIGNS, signs),
            "mode": fields.by_key(record_form.VISIT_MODE),
            "outcome": fields.by_key(record_form.OUTCOME),
            "hypertension_symptoms": fields.by_code(record_form.HYPERTENSION_SYMPTOMS),
            "t2dm_symptoms": fields.by_code(record_form.DIABETES_SYMPTOMS),
            "dorsalis_pedis": fields.by_code(record_form.DORSALIS_PEDIS_STATE),
            "dorsalis_pedis_side": fields.by_key(record_form.DORSALIS_PEDIS_SIDE),
            "hypoglycaemia": fields.by_code(record_form.HYPOGLYCAEMIA),
            "salt": fields.by_code(record_form.SALT),
            "salt_goal": fields.by_code(record_form.SALT),
            "psych_adjustment": fields.by_code(record_form.PSYCH_ADJUSTMENT),
            "compliance": fields.by_code(record_form.COMPLIANCE),
            "med_adherence": fields.by_code(record_form.MED_ADHERENCE),
            "adverse_reaction": fields.by_code(record_form.ADVERSE_REACTION),
            "referral_reason": fields.by_key(record_form.REFERRAL_REASON),
        }
        for name, offered in choices.items():
            cast("forms.ChoiceField", self.fields[name]).choices = list(offered)

    def _leave_out(self, *, is_correction: bool) -> None:
        """Take away what this resident's conditions, or this occasion, do not ask for."""
        if "hypertension" not in self.conditions:
            for name in (
                "hypertension_symptoms",
                "hypertension_symptoms_other",
                "salt",
                "salt_goal",
            ):
                del self.fields[name]
        if "t2dm" not in self.conditions:
            for name in carried.DIABETES_ONLY:
                del self.fields[name]
        if not is_correction:
            del self.fields["correction_reason"]
        if self.before is None:
            del self.fields["same_lifestyle"]
