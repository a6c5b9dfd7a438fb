"""What an evidence row carries: values, limits, rows used, team; and the counts made of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from capitation.domain.measures.values import ContractSpan, Status
from capitation.engine.postgres import PostgresEngine
from tests.measures.residents import (
    MEASURES,
    YEAR_2025,
    FactDatabase,
    altered,
    bp,
    one,
    resident,
    stay,
    visit,
)

CONTROL = MEASURES["cn.htn.control_2017"]
READMIT = MEASURES["cn.readmit.30d_allcause"]
OCT = date(2025, 10, 6)


def test_a_row_names_value_limit_day_and_the_reading_that_decided() -> None:
    facts = resident(readings=(bp(OCT, 145, 92, number=12),))

    row = one(CONTROL, facts)

    assert (row.value_1, row.value_2) == (145, 92)
    assert (row.limit_1, row.limit_2) == (140, 90)
    assert row.reading_on == OCT
    assert row.used_refs == ("visit:12", "register:101")
    assert row.reasons == ("systolic_off_target", "diastolic_off_target")


def test_all_reasons_are_kept_and_the_exclusion_comes_first() -> None:
    facts = resident(readings=(bp(OCT, 170, 95),), died_on=date(2025, 12, 1))

    row = one(CONTROL, facts)

    assert row.status == Status.EXCLUDED
    assert row.reasons == ("died", "systolic_off_target", "diastolic_off_target")


def test_a_mean_is_shown_to_two_decimals_with_all_readings() -> None:
    measure = altered("cn.htn.control_2017", tie_rule="mean_of_day")
    facts = resident(
        readings=(bp(OCT, 145, 85), bp(OCT, 140, 85, number=2), bp(OCT, 134, 86, number=3))
    )

    row = one(measure, facts)

    assert (row.value_1, row.value_2) == (Decimal("139.67"), Decimal("85.33"))  # 419/3, 256/3
    assert row.used_refs == ("visit:1", "visit:2", "visit:3", "register:101")


def test_a_lost_visit_is_named_beside_the_reading() -> None:
    facts = resident(
        readings=(bp(date(2025, 3, 3), 130, 80),),
        visits=(visit(9, date(2025, 6, 2), mode="phone", outcome="lost"),),
    )

    row = one(CONTROL, facts)

    assert row.used_refs == ("visit:1", "visit:9", "register:101")


def test_without_a_reading_there_is_no_value_and_no_limit() -> None:
    row = one(CONTROL, resident())

    assert (row.value_1, row.limit_1, row.reading_on) == (None, None, None)
    assert row.used_refs == ("register:101",)


def test_the_result_goes_to_the_team_of_the_last_managed_day() -> None:
    facts = resident(
        contracts=(
            ContractSpan(1, 10, date(2024, 1, 1), date(2025, 12, 31)),
            ContractSpan(2, 20, date(2025, 12, 31)),
        )
    )

    assert one(CONTROL, facts).team_id == 20


def test_a_readmission_names_all_stays_of_the_episode_and_the_return() -> None:
    facts = resident(
        stays=(
            stay(1, date(2025, 3, 1), date(2025, 3, 8), "H1"),
            stay(2, date(2025, 3, 8), date(2025, 3, 20), "H2"),
            stay(3, date(2025, 4, 1), date(2025, 4, 2), "H1"),
        )
    )

    row, last = READMIT.evaluate(facts, YEAR_2025)

    assert row.unit_id == 2
    assert row.value_1 == 12
    assert row.limit_1 == 30
    assert row.reading_on == date(2025, 4, 1)
    assert row.used_refs == ("stay:1", "stay:2", "stay:3", "register:101")
    assert last.unit_id == 3


def test_counts_of_teams_add_up_to_the_count_of_all(fact_database: FactDatabase) -> None:
    people = [
        resident(1, team_id=10, readings=(bp(OCT, 130, 80, number=1),)),
        resident(2, team_id=10, readings=(bp(OCT, 150, 80, number=2),)),
        resident(3, team_id=20, readings=(bp(OCT, 130, 80, number=3),)),
        resident(4, team_id=20, died_on=date(2025, 2, 1)),
        resident(5, team_id=20),
    ]
    engine = fact_database.engine(people)

    written = engine.run(CONTROL, YEAR_2025)

    everybody, team_10, team_20 = engine.counts(CONTROL.key)
    assert written == 5
    assert (everybody.team_id, team_10.team_id, team_20.team_id) == (None, 10, 20)
    assert (everybody.population_count, everybody.excluded_count) == (5, 1)
    assert (everybody.eligible_count, everybody.numerator_count) == (4, 2)
    assert (team_20.eligible_count, team_20.numerator_count) == (2, 1)
    assert team_20.reasons == {"at_target": 1, "died": 1, "no_reading": 1}
    assert team_10.population_count + team_20.population_count == everybody.population_count


def test_a_second_run_replaces_the_first_and_a_label_keeps_both(
    fact_database: FactDatabase,
) -> None:
    engine = fact_database.engine([resident(1)])

    engine.run(CONTROL, YEAR_2025)
    engine.run(CONTROL, YEAR_2025)
    engine.run(CONTROL, YEAR_2025, label="baseline")

    assert len(engine.evidence(CONTROL.key)) == 1
    assert engine.evidence("baseline") == engine.evidence(CONTROL.key)


@pytest.mark.parametrize("key", sorted(MEASURES))
def test_an_empty_city_gives_no_rows(fact_database: FactDatabase, key: str) -> None:
    engine: PostgresEngine = fact_database.engine([])

    assert engine.run(MEASURES[key], YEAR_2025) == 0
    assert engine.counts(key) == []
