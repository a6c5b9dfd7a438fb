"""Residents from files: every form a county sends, and every row that is refused."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.models import ImportBatch, Resident
from tests.imports.county import RESIDENT_HEADERS, County, codes, id_number

MAN = id_number(date(1948, 12, 9), 11)
WOMAN = id_number(date(1955, 3, 1), 2)
ROWS = (
    ("单晓明", MAN, "男", "13900000001", "990101"),
    ("王桂兰", WOMAN, "女", "", "990101"),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_and_with_every_separator(
    county: County, encoding: str, separator: str
) -> None:
    path = county.csv(RESIDENT_HEADERS, *ROWS, encoding=encoding, separator=separator)

    outcome = county.run("residents", path)

    assert (outcome.is_written, outcome.new_count) == (True, 2)
    man = Resident.objects.get(name="单晓明")
    assert (man.sex, man.born_on, man.id_number, man.phone) == (
        "1",
        date(1948, 12, 9),
        MAN,
        "13900000001",
    )


def test_a_workbook_is_read_with_real_dates_and_numbers(county: County) -> None:
    headers = ("Name", "ID number", "Date of birth", "Phone", "Region code")
    path = county.xlsx(headers, ("王桂兰", WOMAN, date(1955, 3, 1), 13900000001, 990101))

    outcome = county.run("residents", path)

    assert outcome.is_written
    assert Resident.objects.get().phone == "13900000001"


def test_a_title_above_the_header_is_passed_over(county: County) -> None:
    path = county.csv(("青石县签约居民名册", "", "", "", ""), RESIDENT_HEADERS, *ROWS)

    assert county.run("residents", path).new_count == 2


def test_full_width_characters_and_blanks_are_trimmed(county: County) -> None:
    wide = WOMAN.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    path = county.csv(RESIDENT_HEADERS, ("　王桂兰 ", f" {wide}", "女", "", "９９０１０１"))

    assert county.run("residents", path).is_written
    assert Resident.objects.get().name == "王桂兰"


def test_one_bad_row_means_that_nothing_is_written(county: County) -> None:
    wrong = MAN[:-1] + ("0" if MAN[-1] != "0" else "1")
    path = county.csv(RESIDENT_HEADERS, ROWS[1], ("单晓明", wrong, "男", "", "990101"))

    outcome = county.run("residents", path)

    assert not outcome.is_written
    assert codes(outcome) == [(3, "身份证号", "id_check_digit")]
    assert not Resident.objects.exists()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("王桂兰", "12345", "", "", "990101"), ("身份证号", "id_length")),
        (("王桂兰", "1.10105E+17", "", "", "990101"), ("身份证号", "cut_by_excel")),
        (("", WOMAN, "", "", "990101"), ("姓名", "required")),
        (("王桂兰", WOMAN, "男", "", "990101"), ("性别", "sex_contradicts")),
        (("王桂兰", WOMAN, "X", "", "990101"), ("性别", "not_in_list")),
        (("王桂兰", WOMAN, "", "12", "990101"), ("联系电话", "not_a_phone")),
        (("王桂兰", WOMAN, "", "", "330106"), ("行政区划代码", "unknown_region")),
        (("=1+1", WOMAN, "", "", "990101"), ("姓名", "formula")),
    ],
)
def test_a_wrong_row_is_refused_at_its_column(
    county: County, row: tuple[str, ...], expected: tuple[str, str]
) -> None:
    outcome = county.run("residents", county.csv(RESIDENT_HEADERS, row))

    assert codes(outcome) == [(2, *expected)]
    assert not Resident.objects.exists()


@pytest.mark.parametrize(
    ("born", "died", "expected"),
    [
        ("1955-03-02", "", ("出生日期", "born_on_contradicts")),
        ("", "1950-01-01", ("死亡日期", "died_before_birth")),
        ("", "2026-06-16", ("死亡日期", "in_the_future")),
    ],
)
def test_birth_and_death_must_agree_with_the_number_and_the_day(
    county: County, born: str, died: str, expected: tuple[str, str]
) -> None:
    headers = (*RESIDENT_HEADERS, "出生日期", "死亡日期")
    path = county.csv(headers, ("王桂兰", WOMAN, "", "", "990101", born, died))

    assert codes(county.run("residents", path)) == [(2, *expected)]


def test_an_identity_number_that_a_workbook_holds_as_a_number_is_refused(county: County) -> None:
    path = county.xlsx(
        ("姓名", "身份证号", "行政区划代码"), ("王桂兰", int(WOMAN.replace("X", "0")), "990101")
    )

    assert codes(county.run("residents", path)) == [(2, "身份证号", "cut_by_excel")]


def test_a_formula_in_a_workbook_is_refused(county: County) -> None:
    path = county.xlsx(
        ("姓名", "身份证号", "行政区划代码"), ('=CONCATENATE("王","桂兰")', WOMAN, "990101")
    )

    assert codes(county.run("residents", path)) == [(2, "姓名", "formula")]


def test_a_doubled_row_names_the_first(county: County) -> None:
    path = county.csv(RESIDENT_HEADERS, ROWS[0], ROWS[1], ROWS[0])

    outcome = county.run("residents", path)

    assert codes(outcome) == [(4, "身份证号", "duplicate_row")]
    assert outcome.problems[0].values["first"] == "2"


def test_the_same_file_twice_changes_nothing(county: County) -> None:
    path = county.csv(RESIDENT_HEADERS, *ROWS)
    county.run("residents", path)
    before = list(Resident.objects.order_by("pk").values())

    outcome = county.run("residents", path)

    assert (outcome.state, outcome.unchanged_count) == (ImportBatch.State.UNCHANGED, 2)
    assert list(Resident.objects.order_by("pk").values()) == before


def test_a_row_that_differs_from_the_record_is_refused_without_showing_the_record(
    county: County,
) -> None:
    county.run("residents", county.csv(RESIDENT_HEADERS, *ROWS))
    path = county.csv(RESIDENT_HEADERS, ("单晓明", MAN, "男", "13900000009", "990101"))

    outcome = county.run("residents", path)

    assert codes(outcome) == [(2, "身份证号", "differs_in")]
    assert outcome.problems[0].values["columns"] == "联系电话"
    assert Resident.objects.get(name="单晓明").phone == "13900000001"


def test_a_report_keeps_identity_numbers_and_phones_masked(county: County) -> None:
    path = county.csv(
        RESIDENT_HEADERS, ("王桂兰", WOMAN, "男", "1390000000", "990101"), ROWS[0], ROWS[0]
    )

    county.run("residents", path)

    kept = str(ImportBatch.objects.get().report)
    assert MAN not in kept
    assert "1390000000" not in kept
    assert f"990101********{MAN[-4:]}" in kept


def test_a_dry_run_writes_nothing_at_all(county: County) -> None:
    outcome = county.run("residents", county.csv(RESIDENT_HEADERS, *ROWS), write="nothing")

    assert (outcome.state, outcome.new_count) == (ImportBatch.State.CHECKED, 2)
    assert not Resident.objects.exists()
    assert not ImportBatch.objects.exists()


def test_columns_that_are_not_read_are_named(county: County) -> None:
    path = county.csv(("序号", *RESIDENT_HEADERS, "备注"), ("1", *ROWS[0], "常住"))

    assert county.run("residents", path).not_read == ("序号", "备注")


def test_an_admin_takes_residents_in_for_the_own_county_only(county: County) -> None:
    path = county.csv(RESIDENT_HEADERS, ("王桂兰", WOMAN, "女", "", "990200"))

    outcome = county.run("residents", path, by=county.admin)

    assert codes(outcome) == [(2, "行政区划代码", "unknown_region")]
