"""Every reason code that a shipped measure can give has words."""

from __future__ import annotations

import re
from datetime import date

import pytest

from capitation import catalogue
from capitation.domain.measures.values import Period
from capitation.wording import EVIDENCE_REASONS, reason_words

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1), date(2026, 3, 1))
# Texts in the SQL that are statuses, options and columns, not reasons.
NOT_REASONS = {
    *("numerator", "denominator", "excluded"),
    *("last_of_day", "lowest_of_day", "mean_of_day"),
    *("against_advice", "transfer", "first_stay_box", "stay_flag", "none"),
}


@pytest.mark.parametrize("key", sorted(catalogue.shipped_measures()))
def test_every_code_in_the_sql_of_a_measure_has_words(key: str) -> None:
    text = catalogue.shipped_measure(key).sql(YEAR).text

    codes = set(re.findall(r"'([a-z][a-z0-9_]+)'", text)) - NOT_REASONS

    assert codes
    assert codes <= set(EVIDENCE_REASONS)


def test_a_wrapped_reason_keeps_the_reason_inside() -> None:
    assert reason_words("pay_none_no_data") == "Not measured, so nothing is paid: No data yet"


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert reason_words("something_new") == "something_new"
