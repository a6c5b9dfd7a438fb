"""What a visit means: the check cases of the domain reference and the order of the rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from followup.domain.classify import (
    Action,
    Assessment,
    Flags,
    Readings,
    VisitClass,
    classify,
    consecutive_unsatisfactory,
)
from followup.domain.ruleset import RuleSet, RuleSetError
from tests.clinical.documents import CN_2017, CN_2020, CN_2025, RULE_SETS

MARCH_1 = date(2026, 3, 1)
AGED_50 = date(1976, 1, 1)
AGED_65 = date(1961, 3, 1)  # 65 on 1 March 2026
AGED_64_AND_364_DAYS = date(1961, 3, 2)
AGED_80 = date(1946, 3, 1)


def _bp(
    systolic: int | None,
    diastolic: int | None,
    *,
    rule_set: RuleSet = CN_2017,
    born_on: date = AGED_50,
    visited_on: date = MARCH_1,
    flags: Flags | None = None,
    previous: tuple[VisitClass, ...] = (),
    others: frozenset[str] = frozenset(),
) -> Assessment:
    readings = Readings(
        systolic_mmhg=None if systolic is None else Decimal(systolic),
        diastolic_mmhg=None if diastolic is None else Decimal(diastolic),
    )
    return classify(
        rule_set,
        "hypertension",
        born_on=born_on,
        visited_on=visited_on,
        readings=readings,
        flags=flags,
        previous_classes=previous,
        other_conditions=others,
    )


def _glucose(
    fasting: str | None,
    *,
    rule_set: RuleSet = CN_2017,
    other: str | None = None,
    hba1c: str | None = None,
) -> Assessment:
    readings = Readings(
        fasting_glucose_mmol_l=None if fasting is None else Decimal(fasting),
        other_glucose_mmol_l=None if other is None else Decimal(other),
        hba1c_percent=None if hba1c is None else Decimal(hba1c),
    )
    return classify(rule_set, "t2dm", born_on=AGED_50, visited_on=MARCH_1, readings=readings)


@pytest.mark.parametrize(
    ("rule_set", "born_on", "systolic", "diastolic", "is_at_target"),
    [
        (CN_2017, AGED_64_AND_364_DAYS, 145, 85, False),
        (CN_2017, AGED_65, 145, 85, True),
        (CN_2025, AGED_65, 145, 85, False),
        (CN_2017, AGED_50, 139, 89, True),
        (CN_2017, AGED_50, 140, 89, False),
        (CN_2017, AGED_50, 139, 90, False),
        (CN_2017, AGED_65, 149, 89, True),
        (CN_2017, AGED_65, 150, 89, False),
        (CN_2025, AGED_50, 129, 79, True),
        (CN_2025, AGED_50, 130, 79, False),
        (CN_2025, AGED_80, 149, 89, True),
        (CN_2020, AGED_65, 149, 89, True),
        (CN_2020, AGED_80, 149, 89, True),
        (CN_2020, AGED_50, 139, 89, True),
    ],
)
def test_blood_pressure_is_judged_by_rule_set_and_age(
    rule_set: RuleSet, born_on: date, systolic: int, diastolic: int, *, is_at_target: bool
) -> None:
    assessment = _bp(systolic, diastolic, rule_set=rule_set, born_on=born_on)

    assert assessment.reading_at_target is is_at_target
    expected = VisitClass.CONTROLLED if is_at_target else VisitClass.NOT_CONTROLLED
    assert assessment.visit_class == expected
    assert assessment.form_code == (1 if is_at_target else 2)


def test_the_2020_guideline_asks_for_130_80_with_diabetes_below_80() -> None:
    with_diabetes = _bp(135, 79, rule_set=CN_2020, others=frozenset({"t2dm"}))
    at_80 = _bp(145, 85, rule_set=CN_2020, born_on=AGED_80, others=frozenset({"t2dm"}))

    assert with_diabetes.visit_class == VisitClass.NOT_CONTROLLED
    assert at_80.visit_class == VisitClass.CONTROLLED


@pytest.mark.parametrize(
    ("fasting", "visit_class"),
    [
        ("6.99", VisitClass.CONTROLLED),
        ("7.0", VisitClass.NOT_CONTROLLED),
        ("3.9", VisitClass.EMERGENCY),
        ("3.91", VisitClass.CONTROLLED),
        ("16.69", VisitClass.NOT_CONTROLLED),
        ("16.7", VisitClass.EMERGENCY),
    ],
)
def test_fasting_glucose_is_judged_by_its_limits(fasting: str, visit_class: VisitClass) -> None:
    assessment = _glucose(fasting)

    assert assessment.visit_class == visit_class


def test_a_random_glucose_can_be_an_emergency_but_never_decides_control() -> None:
    high = _glucose(None, other="16.7")
    ordinary = _glucose(None, other="9.0")

    assert high.visit_class == VisitClass.EMERGENCY
    assert ordinary.visit_class == VisitClass.NO_READING


def test_below_the_range_of_2025_is_off_target_and_hba1c_is_advice() -> None:
    low = _glucose("4.2", rule_set=CN_2025)
    advice = _glucose("6.0", rule_set=CN_2025, hba1c="7.5")

    assert [reason.code for reason in low.reasons] == ["fasting_glucose_below_range"]
    assert low.visit_class == VisitClass.NOT_CONTROLLED
    assert [reason.code for reason in advice.reasons] == ["hba1c_off_target_advice"]
    assert advice.visit_class == VisitClass.CONTROLLED


@pytest.mark.parametrize(("systolic", "diastolic"), [(180, 80), (120, 110), (200, None)])
def test_180_or_110_is_an_emergency_whatever_else(systolic: int, diastolic: int | None) -> None:
    assessment = _bp(systolic, diastolic, previous=(VisitClass.CONTROLLED,))

    assert assessment.visit_class == VisitClass.EMERGENCY
    assert assessment.action == Action.EMERGENCY_REFER_NOW
    assert assessment.form_code == 2
    assert assessment.next_due_on == date(2026, 3, 15)


def test_179_109_is_not_an_emergency() -> None:
    assessment = _bp(179, 109)

    assert assessment.visit_class == VisitClass.NOT_CONTROLLED


def test_an_emergency_names_value_and_limit() -> None:
    assessment = _bp(186, 95)

    reason = assessment.reasons[0]
    assert (reason.code, reason.value, reason.operator, reason.limit, reason.unit) == (
        "systolic_emergency",
        Decimal(186),
        ">=",
        Decimal(180),
        "mmHg",
    )


def test_an_emergency_sign_of_the_condition_counts_at_a_good_value() -> None:
    sign = _bp(120, 80, flags=Flags(emergency_signs=frozenset({"altered_consciousness"})))
    of_diabetes_only = _bp(120, 80, flags=Flags(emergency_signs=frozenset({"acetone_breath"})))

    assert sign.visit_class == VisitClass.EMERGENCY
    assert of_diabetes_only.visit_class == VisitClass.CONTROLLED


def test_pregnancy_is_an_emergency_only_with_a_raised_value() -> None:
    pregnant = Flags(emergency_signs=frozenset({"pregnant_or_breastfeeding"}))

    raised = _bp(142, 80, flags=pregnant)
    normal = _bp(120, 80, flags=pregnant)

    assert raised.visit_class == VisitClass.EMERGENCY
    assert normal.visit_class == VisitClass.CONTROLLED


def test_controlled_books_within_three_months() -> None:
    assessment = _bp(120, 80)

    assert assessment.action == Action.BOOK_NEXT
    assert assessment.next_due_on == date(2026, 5, 30)  # 1 March + 90 days
    assert [reason.code for reason in assessment.reasons] == ["at_target"]


def test_the_first_unsatisfactory_visit_is_rechecked_within_two_weeks() -> None:
    assessment = _bp(150, 95, previous=(VisitClass.CONTROLLED,))

    assert assessment.action == Action.RECHECK_2_WEEKS
    assert assessment.next_due_on == date(2026, 3, 15)
    assert assessment.consecutive_unsatisfactory == 1


def test_two_in_a_row_are_referred_and_followed_up_within_two_weeks() -> None:
    first = _bp(150, 95)

    second = _bp(152, 90, visited_on=date(2026, 3, 14), previous=(first.visit_class,))

    assert second.action == Action.REFER_AND_FOLLOW_UP
    assert second.next_due_on == date(2026, 3, 28)
    assert second.reasons[-1].code == "unsatisfactory_in_a_row"
    assert second.reasons[-1].value == 2


def test_an_adverse_reaction_is_unsatisfactory_at_a_good_value() -> None:
    assessment = _bp(120, 80, flags=Flags(adverse_reaction=True))

    assert assessment.visit_class == VisitClass.NOT_CONTROLLED
    assert assessment.reading_at_target is True
    assert assessment.form_code == 3
    assert assessment.action == Action.RECHECK_2_WEEKS


def test_a_complication_is_referred_at_once_and_goes_before_a_reaction() -> None:
    assessment = _bp(120, 80, flags=Flags(adverse_reaction=True, complication=True))

    assert assessment.form_code == 4
    assert assessment.action == Action.REFER_AND_FOLLOW_UP
    assert [reason.code for reason in assessment.reasons] == ["complication", "adverse_reaction"]


def test_without_a_reading_there_is_no_class_on_the_form() -> None:
    assessment = _bp(None, None, previous=(VisitClass.NOT_CONTROLLED,))

    assert assessment.visit_class == VisitClass.NO_READING
    assert assessment.form_code is None
    assert assessment.reading_at_target is None
    assert assessment.consecutive_unsatisfactory == 1


def test_half_a_reading_can_be_off_target_but_not_at_target() -> None:
    high = _bp(150, None)
    low = _bp(120, None)

    assert high.visit_class == VisitClass.NOT_CONTROLLED
    assert low.visit_class == VisitClass.NO_READING


def test_a_visit_without_a_reading_neither_counts_nor_interrupts() -> None:
    history = (VisitClass.NOT_CONTROLLED, VisitClass.NO_READING, VisitClass.EMERGENCY)

    assert consecutive_unsatisfactory(history) == 2
    assert consecutive_unsatisfactory((*history, VisitClass.CONTROLLED)) == 0
    assert consecutive_unsatisfactory(()) == 0


def test_a_condition_without_rules_is_an_error_not_a_guess() -> None:
    with pytest.raises(RuleSetError, match="no target for 'copd'"):
        classify(CN_2017, "copd", born_on=AGED_50, visited_on=MARCH_1, readings=Readings())


@pytest.mark.parametrize("key", sorted(RULE_SETS))
def test_every_rule_set_knows_the_same_emergencies(key: str) -> None:
    assessment = _bp(180, 80, rule_set=RULE_SETS[key])

    assert assessment.visit_class == VisitClass.EMERGENCY
