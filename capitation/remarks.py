"""What scheme and measure documents say in one language only, in the reader's: remarks, choices, kinds of clauses.

Titles and clauses are in both languages in the document itself. Remarks (sources, reasons of an assumption) are
written once and go through gettext; `makemessages` collects those of the documents shipped with the product, and
a remark without a translation is shown as it was written.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

CHOICE_WORDS: dict[str, Promise] = {
    "additive": _("added up"),
    "carry": _("carried over"),
    "daily": _("by the day"),
    "down": _("downwards"),
    "fifteen_days": _("from 15 days of the month"),
    "flat": _("a fixed amount"),
    "floor": _("full steps only"),
    "fund": _("Insurance fund"),
    "highest": _("the highest one"),
    "invoice": _("invoiced"),
    "lower": _("lower end included"),
    "month_start": _("on the first of each month"),
    "none": _("none"),
    "paid": _("as paid"),
    "pay_full": _("it is paid in full"),
    "pay_none": _("nothing is paid"),
    "peer": _("the other teams"),
    "pending": _("the line waits"),
    "period_end": _("at the end of the period"),
    "period_start": _("at the start of the period"),
    "person_years": _("by person-years"),
    "planned": _("as planned"),
    "pool": _("Reward pool"),
    "pp": _("percentage points"),
    "previous_year": _("the year before"),
    "pro_rata": _("in proportion"),
    "product": _("multiplied"),
    "register_members": _("by register members"),
    "relative": _("relative change"),
    "to_budget": _("scaled to the budget"),
    "up": _("upwards"),
    "upper": _("upper end included"),
}
KIND_WORDS: dict[str, Promise] = {
    "authenticity": _("Authenticity"),
    "base": _("Base"),
    "bonus": _("Bonus"),
    "bonus_on_amount": _("Bonus on an amount"),
    "cap": _("Cap"),
    "clearing": _("Clearing"),
    "deduction": _("Deduction"),
    "distribution": _("Distribution"),
    "release": _("Release"),
    "uplift": _("Uplift"),
    "withhold": _("Withheld part"),
}
PARAM_WORDS: dict[str, Promise] = {
    "age_on": _("Age counted on"),
    "annual_exam": _("Annual examination needed"),
    "attribution": _("Counts for the team of"),
    "condition": _("Condition"),
    "day0_counts": _("Return on the day of discharge counts"),
    "discharge_day_number": _("Number of the day of discharge"),
    "dx_prefix": _("Same diagnosis: characters compared"),
    "exclude_dx": _("Diagnoses left out"),
    "index_exclusions": _("First stays left out"),
    "index_groups": _("First stays: diagnosis groups"),
    "index_register": _("First stays: residents on the registers"),
    "lost_outcomes": _("Outcomes that count as lost"),
    "missing": _("Without a reading"),
    "modes": _("Kinds of visit that count"),
    "on_death": _("Residents who died"),
    "on_leaving": _("Residents who left"),
    "outcome_hospital": _("Hospital of the return"),
    "pattern": _("Follow-ups needed"),
    "planned_source": _("Planned return known from"),
    "reading": _("Reading"),
    "rechecks_count": _("Rechecks count as follow-ups"),
    "rule_set": _("Rule set"),
    "sources": _("Sources of the reading"),
    "tie_rule": _("Several readings on a day"),
    "transfer_gap_days": _("Transfer: days between the stays"),
    "transfer_needs_other_hospital": _("Transfer: to another hospital only"),
    "window_days": _("Window in days"),
}
VALUE_WORDS: dict[str, Promise] = {
    "against_advice": _("left against advice"),
    "any": _("any hospital"),
    "bp": _("blood pressure"),
    "clinic": _("clinic"),
    "died": _("died"),
    "discharge_date": _("the day of discharge"),
    "excluded": _("not counted"),
    "fasting_glucose": _("fasting glucose"),
    "first_stay_box": _("the record of the first stay"),
    "group": _("group"),
    "home": _("home visit"),
    "hypertension": _("hypertension"),
    "laboratory": _("laboratory"),
    "last_of_day": _("the last one"),
    "lost": _("lost"),
    "none": _("none"),
    "not_at_target": _("not at target"),
    "period_end": _("the end of the period"),
    "prorated": _("in proportion to the months managed"),
    "same": _("the same hospital"),
    "screening": _("screening"),
    "station": _("health station"),
    "t2dm": _("type 2 diabetes"),
    "transfer": _("transferred"),
    "visit_date": _("the day of the visit"),
}


def remark(text: str) -> str:
    """A remark in the reader's language, as it was written when there is no translation."""
    return gettext(text) if text else ""


def choice_words(value: str) -> str:
    """A choice in words; a number or a comparison sign as it is."""
    return str(CHOICE_WORDS.get(value, value))


def kind_words(kind: str) -> str:
    """A kind of clause in words."""
    return str(KIND_WORDS.get(kind, kind))


def param_words(name: str) -> str:
    """A parameter of a measure in words."""
    return str(PARAM_WORDS.get(name, name))


def value_words(value: object) -> str:
    """A value of a measure's parameter in words: truth, lists, codes; numbers and ICD codes as they are."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list | tuple):
        return gettext(", ").join(value_words(part) for part in value) or gettext("none")
    return str(VALUE_WORDS.get(str(value), value))
