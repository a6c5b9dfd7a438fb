"""Visits from files: values, panel, registers, class, and the care state that follows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from contracts.models import AccessEvent, ImportBatch
from followup.models import CareState, DiabetesSection, HypertensionSection, RegisterEntry, Visit
from tests.imports.county import OTHER_TEAM, TEAM, VISIT_HEADERS, County, codes, id_number

NUMBER = id_number()


def row(
    day: str = "2026-03-10",
    systolic: object = 150,
    diastolic: object = 92,
    *,
    team: str = TEAM,
    mode: str = "门诊",
    conditions: str = "高血压",
    since: str = "2025-01-01",
    resident: str = NUMBER,
) -> tuple[object, ...]:
    """A visit for hypertension unless said otherwise."""
    return (resident, team, day, mode, conditions, since, "陈慧敏", systolic, diastolic)


def test_a_visit_is_written_with_its_section_class_register_and_care_state(county: County) -> None:
    county.signed(NUMBER)

    outcome = county.run("visits", county.csv(VISIT_HEADERS, row()))

    assert outcome.is_written, outcome.problems
    visit = Visit.objects.get()
    assert (visit.systolic_mmhg, visit.diastolic_mmhg, visit.mode) == (150, 92, "clinic")
    assert (visit.provenance, visit.entered_by) == ("imported", "command-line")
    assert visit.hypertension.classification == "2"
    assert RegisterEntry.objects.get().starts_on == date(2025, 1, 1)
    state = CareState.objects.get()
    assert (state.state, state.last_visit_on) == ("not_controlled", date(2026, 3, 10))
    assert AccessEvent.objects.filter(action="imported", subject="visits").count() == 1


def test_one_row_serves_both_conditions_and_glucose_in_mg_dl_becomes_mmol_l(county: County) -> None:
    county.signed(NUMBER)
    headers = (
        *VISIT_HEADERS,
        "糖尿病纳管日期",
        "空腹血糖",
        "血糖单位",
        "糖尿病症状",
        "药物1",
        "药物1每次剂量",
    )
    values = (
        *row(conditions="高血压;2型糖尿病"),
        "2025-02-01",
        "126",
        "mg/dL",
        "多饮、多尿",
        "二甲双胍片",
        "0.5g",
    )

    outcome = county.run("visits", county.csv(headers, values))

    assert outcome.is_written, outcome.problems
    section = DiabetesSection.objects.get()
    # 126 / 18.0182 = 6.9929
    assert (section.fasting_glucose_mmol_l, section.glucose_entered) == (
        Decimal("6.99"),
        "126 mg/dL",
    )
    assert (section.symptoms, section.classification) == (["2", "4"], "1")
    assert section.visit.medications.get().name == "二甲双胍片"
    assert HypertensionSection.objects.get().visit_id == section.visit_id


def test_the_unit_may_stand_in_the_header(county: County) -> None:
    county.signed(NUMBER)
    headers = (*VISIT_HEADERS, "糖尿病纳管日期", "空腹血糖（mg/dL）")

    outcome = county.run(
        "visits", county.csv(headers, (*row(conditions="糖尿病"), "2025-02-01", "180"))
    )

    assert outcome.is_written, outcome.problems
    assert DiabetesSection.objects.get().fasting_glucose_mmol_l == Decimal("9.99")  # 180 / 18.0182


def test_numbers_of_a_workbook_are_exact(county: County) -> None:
    county.signed(NUMBER)
    headers = (*VISIT_HEADERS, "糖尿病纳管日期", "空腹血糖", "体重")
    values = (*row(conditions="糖尿病"), "2025-02-01", 6.3999999999999995, 71.5)

    outcome = county.run("visits", county.xlsx(headers, values))

    assert outcome.is_written, outcome.problems
    assert DiabetesSection.objects.get().fasting_glucose_mmol_l == Decimal("6.4")
    assert Visit.objects.get().weight_kg == Decimal("71.5")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"systolic": 90, "diastolic": 90}, ("收缩压", "systolic_not_above_diastolic")),
        ({"systolic": 999}, ("收缩压", "above_possible")),
        ({"systolic": 150, "diastolic": 10}, ("舒张压", "below_possible")),
        ({"diastolic": ""}, ("舒张压", "both_pressures")),
        ({"systolic": "150.5"}, ("收缩压", "not_whole")),
        ({"systolic": "高"}, ("收缩压", "not_a_number")),
        ({"day": "2026-06-16"}, ("随访日期", "in_the_future")),
        ({"day": "2026-02-30"}, ("随访日期", "no_such_day")),
        ({"team": "H99"}, ("团队代码", "unknown_team")),
        ({"team": OTHER_TEAM}, ("随访日期", "no_contract")),
        ({"day": "2024-12-31"}, ("随访日期", "no_contract")),
        ({"mode": "飞鸽"}, ("随访方式", "not_in_list")),
        ({"resident": id_number(sequence=4)}, ("身份证号", "unknown_resident")),
        ({"since": ""}, ("管理病种", "not_on_register")),
        ({"since": "2026-03-11"}, ("高血压纳管日期", "register_since_after_visit")),
    ],
)
def test_a_wrong_row_is_refused_at_its_column(
    county: County, changed: dict[str, str], expected: tuple[str, str]
) -> None:
    county.signed(NUMBER)

    outcome = county.run("visits", county.csv(VISIT_HEADERS, row(**changed)))  # type: ignore[arg-type]

    assert (2, *expected) in codes(outcome)
    assert not Visit.objects.exists()
    assert not RegisterEntry.objects.exists()


def test_a_visit_before_birth_is_refused(county: County) -> None:
    county.signed(NUMBER)  # born on 1955-03-01; no rule set is that old either

    outcome = county.run("visits", county.csv(VISIT_HEADERS, row("1955-02-28")))

    assert (2, "随访日期", "before_birth") in codes(outcome)


def test_a_visit_after_death_is_refused(county: County) -> None:
    county.signed(NUMBER, died_on=date(2026, 3, 9))

    outcome = county.run("visits", county.csv(VISIT_HEADERS, row()))

    assert codes(outcome) == [(2, "随访日期", "after_death")]
    assert outcome.problems[0].values["died_on"] == "2026-03-09"


def test_a_class_that_contradicts_the_values_is_refused_with_the_right_one(county: County) -> None:
    county.signed(NUMBER)
    headers = (*VISIT_HEADERS, "高血压随访分类")

    outcome = county.run("visits", county.csv(headers, (*row(), "控制满意")))

    assert codes(outcome) == [(2, "高血压随访分类", "class_contradicts")]
    assert outcome.problems[0].values["expected"].startswith("2 ")


def test_glucose_that_only_fits_mg_dl_needs_its_unit(county: County) -> None:
    county.signed(NUMBER)
    headers = (*VISIT_HEADERS, "糖尿病纳管日期", "空腹血糖")

    outcome = county.run(
        "visits", county.csv(headers, (*row(conditions="糖尿病"), "2025-02-01", "126"))
    )

    assert codes(outcome) == [(2, "空腹血糖", "glucose_unit_needed")]


def test_a_value_of_a_condition_that_the_row_does_not_name_is_refused(county: County) -> None:
    county.signed(NUMBER)
    headers = (*VISIT_HEADERS, "空腹血糖")

    outcome = county.run("visits", county.csv(headers, (*row(), "6.5")))

    assert codes(outcome) == [(2, "空腹血糖", "section_not_named")]


def test_no_symptoms_beside_a_symptom_is_refused(county: County) -> None:
    county.signed(NUMBER)
    headers = (*VISIT_HEADERS, "高血压症状")

    outcome = county.run("visits", county.csv(headers, (*row(), "无症状;2")))

    assert codes(outcome) == [(2, "高血压症状", "symptoms_excludes_others")]


def test_the_same_file_twice_changes_nothing(county: County) -> None:
    county.signed(NUMBER)
    path = county.csv(VISIT_HEADERS, row(), row("2026-03-24", 138, 84, since=""))
    assert county.run("visits", path).new_count == 2

    outcome = county.run("visits", path)

    assert (outcome.state, outcome.unchanged_count) == (ImportBatch.State.UNCHANGED, 2)
    assert Visit.objects.count() == 2


def test_a_visit_on_record_with_another_value_is_never_overwritten(county: County) -> None:
    county.signed(NUMBER)
    county.run("visits", county.csv(VISIT_HEADERS, row()))

    outcome = county.run("visits", county.csv(VISIT_HEADERS, row(systolic=138)))

    assert codes(outcome) == [(2, "随访日期", "differs")]
    assert outcome.problems[0].values["differences"] == "收缩压 150"
    assert Visit.objects.get().systolic_mmhg == 150


def test_two_rows_of_one_day_name_the_first(county: County) -> None:
    county.signed(NUMBER)

    outcome = county.run("visits", county.csv(VISIT_HEADERS, row(), row(systolic=151)))

    assert codes(outcome) == [(3, "随访日期", "duplicate_row")]


def test_a_resident_of_another_organisation_is_unknown_to_an_admin(county: County) -> None:
    county.signed(NUMBER)

    outcome = county.run("visits", county.csv(VISIT_HEADERS, row()), by=county.other_admin)

    assert [code for *_, code in codes(outcome)] == ["unknown_resident", "unknown_team_nearest"]


def test_a_row_that_does_not_start_a_sheet_keeps_its_number(county: County) -> None:
    county.signed(NUMBER)
    path = county.csv(("青石县随访", "登记"), (), VISIT_HEADERS, row(), (), row("2026-06-16"))

    outcome = county.run("visits", path)

    assert codes(outcome) == [(6, "随访日期", "in_the_future")]


def test_a_check_takes_as_many_queries_for_many_rows_as_for_few(
    county: County,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size, first in ((2, 100), (60, 300)):
        numbers = [id_number(sequence=first + place) for place in range(size)]
        for number in numbers:
            county.signed(number)
        path = county.csv(VISIT_HEADERS, *(row(resident=number) for number in numbers))
        with CaptureQueriesContext(connection) as queries:
            assert county.run("visits", path, write="nothing").new_count == size
        counts.append(len(queries))

    assert counts[0] == counts[1]
