"""Codes of the follow-up rules in the reader's language. Words only: nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from followup.domain.classify import Reason
from followup.domain.conditions import Condition, load_conditions
from followup.domain.forms import EMERGENCY_SIGNS, Code, CodeList, Problem
from followup.domain.ruleset import RuleSet, Target
from ui import formats
from ui.components import Badge, Tone

if TYPE_CHECKING:
    from followup.models import Visit

CONDITIONS = Path(__file__).resolve().parent / "conditions.toml"

STATE_WORDS: dict[str, tuple[Promise, Tone]] = {
    "controlled": (lazy("Controlled"), "good"),
    "not_controlled": (lazy("Not controlled"), "bad"),
    "emergency": (lazy("Emergency"), "urgent"),
    "no_reading": (lazy("Seen, not measured"), "warn"),
    "never_seen": (lazy("Not seen yet"), "quiet"),
}
ACTION_WORDS: dict[str, Promise] = {
    "first_visit": lazy("First follow-up"),
    "book_next": lazy("Book the next regular visit"),
    "recheck_2_weeks": lazy("Adjust the treatment and see again within two weeks"),
    "refer_and_follow_up": lazy("Recommend referral and follow up within two weeks"),
    "emergency_refer_now": lazy("Handle the emergency, refer now, follow up within two weeks"),
}
NEXT_SENTENCES: dict[str, Promise] = {
    "first_visit": lazy("Not seen since entering the register; invite for a first visit"),
    "book_next": lazy("Controlled last time; a regular visit is enough"),
    "no_reading": lazy("Measure at this visit: one reading is enough to count"),
    "recheck_2_weeks": lazy("Ask about the drugs first, then measure again"),
    "refer_and_follow_up": lazy("Not controlled twice or more in a row: assess referral"),
    "emergency_refer_now": lazy("Ask about the referral and how the resident is now"),
}
READING_NAMES: dict[str, Promise] = {
    "systolic": lazy("Systolic"),
    "diastolic": lazy("Diastolic"),
    "bp": lazy("Blood pressure"),
    "fasting_glucose": lazy("Fasting glucose"),
    "other_glucose": lazy("Glucose"),
    "glucose": lazy("Glucose"),
    "hba1c": lazy("HbA1c"),
}
MODE_TITLES: dict[str, Promise] = {
    "clinic": lazy("Clinic visit"),
    "home": lazy("Home visit"),
    "phone": lazy("Telephone follow-up"),
    "group": lazy("Group visit"),
    "station": lazy("Visit at a health station"),
    "online": lazy("Online follow-up"),
}
REASON_SUFFIXES = ("_emergency", "_below_range", "_off_target")
REASON_WORDS: dict[str, Promise] = {
    "at_target": lazy("At target"),
    "no_reading": lazy("{name} not measured"),
    "adverse_reaction": lazy("Adverse drug reaction"),
    "complication": lazy("New or worse complication"),
    "unsatisfactory_in_a_row": lazy("Not controlled {value} times in a row"),
    "_emergency": lazy("{name} {value}: emergency limit {limit}"),
    "_below_range": lazy("{name} {value}: below the advised {limit}"),
    "_off_target": lazy("{name} {value}: target below {limit}"),
}
PROBLEM_WORDS: dict[str, Promise] = {
    "below_possible": lazy(
        "{value} is not possible: at least {limit} {unit}. Check number and unit."
    ),
    "above_possible": lazy(
        "{value} is not possible: at most {limit} {unit}. Check number and unit."
    ),
    "below_usual": lazy("{value} is unusually low (below {limit} {unit}). Measure again."),
    "above_usual": lazy("{value} is unusually high (above {limit} {unit}). Measure again."),
    "not_whole_number": lazy("A whole number in {unit}, please."),
    "systolic_not_above_diastolic": lazy("Systolic must be above diastolic ({limit})."),
    "not_on_the_form": lazy("{value} is not on the form."),
    "excludes_others": lazy("“No symptoms” cannot stand beside a symptom."),
    "given_twice": lazy("Ticked twice."),
    "side_missing": lazy("Say on which side."),
    "side_without_finding": lazy("A side belongs only to a weakened or absent pulse."),
}


def in_chinese() -> bool:
    """Whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")


@cache
def conditions() -> dict[str, Condition]:
    """The open list of conditions by key, read once."""
    return load_conditions(CONDITIONS)


def condition_name(key: str) -> str:
    """A condition's name; an unknown key is shown as it is."""
    condition = conditions().get(key)
    if condition is None:
        return key
    return condition.label_zh if in_chinese() else condition.label_en


def condition_names(keys: Iterable[str]) -> str:
    """Several conditions in one line."""
    return " · ".join(condition_name(key) for key in keys)


def code_words(code: Code) -> str:
    """One answer of the form; in Chinese, the words printed on it."""
    return code.label_zh if in_chinese() else code.label_en


def answer(code_list: CodeList, value: str) -> str:
    """A stored answer, given by number or key, in words; free text stays as it is."""
    for code in code_list.codes:
        if value and value in {code.code, code.key}:
            return code_words(code)
    return value


def answers(code_list: CodeList, values: Iterable[str]) -> str:
    """Several stored answers in words."""
    return (_(", ")).join(answer(code_list, value) for value in values)


def state_badge(state: str) -> Badge:
    """A class or state as icon, word and colour."""
    words, tone = STATE_WORDS[state]
    return Badge(str(words), tone)


def number(value: Decimal | None) -> str:
    """A reading without needless zeros: 7.80 -> 7.8, 150.00 -> 150; a missing one is a dash."""
    if value is None:
        return "–"
    exact = value.normalize()
    places = exact.as_tuple().exponent
    return f"{exact.quantize(Decimal(1)) if isinstance(places, int) and places > 0 else exact:f}"


def amount(value: Decimal | None, unit: str) -> str:
    """A reading with its unit, empty when missing."""
    return "" if value is None else f"{number(value)} {unit}"


def day(value: date | None) -> str:
    """A day in the reader's language."""
    return "–" if value is None else formats.day(value, get_language() or "en")


def day_short(value: date) -> str:
    """A day without its year."""
    return formats.day_short(value, get_language() or "en")


def pressure(systolic: int | Decimal | None, diastolic: int | Decimal | None) -> str:
    """146/85, empty without a reading."""
    if systolic is None or diastolic is None:
        return ""
    return f"{systolic:.0f}/{diastolic:.0f}"


def reading(condition: str, value_1: Decimal | None, value_2: Decimal | None) -> str:
    """The last reading of a condition as a care state keeps it: 146/85, or fasting 7.8."""
    if value_1 is None:
        return ""
    if condition == "hypertension":
        return pressure(value_1, value_2)
    return _("fasting %(value)s") % {"value": number(value_1)}


def readings_of(visit: Visit) -> str:
    """What a visit measured, in one line."""
    diabetes = getattr(visit, "diabetes", None)
    parts = [pressure(visit.systolic_mmhg, visit.diastolic_mmhg)]
    if diabetes is not None:
        parts.append(reading("t2dm", diabetes.fasting_glucose_mmol_l, None))
        if diabetes.hba1c_percent is not None:
            parts.append(f"{READING_NAMES['hba1c']} {number(diabetes.hba1c_percent)} %")
    return " · ".join(part for part in parts if part)


def due_words(overdue_days: int) -> str:
    """How late or how near the due day is."""
    if overdue_days == 0:
        return _("due today")
    if overdue_days > 0:
        return ngettext("%(days)s day overdue", "%(days)s days overdue", overdue_days) % {
            "days": overdue_days
        }
    return ngettext("due in %(days)s day", "due in %(days)s days", -overdue_days) % {
        "days": -overdue_days
    }


def target_words(target: Target) -> str:
    """A target as the reader says it: below 140/90 mmHg."""
    limit = number(target.limit_1)
    if target.limit_2 is not None:
        limit = f"{limit}/{number(target.limit_2)}"
    pattern = (
        _("below %(limit)s %(unit)s") if target.operator == "<" else _("at most %(limit)s %(unit)s")
    )
    return pattern % {"limit": limit, "unit": target.unit}


def age_words(target: Target) -> str:
    """For whom a target is meant; empty when it is the same for every age."""
    if target.age_from and target.age_until:
        return _("%(from)s to %(until)s years") % {
            "from": target.age_from,
            "until": target.age_until - 1,
        }
    if target.age_from:
        return _("from %(from)s years") % {"from": target.age_from}
    if target.age_until:
        return _("under %(until)s years") % {"until": target.age_until}
    return ""


def rule_set_title(rule_set: RuleSet) -> str:
    """The rule set's name."""
    return rule_set.title_zh if in_chinese() else rule_set.title_en


def reason_words(reason: Reason) -> str:
    """One reason of an assessment, the number first."""
    if reason.code == "emergency_sign":
        return answer(EMERGENCY_SIGNS, reason.field)
    kind = next((suffix for suffix in REASON_SUFFIXES if suffix in reason.code), reason.code)
    pattern = REASON_WORDS.get(kind)
    if pattern is None:
        return reason.code
    return str(pattern).format(
        name=READING_NAMES.get(reason.field, reason.field),
        value=amount(reason.value, reason.unit).strip(),
        limit=amount(reason.limit, reason.unit).strip(),
    )


def problem_words(problem: Problem) -> str:
    """What is wrong with an entry and what to do."""
    words = str(PROBLEM_WORDS.get(problem.code, problem.code))
    limit = "" if problem.limit is None else number_format(problem.limit, use_l10n=False)
    return words.format(value=problem.value, limit=limit, unit=problem.unit)
