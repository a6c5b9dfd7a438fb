"""Encounters from files, known by hospital and number."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.models import ImportBatch
from followup.models import Encounter
from tests.imports.county import ENCOUNTER_HEADERS, County, codes, id_number

NUMBER = id_number()


def row(
    number: str = "ZY-1",
    *,
    admitted: str = "2025-05-02",
    discharged: str = "2025-05-09",
    diagnosis: str = "I10.X00X002",
    cost: str = "6,132.45",
    resident: str = NUMBER,
) -> tuple[str, ...]:
    """A stay of a week in May 2025 unless said otherwise."""
    return (resident, "H99010100091", number, "住院", admitted, discharged, diagnosis, cost)


def test_a_stay_is_written_to_the_fen_with_its_code_in_the_usual_case(county: County) -> None:
    county.signed(NUMBER)
    headers = (*ENCOUNTER_HEADERS, "其他诊断编码", "离院方式", "31天内再住院计划")

    outcome = county.run(
        "encounters", county.csv(headers, (*row(), "E11.900；e11.201+n08.3*", "1", "否"))
    )

    assert outcome.is_written, outcome.problems
    stay = Encounter.objects.get()
    assert (stay.cost_fen, stay.principal_diagnosis) == (613_245, "I10.x00x002")
    assert stay.other_diagnoses == ["E11.900", "E11.201+N08.3*"]
    assert (stay.disposition, stay.planned_return) == ("home", False)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"discharged": "2025-05-01"}, ("出院日期", "discharged_before_admission")),
        ({"diagnosis": "高血压"}, ("主要诊断编码", "not_icd")),
        ({"diagnosis": "I10"}, ("主要诊断编码", "not_icd")),
        ({"admitted": "2026-06-16", "discharged": ""}, ("入院日期", "in_the_future")),
        ({"admitted": "1950-01-01", "discharged": ""}, ("入院日期", "before_birth")),
        ({"cost": "1.234"}, ("总费用", "too_many_places")),
        ({"cost": "-5"}, ("总费用", "negative")),
        ({"resident": id_number(sequence=6)}, ("身份证号", "unknown_resident")),
    ],
)
def test_a_wrong_row_is_refused_at_its_column(
    county: County, changed: dict[str, str], expected: tuple[str, str]
) -> None:
    county.signed(NUMBER)

    outcome = county.run("encounters", county.csv(ENCOUNTER_HEADERS, row(**changed)))

    assert codes(outcome) == [(2, *expected)]
    assert not Encounter.objects.exists()


def test_an_admission_after_death_is_refused(county: County) -> None:
    county.signed(NUMBER, died_on=date(2025, 5, 1))

    assert codes(county.run("encounters", county.csv(ENCOUNTER_HEADERS, row()))) == [
        (2, "入院日期", "after_death")
    ]


def test_the_same_file_twice_changes_nothing_and_another_cost_is_refused(county: County) -> None:
    county.signed(NUMBER)
    path = county.csv(ENCOUNTER_HEADERS, row())
    county.run("encounters", path)

    again = county.run("encounters", path)
    other = county.run("encounters", county.csv(ENCOUNTER_HEADERS, row(cost="6132.46")))

    assert again.state == ImportBatch.State.UNCHANGED
    assert codes(other) == [(2, "就诊编号", "differs")]
    assert other.problems[0].values["differences"] == "总费用 6132.45"
    assert Encounter.objects.count() == 1


def test_a_doubled_number_names_the_first_row(county: County) -> None:
    county.signed(NUMBER)

    outcome = county.run("encounters", county.csv(ENCOUNTER_HEADERS, row(), row()))

    assert codes(outcome) == [(3, "就诊编号", "duplicate_row")]
