"""The order of the form: sections and rows, each with the unit and the last value beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from followup import wording
from followup.domain import forms as record_form
from followup.domain.forms import CodeList
from followup.forms.visit import DRUG_ROWS, VisitForm

if TYPE_CHECKING:
    from followup.models import Visit


# A folded part opens by itself when one of these is answered.
ALWAYS_SHOWN = frozenset({"danger_signs", "referral_reason", "referral_to"})


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of the form. ``kind`` chooses the component; ``second`` is the partner of a pair."""

    kind: Literal["field", "pair", "options", "drug", "tick"]
    first: BoundField
    second: BoundField | None = None
    third: BoundField | None = None
    label: str = ""
    unit: str = ""
    joint: str = "/"
    last: str = ""
    note: str = ""
    width: str = ""

    @property
    def bounds(self) -> list[BoundField]:
        """The fields of this row."""
        return [bound for bound in (self.first, self.second, self.third) if bound is not None]


@dataclass(frozen=True, slots=True)
class FormSection:
    """Rows under one heading; a folded one opens by itself when it holds an error."""

    key: str
    title: str
    note: str
    rows: Sequence[FormRow]
    is_folded: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class LastValues:
    """The answers of the last visit in words, empty where there is none."""

    visit: Visit | None

    def of(self, name: str, unit: str = "") -> str:
        """A number or text of the last visit."""
        value = self._value(name)
        if value is None or value == "":
            return ""
        text = wording.number(value) if isinstance(value, Decimal) else str(value)
        return f"{text} {unit}".strip()

    def coded(self, name: str, code_list: CodeList) -> str:
        """An answer of a list."""
        value = self._value(name)
        if isinstance(value, list):
            return wording.answers(code_list, value)
        return wording.answer(code_list, value or "")

    def pair(self, first: str, second: str, joint: str = "/") -> str:
        """Two numbers that belong together."""
        texts = [self.of(first), self.of(second)]
        return joint.join(texts) if all(texts) else texts[0]

    def _value(self, name: str) -> Any:
        for source in (self.visit, self._section("hypertension"), self._section("diabetes")):
            if source is not None and hasattr(source, name):
                return getattr(source, name)
        return None

    def _section(self, name: str) -> Any:
        return None if self.visit is None else getattr(self.visit, name, None)


def sections(form: VisitForm) -> list[FormSection]:
    """The form of this resident from top to bottom: what decides first, what rarely changes folded."""
    last = LastValues(form.before)
    every = [
        FormSection("measured", _("Measured"), _measured_note(form), _measured(form, last)),
        FormSection(
            "danger",
            _("Danger signs"),
            _("any one makes the visit an emergency"),
            [FormRow("options", form["danger_signs"])],
            is_folded=True,
        ),
        FormSection("occasion", _("This visit"), "", _occasion(form, last)),
        FormSection("signs", _("Signs and tests"), "", _signs(form, last)),
        FormSection("drugs", _("Drugs"), _drugs_note(form), _drugs(form, last)),
        FormSection(
            "lifestyle",
            _("Lifestyle"),
            _("now, and the goal for the next visit"),
            _lifestyle(form, last),
            is_folded=True,
        ),
        FormSection("next", _("Next visit"), "", _next(form)),
        FormSection(
            "referral",
            _("Referral, loss, end of management"),
            _("only when it applies"),
            _referral(form),
            is_folded=True,
        ),
    ]
    return [_opened(section) for section in every]


def _opened(section: FormSection) -> FormSection:
    if not section.is_folded:
        return section
    is_needed = any(
        bound.errors or (bound.name in ALWAYS_SHOWN and bound.value())
        for row in section.rows
        for bound in row.bounds
    )
    return FormSection(
        section.key,
        section.title,
        section.note,
        section.rows,
        is_folded=True,
        is_open=is_needed,
    )


def _measured_note(form: VisitForm) -> str:
    if form.before is None:
        return _("No visit before this one")
    return _("last visit %(day)s") % {"day": wording.day(form.before.visited_on)}


def _drugs_note(form: VisitForm) -> str:
    return _("as at the last visit: change what has changed") if form.before else ""


def _measured(form: VisitForm, last: LastValues) -> list[FormRow]:
    rows = [
        FormRow(
            "pair",
            form["systolic_mmhg"],
            form["diastolic_mmhg"],
            label=_("Blood pressure"),
            unit="mmHg",
            last=last.pair("systolic_mmhg", "diastolic_mmhg"),
        ),
    ]
    if "glucose_unit" in form.fields:
        rows += [
            FormRow(
                "field",
                form["fasting_glucose"],
                last=last.of("fasting_glucose_mmol_l", "mmol/L"),
            ),
            FormRow("options", form["glucose_unit"], note=_("never guessed")),
            FormRow("options", form["glucose_method"]),
            FormRow(
                "pair",
                form["postmeal_glucose"],
                form["random_glucose"],
                label=_("After a meal / random"),
                note=_("In the same unit. They can be an emergency; they never decide control."),
            ),
            FormRow("field", form["hba1c_percent"], unit="%", last=last.of("hba1c_percent", "%")),
            FormRow("field", form["hba1c_on"]),
        ]
    return [*rows, _number(form, last, "heart_rate_per_min", _("per min"))]


def _occasion(form: VisitForm, last: LastValues) -> list[FormRow]:
    rows = [
        FormRow("field", form["visited_on"]),
        FormRow("options", form["mode"], last=last.coded("mode", record_form.VISIT_MODE)),
    ]
    for condition in form.conditions:
        rows += [
            FormRow("options", form[f"{condition}_symptoms"]),
            FormRow("field", form[f"{condition}_symptoms_other"], width="wide"),
        ]
    return rows


def _signs(form: VisitForm, last: LastValues) -> list[FormRow]:
    rows = [
        _pair(form, last, "weight_kg", "weight_goal_kg", _("Weight"), "kg"),
        _number(form, last, "height_cm", "cm"),
        FormRow("field", form["other_signs"], width="wide", last=last.of("other_signs")),
    ]
    if "dorsalis_pedis" in form.fields:
        rows += [
            _coded(form, last, "dorsalis_pedis", record_form.DORSALIS_PEDIS_STATE),
            FormRow("options", form["dorsalis_pedis_side"]),
            _coded(form, last, "hypoglycaemia", record_form.HYPOGLYCAEMIA),
        ]
    return [
        *rows,
        FormRow("field", form["aux_exams"], width="wide"),
        FormRow("tick", form["new_complication"]),
    ]


def _lifestyle(form: VisitForm, last: LastValues) -> list[FormRow]:
    rows = []
    if "same_lifestyle" in form.fields:
        rows.append(
            FormRow("tick", form["same_lifestyle"], note=_("fills the empty answers below"))
        )
    rows += [
        _pair(
            form,
            last,
            "cigarettes_per_day",
            "cigarettes_goal_per_day",
            _("Smoking"),
            _("cigarettes a day"),
        ),
        _pair(
            form,
            last,
            "alcohol_liang_per_day",
            "alcohol_goal_liang_per_day",
            _("Alcohol"),
            _("liang of spirits a day"),
        ),
        _pair(
            form,
            last,
            "exercise_per_week",
            "exercise_minutes",
            _("Exercise"),
            _("times a week × minutes"),
            joint="×",
        ),
        _pair(
            form,
            last,
            "exercise_goal_per_week",
            "exercise_goal_minutes",
            _("Exercise, goal"),
            _("times a week × minutes"),
            joint="×",
        ),
    ]
    if "salt" in form.fields:
        rows += [_coded(form, last, name, record_form.SALT) for name in ("salt", "salt_goal")]
    if "staple_food_g_per_day" in form.fields:
        rows.append(
            _pair(
                form,
                last,
                "staple_food_g_per_day",
                "staple_food_goal_g_per_day",
                _("Staple food"),
                _("g a day"),
            )
        )
    return [
        *rows,
        _coded(form, last, "psych_adjustment", record_form.PSYCH_ADJUSTMENT),
        _coded(form, last, "compliance", record_form.COMPLIANCE),
    ]


def _drugs(form: VisitForm, last: LastValues) -> list[FormRow]:
    rows = [
        FormRow(
            "drug",
            form[f"drug_{place}_name"],
            form[f"drug_{place}_times"],
            form[f"drug_{place}_dose"],
        )
        for place in range(1, DRUG_ROWS + 1)
    ]
    if "insulin" in form.fields:
        rows.append(FormRow("field", form["insulin"], width="wide"))
    return [
        *rows,
        _coded(form, last, "med_adherence", record_form.MED_ADHERENCE),
        _coded(form, last, "adverse_reaction", record_form.ADVERSE_REACTION),
        FormRow("field", form["adverse_reaction_text"], width="wide"),
    ]


def _next(form: VisitForm) -> list[FormRow]:
    rows = [
        FormRow("field", form["next_visit_on"], note=_("left empty: the day of the rule set")),
        FormRow("tick", form["annual_exam"], note=_("may be done together with this visit")),
    ]
    if "correction_reason" in form.fields:
        rows.append(FormRow("field", form["correction_reason"], width="wide"))
    return rows


def _referral(form: VisitForm) -> list[FormRow]:
    return [
        FormRow("options", form["referral_reason"]),
        FormRow("field", form["referral_to"], width="wide"),
        FormRow("options", form["outcome"]),
        FormRow("field", form["outcome_reason"], width="wide"),
        FormRow("field", form["place"], width="wide"),
    ]


def _number(form: VisitForm, last: LastValues, name: str, unit: str) -> FormRow:
    return FormRow("field", form[name], unit=unit, last=last.of(name, unit))


def _coded(form: VisitForm, last: LastValues, name: str, code_list: CodeList) -> FormRow:
    return FormRow("options", form[name], last=last.coded(name, code_list))


def _pair(  # noqa: PLR0917 - the parts of one row
    form: VisitForm,
    last: LastValues,
    first: str,
    second: str,
    label: str,
    unit: str,
    *,
    joint: str = "→",
) -> FormRow:
    return FormRow(
        "pair",
        form[first],
        form[second],
        label=label,
        unit=unit,
        joint=joint,
        last=last.pair(first, second, f" {joint} "),
    )
