"""One cell as a value: dates, numbers, keys as people and spreadsheets write them."""

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.imports import cells
from contracts.imports.cells import CellError, NumberCell


@pytest.mark.parametrize(
    "written",
    [
        "2025-03-01",
        "2025/3/1",
        "2025.3.1",
        "20250301",
        "2025年3月1日",
        "2025年03月01日",
        "２０２５-０３-０１",
        "2025-03-01 08:30:00",
        "45717",  # Excel's serial day: 45717 days after 1899-12-30
    ],
)
def test_the_first_of_march_2025_is_read_in_every_form(written: str) -> None:
    assert cells.day(written) == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2026-02-30", "no_such_day"),
        ("3/1/2025", "not_a_date"),
        ("25-3-1", "not_a_date"),
        ("2025", "not_a_date"),
        ("2025-03", "not_a_date"),
        ("99999", "not_a_date"),
        ("昨天", "not_a_date"),
    ],
)
def test_a_date_that_does_not_exist_or_reads_two_ways_is_refused(written: str, code: str) -> None:
    with pytest.raises(CellError) as refused:
        cells.day(written)

    assert refused.value.code == code


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)))
def test_every_day_is_read_back_from_every_form(day: date) -> None:
    forms = [
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
    ]

    assert {cells.day(form) for form in forms} == {day}


@given(st.integers(min_value=10_000, max_value=73_050))
def test_serial_days_follow_each_other_day_by_day(serial: int) -> None:
    assert (cells.day(str(serial)) - date(1899, 12, 30)).days == serial


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_an_error_with_a_code(text: str) -> None:
    with contextlib.suppress(CellError):
        assert isinstance(cells.day(text), date)


@pytest.mark.parametrize(
    ("written", "value"),
    [("6.40", "6.4"), ("１３５．５", "135.5"), ("1,234.56", "1234.56"), (" 7 ", "7")],
)
def test_a_number_is_read_exactly(written: str, value: str) -> None:
    assert cells.number(2)(written) == Decimal(value)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("135mmHg", "not_a_number"),
        ("1.234", "too_many_places"),
        ("-1", "negative"),
        ("1e3", "not_a_number"),
        ("nan", "not_a_number"),
        ("9999999999", "too_large"),
    ],
)
def test_what_is_no_plain_number_is_refused(written: str, code: str) -> None:
    with pytest.raises(CellError) as refused:
        cells.number(2)(written)

    assert refused.value.code == code


@pytest.mark.parametrize("written", [NumberCell("110105194912310000"), "1.10105E+17"])
def test_a_key_that_excel_has_rounded_is_refused(written: str) -> None:
    with pytest.raises(CellError) as refused:
        cells.identity_number(written)

    assert refused.value.code == "cut_by_excel"


def test_a_key_of_fifteen_digits_survives_as_a_number_cell() -> None:
    assert cells.identity_number(NumberCell("110105491231002")) == "110105491231002"


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("138 0000 0001", "13800000001"),
        ("+86-13800000001", "13800000001"),
        ("１３８００００００01", "13800000001"),
        ("0571-88888888", "0571-88888888"),
        ("(0571)88888888", "0571-88888888"),
    ],
)
def test_phones_are_read_as_people_write_them(written: str, phone: str) -> None:
    assert cells.phone(written) == phone


def test_a_phone_with_a_missing_digit_is_refused() -> None:
    with pytest.raises(CellError) as refused:
        cells.phone("1380000001")

    assert refused.value.code == "not_a_phone"


def test_several_values_are_parted_by_any_usual_sign() -> None:
    read = cells.several_of({"多饮": "2", "多尿": "4", "4": "4"})

    assert read("多饮、多尿") == read("多饮；4") == read("多饮,多尿") == ("2", "4")


def test_a_value_outside_the_list_names_the_list() -> None:
    with pytest.raises(CellError) as refused:
        cells.one_of({"门诊": "clinic", "家庭": "home"})("微信")

    assert refused.value.values["accepted"] == "门诊; 家庭"
