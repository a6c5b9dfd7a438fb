"""Age in completed years."""

from __future__ import annotations

from datetime import date

import pytest

from followup.domain.age import completed_years


@pytest.mark.parametrize(
    ("born_on", "on", "years"),
    [
        (date(1961, 3, 1), date(2026, 2, 28), 64),
        (date(1961, 3, 1), date(2026, 3, 1), 65),
        (date(1960, 2, 29), date(2025, 2, 28), 64),
        (date(1960, 2, 29), date(2025, 3, 1), 65),
        (date(1960, 2, 29), date(2024, 2, 29), 64),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_birthdays_count_on_the_day_and_29_february_on_1_march(
    born_on: date, on: date, years: int
) -> None:
    assert completed_years(born_on, on) == years


def test_a_day_before_birth_has_no_age() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        completed_years(date(2026, 1, 2), date(2026, 1, 1))
