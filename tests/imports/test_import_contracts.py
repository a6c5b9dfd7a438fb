"""Contracts from files: days, overlaps in the file and with the record, and who may sign for whom."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.models import Contract, ImportBatch
from tests.imports.county import (
    CONTRACT_HEADERS,
    FAR_TEAM,
    OTHER_TEAM,
    PACKAGE,
    TEAM,
    County,
    codes,
    id_number,
)

NUMBER = id_number()


def row(
    number: str = "A1",
    *,
    team: str = TEAM,
    starts_on: str = "2025-01-01",
    last_day: str = "2025-12-31",
    signed_on: str = "2024-12-20",
    resident: str = NUMBER,
) -> tuple[str, ...]:
    """A contract of 2025 unless said otherwise."""
    return (number, resident, team, PACKAGE, signed_on, starts_on, last_day)


def test_the_last_day_of_the_file_is_included(county: County) -> None:
    county.resident(NUMBER)

    outcome = county.run("contracts", county.csv(CONTRACT_HEADERS, row()))

    assert outcome.is_written
    contract = Contract.objects.get()
    assert (contract.starts_on, contract.ends_on) == (date(2025, 1, 1), date(2026, 1, 1))
    assert contract.agreed_ends_on == date(2026, 1, 1)


def test_contracts_that_follow_each_other_are_no_overlap(county: County) -> None:
    county.resident(NUMBER)
    following = row("A2", team=OTHER_TEAM, starts_on="2026-01-01", last_day="")

    outcome = county.run("contracts", county.csv(CONTRACT_HEADERS, row(), following))

    assert outcome.is_written
    assert Contract.objects.get(number="A2").ends_on is None


def test_an_overlap_within_the_file_names_the_other_row(county: County) -> None:
    county.resident(NUMBER)
    overlapping = row("A2", team=OTHER_TEAM, starts_on="2025-12-31", last_day="2026-12-30")

    outcome = county.run("contracts", county.csv(CONTRACT_HEADERS, row(), overlapping))

    assert codes(outcome) == [(3, "生效日期", "overlap_in_file")]
    assert outcome.problems[0].values == {"first": "2", "number": "A1"}


def test_an_overlap_with_the_record_names_the_other_contract(county: County) -> None:
    county.resident(NUMBER)
    county.run("contracts", county.csv(CONTRACT_HEADERS, row()))
    late = row("A2", team=OTHER_TEAM, starts_on="2025-12-31", last_day="")

    outcome = county.run("contracts", county.csv(CONTRACT_HEADERS, late))

    assert codes(outcome) == [(2, "生效日期", "overlap_on_record")]
    assert outcome.problems[0].values["number"] == "A1"
    assert outcome.problems[0].values["last_day"] == "2025-12-31"


def test_an_overlap_with_another_organisation_does_not_name_its_contract(county: County) -> None:
    county.resident(NUMBER)
    county.run("contracts", county.csv(CONTRACT_HEADERS, row(team=OTHER_TEAM)))

    outcome = county.run(
        "contracts",
        county.csv(CONTRACT_HEADERS, row("B1", starts_on="2025-06-01")),
        by=county.admin,
    )

    assert codes(outcome) == [(2, "生效日期", "overlap_elsewhere")]
    assert set(outcome.problems[0].values) == {"starts_on", "last_day"}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"team": "东苑二队"}, ("团队代码", "unknown_team")),
        ({"team": "H99010100001-03"}, ("团队代码", "unknown_team_nearest")),
        ({"resident": id_number(sequence=4)}, ("身份证号", "unknown_resident")),
        ({"signed_on": "2025-01-02"}, ("签约日期", "signed_after_start")),
        (
            {"signed_on": "2026-06-16", "starts_on": "2026-07-01", "last_day": ""},
            ("签约日期", "in_the_future"),
        ),
        ({"last_day": "2024-12-31"}, ("截止日期", "end_before_start")),
        ({"signed_on": "1950-01-01", "starts_on": "1950-01-01"}, ("生效日期", "before_birth")),
        ({"starts_on": "2025-02-29"}, ("生效日期", "no_such_day")),
    ],
)
def test_a_wrong_row_is_refused_at_its_column(
    county: County, changed: dict[str, str], expected: tuple[str, str]
) -> None:
    county.resident(NUMBER)

    outcome = county.run("contracts", county.csv(CONTRACT_HEADERS, row(**changed)))

    assert codes(outcome) == [(2, *expected)]
    assert not Contract.objects.exists()


def test_a_contract_after_death_is_refused(county: County) -> None:
    county.resident(NUMBER, died_on=date(2024, 12, 31))

    outcome = county.run("contracts", county.csv(CONTRACT_HEADERS, row()))

    assert codes(outcome) == [(2, "生效日期", "after_death")]


def test_an_admin_signs_for_the_own_teams_only(county: County) -> None:
    county.resident(NUMBER)
    path = county.csv(CONTRACT_HEADERS, row(team=OTHER_TEAM), row("A2", team=FAR_TEAM))

    outcome = county.run("contracts", path, by=county.admin)

    assert [code for *_, code in codes(outcome)] == ["unknown_team_nearest", "unknown_team_nearest"]
    assert {problem.values["code"] for problem in outcome.problems} == {TEAM}


def test_an_early_end_keeps_what_was_agreed(county: County) -> None:
    county.resident(NUMBER)
    headers = (*CONTRACT_HEADERS, "终止日期", "终止原因")

    outcome = county.run("contracts", county.csv(headers, (*row(), "2025-08-31", "迁出")))

    assert outcome.is_written
    contract = Contract.objects.get()
    assert (contract.ends_on, contract.agreed_ends_on) == (date(2025, 9, 1), date(2026, 1, 1))
    assert contract.end_reason == "moved"


def test_an_early_end_without_its_reason_is_refused(county: County) -> None:
    county.resident(NUMBER)
    headers = (*CONTRACT_HEADERS, "终止日期")

    outcome = county.run("contracts", county.csv(headers, (*row(), "2025-08-31")))

    assert codes(outcome) == [(2, "终止原因", "end_needs_both")]


def test_the_same_file_twice_changes_nothing_even_without_numbers(county: County) -> None:
    county.resident(NUMBER)
    path = county.csv(CONTRACT_HEADERS, row(number=""))
    county.run("contracts", path)

    outcome = county.run("contracts", path)

    assert outcome.state == ImportBatch.State.UNCHANGED
    assert Contract.objects.count() == 1


def test_a_number_on_record_with_other_values_says_what_differs(county: County) -> None:
    county.resident(NUMBER)
    county.run("contracts", county.csv(CONTRACT_HEADERS, row()))

    outcome = county.run("contracts", county.csv(CONTRACT_HEADERS, row(last_day="2026-12-31")))

    assert codes(outcome) == [(2, "协议编号", "differs")]
    assert outcome.problems[0].values["differences"] == "截止日期 2025-12-31"


def test_doubled_rows_name_the_first(county: County) -> None:
    county.resident(NUMBER)

    outcome = county.run("contracts", county.csv(CONTRACT_HEADERS, row(), row("A2")))

    assert codes(outcome) == [(3, "协议编号", "duplicate_row")]
