"""Numbers, dates and names are written as a person of the place reads them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import formats


@pytest.mark.parametrize(
    ("amount_fen", "written"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (123_456, "1,234.56"),
        (23_284_577, "232,845.77"),
        (-286_227, "−2,862.27"),
        (-1, "−0.01"),
    ],
)
def test_fen_are_written_as_yuan_to_the_fen(amount_fen: int, written: str) -> None:
    assert formats.yuan(amount_fen) == written


def test_signed_amounts_write_the_plus_but_not_for_zero() -> None:
    assert formats.yuan(527_231, signed=True) == "+5,272.31"
    assert formats.yuan(0, signed=True) == "0.00"
    assert formats.yuan(-1, signed=True) == "−0.01"


def test_rate_is_cut_and_never_reaches_a_threshold_by_rounding() -> None:
    assert formats.rate(467, 512) == "91.21\N{NO-BREAK SPACE}%"  # 91.2109...
    assert formats.rate(79_999, 100_000) == "79.99\N{NO-BREAK SPACE}%"
    assert formats.rate(4, 5) == "80.00\N{NO-BREAK SPACE}%"


def test_rate_of_nobody_is_missing_not_zero() -> None:
    assert formats.rate(0, 0) is None
    assert formats.rate(0, 3) == "0.00\N{NO-BREAK SPACE}%"


@given(st.lists(st.integers(min_value=0, max_value=10_000), min_size=1, max_size=8))
def test_shown_shares_add_to_one_hundred_per_cent(counts: list[int]) -> None:
    shares = formats.tenths_of_percent(counts)

    assert sum(shares) == (1000 if any(counts) else 0)
    for count, share in zip(counts, shares, strict=True):
        assert sum(counts) == 0 or abs(share - count * 1000 / sum(counts)) < 1


def test_days_are_written_in_the_language_of_the_page() -> None:
    assert formats.day(date(2025, 3, 1), "zh-hans") == "2025年3月1日"
    assert formats.day(date(2025, 3, 1), "en") == "1 Mar 2025"
    assert formats.day_short(date(2025, 12, 31), "en") == "31 Dec"
    assert formats.month(date(2025, 12, 31), "zh-hans") == "2025年12月"
    assert formats.moment(datetime(2025, 3, 1, 14, 6), "en") == "1 Mar 2025, 14:06"  # noqa: DTZ001 - already local


def test_half_open_span_shows_its_last_day() -> None:
    assert formats.last_day(date(2026, 1, 1)) == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("王桂兰", "王**"), ("李明", "李*"), ("李", "李*"), ("Wang Guilan", "Wang ***"), ("", "")],
)
def test_masked_name_keeps_the_surname_only(name: str, masked: str) -> None:
    assert formats.masked_name(name) == masked


def test_masked_numbers_hide_their_middle_and_short_ones_everything() -> None:
    assert formats.masked_middle("370102199001012246", 4, 4) == "3701**********2246"
    assert formats.masked_middle("13812347720", 3, 4) == "138****7720"
    assert formats.masked_middle("1234", 3, 4) == "****"
