"""What was not known at the cut-off does not count; what was corrected before it counts as corrected."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from pytest_django import Settings

from capitation import facts
from contracts.models import Contract, Resident
from followup.models import HypertensionSection, Visit
from tests.world import City, make_world, sign

CUT_OFF = datetime(2026, 1, 31, 16, tzinfo=UTC)  # midnight in Shanghai
LATER = datetime(2026, 3, 1, tzinfo=UTC)
BEFORE = datetime(2025, 6, 1, tzinfo=UTC)


@pytest.fixture
def city(db: None, settings: Settings) -> City:
    settings.FIXED_TODAY = date(2025, 6, 1)
    found = make_world(residents=0).here
    sign(
        found,
        name="王一",
        starts_on=date(2025, 1, 1),
        ends_on=date(2026, 1, 1),
        conditions=("hypertension",),
    )
    return found


def visit(
    city: City, *, entered_at: datetime, systolic: int, replaces: Visit | None = None
) -> Visit:
    row = Visit.objects.create(
        resident=city.residents[0],
        team=city.teams[0],
        visited_on=date(2025, 5, 5),
        mode="clinic",
        systolic_mmhg=systolic,
        diastolic_mmhg=80,
        performed_by="doctor",
        entered_by="doctor",
        entered_at=entered_at,
        provenance="manual",
        replaces=replaces,
        correction_reason="misread" if replaces else "",
    )
    HypertensionSection.objects.create(visit=row)
    return row


def known(city: City) -> facts.ResidentFacts:
    scope = facts.Scope(city.region.path, date(2024, 1, 1), date(2026, 1, 1), CUT_OFF)
    [resident] = facts.residents(scope)
    return resident


def test_a_visit_entered_after_the_cut_off_does_not_count(city: City) -> None:
    visit(city, entered_at=LATER, systolic=128)

    assert known(city).visits == ()
    assert known(city).readings == ()


def test_the_version_known_at_the_cut_off_counts(city: City) -> None:
    first = visit(city, entered_at=BEFORE, systolic=182)
    second = visit(city, entered_at=BEFORE, systolic=128, replaces=first)
    visit(city, entered_at=LATER, systolic=150, replaces=second)

    assert [reading.value_1 for reading in known(city).readings] == [128]


def test_an_end_that_was_reported_later_was_not_known(city: City) -> None:
    Contract.objects.update(
        ends_on=date(2025, 7, 1), end_reason="moved", end_recorded_at=LATER, end_recorded_by="admin"
    )

    [contract] = known(city).contracts

    assert contract.ends_on == date(2026, 1, 1)


def test_a_known_death_closes_the_contract_the_day_after(city: City) -> None:
    Resident.objects.update(died_on=date(2025, 9, 12), death_recorded_at=BEFORE)

    [contract] = known(city).contracts

    assert contract.ends_on == date(2025, 9, 13)
    assert known(city).died_on == date(2025, 9, 12)


def test_a_death_reported_later_was_not_known(city: City) -> None:
    Resident.objects.update(died_on=date(2025, 9, 12), death_recorded_at=LATER)

    assert known(city).died_on is None
    assert known(city).contracts[0].ends_on == date(2026, 1, 1)


def test_another_region_is_not_looked_at(city: City) -> None:
    scope = facts.Scope("990200/", date(2024, 1, 1), date(2026, 1, 1), CUT_OFF)

    assert facts.residents(scope) == []


def test_the_fingerprint_tells_one_changed_reading(city: City) -> None:
    scope = facts.Scope(city.region.path, date(2024, 1, 1), date(2026, 1, 1), CUT_OFF)
    with connection.cursor() as cursor:
        first = visit(city, entered_at=BEFORE, systolic=128)
        facts.gather(cursor, scope)
        before = facts.fingerprint(cursor)
        facts.gather(cursor, scope)
        again = facts.fingerprint(cursor)
        visit(city, entered_at=BEFORE, systolic=129, replaces=first)
        facts.gather(cursor, scope)
        changed = facts.fingerprint(cursor)

    assert before == again
    assert changed != before
