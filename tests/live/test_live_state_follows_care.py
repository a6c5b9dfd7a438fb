"""Recording a visit moves evidence and counters in the same transaction, and a recomputation agrees."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from pytest_django import Settings

from capitation.models import LiveCounter, LiveEvidence
from capitation.services import live
from capitation.tasks import turn_of_day
from contracts.domain.errors import DomainError
from contracts.models import Contract
from contracts.services.contracts import end_contract, sign_contract
from followup.models import CareState, HypertensionSection, Visit
from followup.services import care_states
from followup.services.visits import VisitEntry, correct_visit, record_visit
from tests.world import City, make_world, sign, unsigned

TODAY = date(2026, 6, 15)
CONTROL = "cn.htn.control_2017"


@pytest.fixture
def city(db: None, settings: Settings) -> City:
    """A city on 15 June 2026 whose state has been computed."""
    settings.FIXED_TODAY = TODAY
    found = make_world(residents=0).here
    sign(found, name="王一", conditions=("hypertension",))
    sign(found, name="李二", conditions=("hypertension",))
    care_states.rebuild_all(TODAY)
    live.rebuild(TODAY)
    return found


def counter(city: City, team: int = 0) -> tuple[int, int]:
    row = LiveCounter.objects.filter(measure=CONTROL, year=2026, team=city.teams[team]).first()
    return (row.numerator, row.denominator) if row else (0, 0)


def entry(city: City, resident: int, systolic: int, *, on: date = TODAY) -> VisitEntry:
    visit = Visit(
        resident=city.residents[resident],
        team=city.teams[0],
        visited_on=on,
        mode="clinic",
        systolic_mmhg=systolic,
        diastolic_mmhg=78,
        performed_by="doctor",
        provenance="manual",
    )
    return VisitEntry(visit=visit, hypertension=HypertensionSection())


def assert_state_agrees() -> None:
    assert care_states.differences(TODAY) == []
    assert live.differences(TODAY) == []


def test_everybody_on_the_register_counts_before_the_first_visit(city: City) -> None:
    assert counter(city) == (0, 2)
    assert_state_agrees()


def test_a_controlled_visit_moves_the_rate_at_once(city: City) -> None:
    record_visit(by=city.doctor, entry=entry(city, 0, 128))

    assert counter(city) == (1, 2)
    evidence = LiveEvidence.objects.get(measure=CONTROL, resident=city.residents[0])
    assert (evidence.status, evidence.value_1, evidence.decided_on) == ("numerator", 128, TODAY)
    assert_state_agrees()


def test_a_later_raised_reading_takes_it_back(city: City) -> None:
    record_visit(by=city.doctor, entry=entry(city, 0, 128, on=TODAY - timedelta(days=30)))
    record_visit(by=city.doctor, entry=entry(city, 0, 162))

    assert counter(city) == (0, 2)
    assert_state_agrees()


def test_a_correction_moves_the_rate_and_keeps_the_first_version(city: City) -> None:
    original, _ = record_visit(by=city.doctor, entry=entry(city, 0, 182))

    corrected, _ = correct_visit(
        by=city.doctor, original=original, entry=entry(city, 0, 128), reason="misread"
    )

    assert counter(city) == (1, 2)
    assert Visit.objects.get(pk=original.pk).systolic_mmhg == 182
    assert corrected.replaces_id == original.pk
    assert_state_agrees()


def test_a_visit_that_rolls_back_moves_nothing(city: City) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        record_visit(by=city.doctor, entry=entry(city, 0, 128))
        raise RuntimeError

    assert counter(city) == (0, 2)
    assert not Visit.objects.exists()
    assert_state_agrees()


def test_a_change_of_team_takes_the_resident_along(city: City) -> None:
    record_visit(by=city.doctor, entry=entry(city, 0, 128))
    contract = city.contracts[0]

    end_contract(
        by=city.admin, contract=contract, ends_on=TODAY, reason=Contract.EndReason.CHANGED_TEAM
    )
    sign_contract(
        by=city.admin,
        resident=city.residents[0],
        team=city.teams[1],
        package=city.package,
        number="HT-new",
        signed_on=TODAY,
        starts_on=TODAY,
        ends_on=date(2027, 6, 15),
    )

    assert counter(city, team=0) == (0, 1)
    assert counter(city, team=1) == (1, 1)
    assert CareState.objects.get(resident=city.residents[0]).team == city.teams[1]
    assert_state_agrees()


def test_many_residents_at_once_come_out_as_one_by_one(city: City) -> None:
    for number in range(live.ONE_BY_ONE + 5):
        sign(city, name=f"张{number}", conditions=("hypertension",))
    for resident in range(2, 12):
        record_visit(by=city.doctor, entry=entry(city, resident, 120 + resident))

    live.refresh([resident.pk for resident in city.residents], TODAY)

    assert_state_agrees()


def test_a_new_day_is_followed_when_a_contract_begins(city: City, settings: Settings) -> None:
    newcomer = unsigned(city, name="赵三")
    sign_contract(
        by=city.admin,
        resident=newcomer,
        team=city.teams[0],
        package=city.package,
        number="HT-future",
        signed_on=TODAY,
        starts_on=TODAY + timedelta(days=5),
        ends_on=date(2027, 6, 20),
    )
    sign(
        city,
        name="钱四",
        conditions=("hypertension",),
        starts_on=TODAY + timedelta(days=3),
    )
    before = CareState.objects.count()

    settings.FIXED_TODAY = TODAY + timedelta(days=6)
    turn_of_day()

    assert CareState.objects.count() == before + 1  # 钱四 is on the register now, 赵三 on none
    assert care_states.differences(TODAY + timedelta(days=6)) == []
    assert live.differences(TODAY + timedelta(days=6)) == []


def test_a_spoilt_state_is_found(city: City) -> None:
    CareState.objects.filter(resident=city.residents[0]).update(unsatisfactory_count=7)
    LiveCounter.objects.filter(measure=CONTROL).update(denominator=9)

    assert any("unsatisfactory_count is 7" in line for line in care_states.differences(TODAY))
    assert any("denominator should be 2" in line for line in live.differences(TODAY))


def test_a_doctor_records_for_no_team_but_his_own(city: City) -> None:
    foreign = entry(city, 0, 128)
    Contract.objects.filter(resident=city.residents[0]).update(team=city.teams[1])
    foreign.visit.team = city.teams[1]

    with pytest.raises(DomainError, match="no_contract"):
        record_visit(by=city.doctor, entry=foreign)

    assert not Visit.objects.exists()


def test_a_death_is_written_on_the_resident_and_ends_what_was_to_come(city: City) -> None:
    resident = city.residents[0]
    sign_contract(
        by=city.admin,
        resident=resident,
        team=city.teams[0],
        package=city.package,
        number="HT-next-year",
        signed_on=TODAY,
        starts_on=date(2027, 1, 1),
        ends_on=date(2028, 1, 1),
    )

    end_contract(
        by=city.admin,
        contract=city.contracts[0],
        ends_on=date(2026, 6, 11),
        reason=Contract.EndReason.DIED,
    )

    resident.refresh_from_db()
    assert resident.died_on == date(2026, 6, 10)
    assert not resident.contracts.active_on(date(2027, 3, 1)).exists()
    assert not CareState.objects.filter(resident=resident).exists()
    assert LiveEvidence.objects.get(measure=CONTROL, resident=resident).reason == "died"
    assert_state_agrees()


def test_a_death_in_the_future_is_refused(city: City) -> None:
    with pytest.raises(DomainError, match="in_the_future"):
        end_contract(
            by=city.admin,
            contract=city.contracts[0],
            ends_on=TODAY + timedelta(days=2),
            reason=Contract.EndReason.DIED,
        )


def test_a_correction_never_lands_on_another_visit(city: City) -> None:
    record_visit(by=city.doctor, entry=entry(city, 0, 128, on=TODAY - timedelta(days=7)))
    original, _ = record_visit(by=city.doctor, entry=entry(city, 0, 132))

    with pytest.raises(DomainError, match="visit_exists"):
        correct_visit(
            by=city.doctor,
            original=original,
            entry=entry(city, 0, 132, on=TODAY - timedelta(days=7)),
            reason="wrong day",
        )
