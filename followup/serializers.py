"""What the API says of visits and of who is due, and what it takes for a new visit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from followup.domain import forms
from followup.domain.forms import EMERGENCY_SIGNS
from followup.domain.ruleset import RuleSet
from followup.models import DiabetesSection, HypertensionSection, Visit, VisitMedication
from followup.selectors import DueView
from followup.wording import problem_words

# Fields of the visit, then of the diabetes section, by the name under which the rule set keeps their range.
RULE_FIELDS = {
    "systolic_mmhg": "systolic",
    "diastolic_mmhg": "diastolic",
    "heart_rate_per_min": "heart_rate",
    "weight_kg": "weight",
    "height_cm": "height",
    "cigarettes_per_day": "smoking",
    "alcohol_liang_per_day": "alcohol",
    "exercise_per_week": "exercise_times",
    "exercise_minutes": "exercise_minutes",
}
DIABETES_RULE_FIELDS = {
    "hba1c_percent": "hba1c",
    "staple_food_g_per_day": "staple_food",
    "fasting_glucose_mmol_l": "fasting_glucose",
    "postmeal_glucose_mmol_l": "other_glucose",
    "random_glucose_mmol_l": "other_glucose",
}
NOT_WRITTEN = (
    "resident",
    "team",
    "bmi",
    "bmi_goal",
    "entered_by",
    "entered_at",
    "replaces",
    "correction_reason",
    "provenance",
)


class HypertensionSerializer(serializers.ModelSerializer[HypertensionSection]):
    """What only the hypertension form has. ``classification`` is the rule set's answer."""

    class Meta:
        model = HypertensionSection
        exclude = ("id", "visit")
        read_only_fields = ("classification",)

    def validate_symptoms(self, value: list[str]) -> list[str]:
        return _checked_codes("hypertension", value)


class DiabetesSerializer(serializers.ModelSerializer[DiabetesSection]):
    """What only the diabetes form has; glucose in mmol/L, HbA1c in per cent."""

    class Meta:
        model = DiabetesSection
        exclude = ("id", "visit")
        read_only_fields = ("classification",)

    def validate_symptoms(self, value: list[str]) -> list[str]:
        return _checked_codes("t2dm", value)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        code = attrs.get("dorsalis_pedis", "")
        state = forms.DORSALIS_PEDIS_STATE.by_code(code).key if code else ""
        found = forms.check_dorsalis_pedis(state, attrs.get("dorsalis_pedis_side", ""))
        if found:
            raise serializers.ValidationError({found[0].field: problem_words(found[0])})
        return attrs


class MedicationSerializer(serializers.ModelSerializer[VisitMedication]):
    """One drug."""

    class Meta:
        model = VisitMedication
        fields = ("name", "times_per_day", "dose")


class VisitSerializer(serializers.ModelSerializer[Visit]):
    """A recorded visit."""

    hypertension = serializers.SerializerMethodField()
    diabetes = serializers.SerializerMethodField()
    medications = MedicationSerializer(many=True, read_only=True)

    class Meta:
        model = Visit
        fields = "__all__"

    def get_hypertension(self, visit: Visit) -> dict[str, Any] | None:
        section: HypertensionSection | None = getattr(visit, "hypertension", None)
        return dict(HypertensionSerializer(section).data) if section else None

    def get_diabetes(self, visit: Visit) -> dict[str, Any] | None:
        section: DiabetesSection | None = getattr(visit, "diabetes", None)
        return dict(DiabetesSerializer(section).data) if section else None


class NewVisitSerializer(serializers.ModelSerializer[Visit]):
    """A visit to record: every field of the record forms, a section per condition served.

    ``confirm_unusual`` says that unusual values were checked; without it they are refused.
    """

    resident_id = serializers.IntegerField(min_value=1)
    performed_by = serializers.CharField(max_length=150, required=False)
    danger_signs = serializers.ListField(
        child=serializers.ChoiceField(choices=[code.key for code in EMERGENCY_SIGNS.codes]),
        required=False,
    )
    hypertension = HypertensionSerializer(required=False, allow_null=True)
    diabetes = DiabetesSerializer(required=False, allow_null=True)
    medications = MedicationSerializer(many=True, required=False)
    confirm_unusual = serializers.BooleanField(required=False, default=False)

    class Meta:
        model = Visit
        exclude = ("id", *NOT_WRITTEN)
        validators: Sequence[Any] = ()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        rule_set: RuleSet = self.context["rule_set"](attrs["visited_on"])
        errors: dict[str, list[str]] = {}
        if (attrs.get("systolic_mmhg") is None) != (attrs.get("diastolic_mmhg") is None):
            errors["systolic_mmhg"] = ["Both values of the blood pressure, or neither."]
        asks = not attrs.get("confirm_unusual")
        values = _ruled(attrs, RULE_FIELDS) | _ruled(
            attrs.get("diabetes") or {}, DIABETES_RULE_FIELDS
        )
        for name, (rule_field, value) in values.items():
            for problem in forms.check_values(rule_set, {rule_field: value}):
                if problem.severity == "refuse" or asks:
                    errors.setdefault(name, []).append(problem_words(problem))
        if not errors:
            errors = _pressure_order(rule_set, attrs)
        if errors:
            raise serializers.ValidationError(errors)
        return attrs


class AssessmentSerializer(serializers.Serializer[Any]):
    """What the visit means for one condition."""

    condition = serializers.CharField()
    visit_class = serializers.CharField()
    form_code = serializers.IntegerField(allow_null=True)
    action = serializers.CharField()
    next_due_on = serializers.DateField()


class RecordedVisitSerializer(serializers.Serializer[Any]):
    """The visit as recorded, and what it means."""

    visit = VisitSerializer()
    assessments = AssessmentSerializer(many=True)


class DueConditionSerializer(serializers.Serializer[Any]):
    """Where the resident stands in one condition; values in mmHg, or mmol/L for glucose."""

    condition = serializers.CharField()
    state = serializers.CharField()
    last_visit_on = serializers.DateField(allow_null=True)
    last_value_1 = serializers.DecimalField(6, 2, allow_null=True)
    last_value_2 = serializers.DecimalField(6, 2, allow_null=True)
    unsatisfactory_count = serializers.IntegerField()
    action = serializers.CharField()
    next_due_on = serializers.DateField(allow_null=True)


class DueResidentSerializer(serializers.Serializer[Any]):
    """A resident who is due."""

    resident_id = serializers.IntegerField()
    name = serializers.CharField()
    sex = serializers.CharField()
    born_on = serializers.DateField()
    rank = serializers.IntegerField()
    due_on = serializers.DateField()
    overdue_days = serializers.IntegerField()
    conditions = DueConditionSerializer(many=True)


class DueQuerySerializer(serializers.Serializer[Any]):
    """Which part of the due list."""

    view = serializers.ChoiceField([view.value for view in DueView], default=DueView.ALL.value)
    condition = serializers.CharField(required=False, default="", allow_blank=True)
    after = serializers.CharField(required=False, default="", allow_blank=True)


def _checked_codes(condition: str, codes: list[str]) -> list[str]:
    found = forms.check_codes(forms.SYMPTOMS[condition], codes)
    if found:
        raise serializers.ValidationError([problem_words(problem) for problem in found])
    return codes


def _ruled(attrs: dict[str, Any], names: dict[str, str]) -> dict[str, tuple[str, Decimal]]:
    return {
        name: (rule_field, Decimal(attrs[name]))
        for name, rule_field in names.items()
        if attrs.get(name) is not None
    }


def _pressure_order(rule_set: RuleSet, attrs: dict[str, Any]) -> dict[str, list[str]]:
    if attrs.get("systolic_mmhg") is None:
        return {}
    both = {
        "systolic": Decimal(attrs["systolic_mmhg"]),
        "diastolic": Decimal(attrs["diastolic_mmhg"]),
    }
    found = [p for p in forms.check_values(rule_set, both) if p.code.startswith("systolic_not")]
    return {"systolic_mmhg": [problem_words(problem) for problem in found]} if found else {}
