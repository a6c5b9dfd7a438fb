"""What a visit means: class, form code, what to do, and when the resident is due next.

Follows the 2017 service specification for hypertension and type 2 diabetes: emergencies first, then
a new complication, then two unsatisfactory visits in a row, then the first unsatisfactory one. All
limits come from the rule set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from followup.domain.age import completed_years
from followup.domain.ruleset import Cadence, RuleSet, Target


class VisitClass(StrEnum):
    """How the visit turned out. ``not_controlled`` covers everything unsatisfactory."""

    CONTROLLED = "controlled"
    NOT_CONTROLLED = "not_controlled"
    EMERGENCY = "emergency"
    NO_READING = "no_reading"


class Action(StrEnum):
    """What the doctor does next."""

    BOOK_NEXT = "book_next"
    RECHECK_2_WEEKS = "recheck_2_weeks"
    REFER_AND_FOLLOW_UP = "refer_and_follow_up"
    EMERGENCY_REFER_NOW = "emergency_refer_now"


UNSATISFACTORY = frozenset({VisitClass.NOT_CONTROLLED, VisitClass.EMERGENCY})

FORM_CONTROLLED = 1
FORM_NOT_CONTROLLED = 2
FORM_ADVERSE_REACTION = 3
FORM_COMPLICATION = 4


@dataclass(frozen=True, slots=True)
class Readings:
    """What was measured at the visit, in canonical units; None is not measured.

    ``other_glucose_mmol_l`` is a random or post-meal value: it can be an emergency, it never
    decides control.
    """

    systolic_mmhg: Decimal | None = None
    diastolic_mmhg: Decimal | None = None
    fasting_glucose_mmol_l: Decimal | None = None
    other_glucose_mmol_l: Decimal | None = None
    hba1c_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Flags:
    """What the doctor ticked. ``emergency_signs`` are sign codes of the rule set.

    ``complication`` means a new or a worsened one.
    """

    adverse_reaction: bool = False
    complication: bool = False
    emergency_signs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of an assessment, as a code with the value and the limit that made it so."""

    code: str
    field: str = ""
    value: Decimal | None = None
    operator: str = ""
    limit: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The visit's class and what follows from it.

    ``form_code`` is the classification of the national form (CV05.10.012: 1 controlled, 2 not
    controlled, 3 adverse reaction, 4 complication), None without a reading. ``reading_at_target``
    speaks of the values alone, so "128/78 with a drug reaction" is at target and not controlled.
    """

    condition: str
    visit_class: VisitClass
    form_code: int | None
    reading_at_target: bool | None
    reasons: tuple[Reason, ...]
    action: Action
    next_due_on: date
    consecutive_unsatisfactory: int
    targets: tuple[Target, ...] = field(default=())


def consecutive_unsatisfactory(classes: Sequence[VisitClass]) -> int:
    """Return how many of the latest visits were unsatisfactory, oldest class first.

    A visit without a reading neither counts nor interrupts.
    """
    count = 0
    for visit_class in reversed(classes):
        if visit_class == VisitClass.NO_READING:
            continue
        if visit_class not in UNSATISFACTORY:
            break
        count += 1
    return count


def classify(
    rule_set: RuleSet,
    condition: str,
    *,
    born_on: date,
    visited_on: date,
    readings: Readings,
    flags: Flags | None = None,
    other_conditions: frozenset[str] = frozenset(),
    previous_classes: Sequence[VisitClass] = (),
) -> Assessment:
    """Return what this visit means for one condition.

    ``previous_classes`` are the classes of the earlier visits for the same condition, oldest first;
    visits of every mode count here, a telephone reading is shown to the doctor like any other.
    Age is taken on the visit date. Raises RuleSetError for a condition the rule set does not know.
    """
    flags = flags or Flags()
    age_years = completed_years(born_on, visited_on)
    targets = _targets(rule_set, condition, age_years, other_conditions)
    misses, at_target = _compare(targets, readings)
    emergencies = _emergencies(rule_set, condition, readings, flags, at_target)
    flagged = _flag_reasons(flags)
    visit_class = _class(at_target, emergencies, flagged)
    before = consecutive_unsatisfactory(previous_classes)
    in_a_row = before + 1 if visit_class in UNSATISFACTORY else before
    if visit_class == VisitClass.CONTROLLED:
        in_a_row = 0
    cadence = rule_set.cadence_for(condition)
    action = _action(visit_class, flags, in_a_row, cadence)
    reasons = [*emergencies, *flagged, *misses]
    if action == Action.REFER_AND_FOLLOW_UP and not flags.complication:
        reasons.append(
            Reason(
                "unsatisfactory_in_a_row",
                value=Decimal(in_a_row),
                operator=">=",
                limit=cadence.unsatisfactory_before_referral.value,
            )
        )
    if not reasons:
        reasons.append(Reason("at_target"))
    return Assessment(
        condition=condition,
        visit_class=visit_class,
        form_code=_form_code(visit_class, flags),
        reading_at_target=at_target,
        reasons=tuple(reasons),
        action=action,
        next_due_on=visited_on + timedelta(days=_days_until_due(action, cadence)),
        consecutive_unsatisfactory=in_a_row,
        targets=targets,
    )


def _targets(
    rule_set: RuleSet, condition: str, age_years: int, other_conditions: frozenset[str]
) -> tuple[Target, ...]:
    kinds: list[str] = []
    for target in rule_set.targets_of(condition):
        if target.reading not in kinds:
            kinds.append(target.reading)
    return tuple(
        rule_set.target_for(condition, kind, age_years, other_conditions) for kind in kinds
    )


def _compare(targets: tuple[Target, ...], readings: Readings) -> tuple[list[Reason], bool | None]:
    """Return the values off target, and whether the deciding values are at target (None: unknown).

    One value off target decides even when its partner is missing; at target needs all of them.
    """
    reasons: list[Reason] = []
    is_off = False
    is_missing = False
    for target in targets:
        for name, value, limit in _values(target, readings):
            if value is None:
                if target.decides_class:
                    is_missing = True
                    reasons.append(Reason("no_reading", name, None, "", limit, target.unit))
                continue
            reason = _miss(target, name, value, limit)
            if reason is not None:
                reasons.append(reason)
                is_off = is_off or target.decides_class
    if is_off:
        return reasons, False
    return reasons, None if is_missing else True


def _miss(target: Target, name: str, value: Decimal, limit: Decimal) -> Reason | None:
    suffix = "" if target.decides_class else "_advice"
    is_met = value < limit if target.operator == "<" else value <= limit
    if not is_met:
        code = f"{name}_off_target{suffix}"
        return Reason(code, name, value, target.operator, limit, target.unit)
    if target.lower_1 is not None and name != "diastolic" and value < target.lower_1:
        code = f"{name}_below_range{suffix}"
        return Reason(code, name, value, ">=", target.lower_1, target.unit)
    return None


def _values(target: Target, readings: Readings) -> tuple[tuple[str, Decimal | None, Decimal], ...]:
    if target.reading == "bp":
        limit_2 = target.limit_2 if target.limit_2 is not None else target.limit_1
        return (
            ("systolic", readings.systolic_mmhg, target.limit_1),
            ("diastolic", readings.diastolic_mmhg, limit_2),
        )
    if target.reading == "fasting_glucose":
        return (("fasting_glucose", readings.fasting_glucose_mmol_l, target.limit_1),)
    return (("hba1c", readings.hba1c_percent, target.limit_1),)


def _emergencies(
    rule_set: RuleSet, condition: str, readings: Readings, flags: Flags, at_target: bool | None
) -> list[Reason]:
    reasons: list[Reason] = []
    measured = {
        "systolic": (readings.systolic_mmhg,),
        "diastolic": (readings.diastolic_mmhg,),
        "glucose": (readings.fasting_glucose_mmol_l, readings.other_glucose_mmol_l),
    }
    for rule in rule_set.emergency_limits:
        if rule.condition != condition:
            continue
        reasons.extend(
            Reason(
                f"{rule.field}_emergency", rule.field, value, rule.operator, rule.limit, rule.unit
            )
            for value in measured[rule.field]
            if value is not None and rule.is_met_by(value)
        )
    for sign in rule_set.emergency_signs:
        if sign.condition != condition or sign.sign not in flags.emergency_signs:
            continue
        if not sign.only_when_off_target or at_target is False:
            reasons.append(Reason("emergency_sign", sign.sign))
    return reasons


def _flag_reasons(flags: Flags) -> list[Reason]:
    reasons = []
    if flags.complication:
        reasons.append(Reason("complication"))
    if flags.adverse_reaction:
        reasons.append(Reason("adverse_reaction"))
    return reasons


def _class(at_target: bool | None, emergencies: list[Reason], flagged: list[Reason]) -> VisitClass:
    if emergencies:
        return VisitClass.EMERGENCY
    if flagged or at_target is False:
        return VisitClass.NOT_CONTROLLED
    return VisitClass.NO_READING if at_target is None else VisitClass.CONTROLLED


def _form_code(visit_class: VisitClass, flags: Flags) -> int | None:
    """An emergency is never written as controlled, even when its value is below the target."""
    if flags.complication:
        return FORM_COMPLICATION
    if flags.adverse_reaction:
        return FORM_ADVERSE_REACTION
    if visit_class == VisitClass.NO_READING:
        return None
    return FORM_CONTROLLED if visit_class == VisitClass.CONTROLLED else FORM_NOT_CONTROLLED


def _action(visit_class: VisitClass, flags: Flags, in_a_row: int, cadence: Cadence) -> Action:
    if visit_class == VisitClass.EMERGENCY:
        return Action.EMERGENCY_REFER_NOW
    if flags.complication:
        return Action.REFER_AND_FOLLOW_UP
    if visit_class == VisitClass.CONTROLLED:
        return Action.BOOK_NEXT
    is_due_for_referral = in_a_row >= cadence.unsatisfactory_before_referral.value
    if visit_class == VisitClass.NOT_CONTROLLED and is_due_for_referral:
        return Action.REFER_AND_FOLLOW_UP
    return Action.RECHECK_2_WEEKS


def _days_until_due(action: Action, cadence: Cadence) -> int:
    figures = {
        Action.BOOK_NEXT: cadence.book_within,
        Action.RECHECK_2_WEEKS: cadence.recheck_within,
        Action.REFER_AND_FOLLOW_UP: cadence.referral_follow_up_within,
        Action.EMERGENCY_REFER_NOW: cadence.emergency_follow_up_within,
    }
    return int(figures[action].value)
