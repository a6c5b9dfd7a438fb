"""Person-months of the worked examples in schemes 4.1 and the age and condition edges of 4.12."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from capitation.domain.measures.values import ContractSpan, Period, RegisterSpan, ResidentFacts
from capitation.domain.panel import Counting, PanelParams, PersonRule, person_months
from tests.measures.residents import FactDatabase

YEAR_2026 = Period(date(2026, 1, 1), date(2027, 1, 1), known_through=date(2027, 1, 1))
X, Y = 1, 2
DEAD_IN_SEPTEMBER = ResidentFacts(
    1,
    date(1950, 1, 1),
    died_on=date(2026, 9, 12),
    contracts=(
        ContractSpan(1, X, date(2026, 1, 1), date(2026, 4, 10)),
        ContractSpan(2, Y, date(2026, 4, 10)),
    ),
)


def _moved_on(day: date, until: date) -> ResidentFacts:
    return ResidentFacts(
        1,
        date(1950, 1, 1),
        contracts=(
            ContractSpan(1, X, day.replace(day=1), day),
            ContractSpan(2, Y, day, until),
        ),
    )


def _covered(starts_on: date, died_on: date | None = None) -> ResidentFacts:
    return ResidentFacts(
        1, date(1950, 1, 1), died_on=died_on, contracts=(ContractSpan(1, X, starts_on),)
    )


def _months(
    fact_database: FactDatabase, counting: Counting, facts: ResidentFacts
) -> dict[int, Fraction]:
    """Return the months per team, after asking both evaluations."""
    params = PanelParams(counting)
    rows = person_months(params, facts, YEAR_2026)
    assert fact_database.engine([facts]).person_months(params, YEAR_2026) == rows
    return {row.team_id: row.months for row in rows}


@pytest.mark.parametrize(
    ("counting", "of_x", "of_y"),
    [
        ("month_start", Fraction(4), Fraction(5)),  # April stays with X, September still counts
        ("fifteen_days", Fraction(3), Fraction(5)),  # April 9 : 21 days; September 12 days < 15
        ("daily", 3 + Fraction(9, 30), 4 + Fraction(21 + 12, 30)),  # 3.3 and 5.1
    ],
)
def test_a_change_of_team_and_a_death_are_counted_as_in_table_4_1(
    fact_database: FactDatabase, counting: Counting, of_x: Fraction, of_y: Fraction
) -> None:
    months = _months(fact_database, counting, DEAD_IN_SEPTEMBER)

    assert months == {X: of_x, Y: of_y}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(
            _moved_on(date(2026, 4, 16), date(2026, 5, 1)), {X: 1}, id="15 : 15 days, tie to X"
        ),
        pytest.param(
            _moved_on(date(2026, 2, 15), date(2026, 3, 1)), {X: 1}, id="14 : 14 days, together 28"
        ),
        pytest.param(
            _covered(date(2026, 6, 1), date(2026, 6, 15)), {X: 1}, id="death on the 15th counts"
        ),
        pytest.param(
            _covered(date(2026, 6, 1), date(2026, 6, 14)), {}, id="death on the 14th does not"
        ),
    ],
)
def test_fifteen_days_edges(
    fact_database: FactDatabase, facts: ResidentFacts, expected: dict[int, int]
) -> None:
    months = _months(fact_database, "fifteen_days", facts)

    assert months == expected


@pytest.mark.parametrize(("starts_on", "months"), [(date(2026, 7, 1), 6), (date(2026, 7, 2), 5)])
def test_month_start_counts_from_the_first_full_month(
    fact_database: FactDatabase, starts_on: date, months: int
) -> None:
    counted = _months(fact_database, "month_start", _covered(starts_on))

    assert counted == {X: months}


def _old_and_ill(born_on: date, conditions: tuple[date, ...]) -> ResidentFacts:
    """A resident signed all year, with a condition more from each of the days."""
    return ResidentFacts(
        1,
        born_on,
        contracts=(ContractSpan(1, X, date(2026, 1, 1)),),
        register=tuple(
            RegisterSpan(number, f"condition_{number}", day)
            for number, day in enumerate(conditions)
        ),
    )


ALWAYS = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("facts", "months_with_the_rule"),
    [
        pytest.param(_old_and_ill(date(1961, 3, 15), (ALWAYS,) * 3), 9, id="65 on 15 March: April"),
        pytest.param(_old_and_ill(date(1961, 3, 1), (ALWAYS,) * 3), 10, id="65 on 1 March: March"),
        pytest.param(_old_and_ill(date(1950, 1, 1), (ALWAYS,) * 2), 0, id="two conditions"),
        pytest.param(
            _old_and_ill(date(1950, 1, 1), (ALWAYS, ALWAYS, date(2026, 6, 1))),
            7,
            id="third condition on 1 June",
        ),
        pytest.param(_old_and_ill(date(1962, 1, 1), (ALWAYS,) * 5), 0, id="64 with five"),
        pytest.param(
            _old_and_ill(date(1960, 2, 29), (ALWAYS,) * 3), 12, id="65 since 1 March 2025"
        ),
    ],
)
def test_the_person_rule_holds_from_the_first_of_the_month(
    fact_database: FactDatabase, facts: ResidentFacts, months_with_the_rule: int
) -> None:
    params = PanelParams("month_start", rules=(PersonRule("o", min_age=65, min_conditions=3),))

    rows = person_months(params, facts, YEAR_2026)

    assert sum(row.months for row in rows if row.rules == ("o",)) == months_with_the_rule
    assert sum(row.months for row in rows) == 12
    assert fact_database.engine([facts]).person_months(params, YEAR_2026) == rows


def test_a_register_counts_only_the_months_on_it_and_joins_touching_entries(
    fact_database: FactDatabase,
) -> None:
    facts = ResidentFacts(
        1,
        date(1950, 1, 1),
        contracts=(ContractSpan(1, X, date(2026, 1, 1)),),
        register=(
            RegisterSpan(1, "hypertension", date(2026, 3, 1), date(2026, 5, 20)),
            RegisterSpan(2, "hypertension", date(2026, 5, 10), date(2026, 7, 1)),
        ),
    )
    params = PanelParams("daily", registers=("hypertension",))

    rows = person_months(params, facts, YEAR_2026)

    # March to June in full, the overlap in May once
    assert {row.register: row.months for row in rows} == {"hypertension": 4, "signed": 12}
    assert fact_database.engine([facts]).person_months(params, YEAR_2026) == rows


def test_days_after_the_end_of_the_period_do_not_count(fact_database: FactDatabase) -> None:
    period = Period(date(2026, 1, 1), date(2026, 2, 15), known_through=date(2026, 2, 14))
    facts = _covered(date(2026, 1, 1))
    params = PanelParams("daily")

    rows = person_months(params, facts, period)

    assert [row.months for row in rows] == [1 + Fraction(14, 28)]
    assert fact_database.engine([facts]).person_months(params, period) == rows


def test_a_rule_taken_before_birth_does_not_hold(fact_database: FactDatabase) -> None:
    facts = ResidentFacts(1, date(2026, 3, 10), contracts=(ContractSpan(1, X, date(2026, 3, 10)),))
    params = PanelParams(
        "month_start", rules=(PersonRule("child", until_age=7),), as_of="period_start"
    )

    rows = person_months(params, facts, YEAR_2026)

    assert [(row.rules, row.months) for row in rows] == [((), 9)]  # April to December
    assert fact_database.engine([facts]).person_months(params, YEAR_2026) == rows
