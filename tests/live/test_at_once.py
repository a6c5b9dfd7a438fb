"""Visits, contracts and recomputations at the same moment: the counters stay right and nobody is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from capitation.models import LiveCounter, LiveEvidence
from capitation.services import live
from contracts.models import Contract
from contracts.services.contracts import end_contract
from followup.models import HypertensionSection, Visit
from followup.services import care_states
from followup.services.visits import VisitEntry, record_visit
from tests.world import City, make_world, sign

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import Settings

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 6, 15)
CONTROL = "cn.htn.control_2017"
RESIDENTS = 12


@pytest.fixture
def city(settings: Settings) -> City:
    settings.FIXED_TODAY = TODAY
    found = make_world(residents=0).here
    for number in range(RESIDENTS):
        sign(found, name=f"王{number}", conditions=("hypertension",))
    care_states.rebuild_all(TODAY)
    live.rebuild(TODAY)
    return found


def record(city: City, resident: int, *, on: date = TODAY) -> None:
    visit = Visit(
        resident=city.residents[resident],
        team=city.teams[0],
        visited_on=on,
        mode="clinic",
        systolic_mmhg=128,
        diastolic_mmhg=78,
        performed_by="doctor",
        provenance="manual",
    )
    record_visit(by=city.doctor, entry=VisitEntry(visit=visit, hypertension=HypertensionSection()))


def at_once(*jobs: Callable[[], object]) -> None:
    """Start all jobs in the same moment, each on a connection of its own; the first error is raised."""
    together = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> None:
        try:
            together.wait(20)
            job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(run, job) for job in jobs]:
            done.result(60)


def assert_state_agrees() -> None:
    assert care_states.differences(TODAY) == []
    assert live.differences(TODAY) == []


def test_visits_of_one_team_all_count(city: City) -> None:
    at_once(*(lambda number=number: record(city, number) for number in range(RESIDENTS)))

    counter = LiveCounter.objects.get(measure=CONTROL, year=2026, team=city.teams[0])
    assert (counter.numerator, counter.denominator) == (RESIDENTS, RESIDENTS)
    assert_state_agrees()


def test_a_visit_and_the_end_of_the_contract_take_turns(city: City) -> None:
    for number in range(6):
        at_once(
            lambda number=number: record(city, number),
            lambda number=number: end_contract(
                by=city.admin,
                contract=city.contracts[number],
                ends_on=date(2026, 7, 1),
                reason=Contract.EndReason.MOVED,
            ),
        )

    assert_state_agrees()


def test_a_recomputation_misses_no_visit(city: City) -> None:
    at_once(
        lambda: live.rebuild(TODAY),
        *(lambda number=number: record(city, number) for number in range(6)),
        lambda: live.rebuild(TODAY),
    )

    assert_state_agrees()


def test_refreshing_many_and_recording_one_take_turns(city: City) -> None:
    everybody = [resident.pk for resident in city.residents]

    at_once(
        lambda: live.refresh(everybody, TODAY),
        lambda: record(city, 3),
        lambda: live.refresh(everybody[::-1], TODAY),
        lambda: record(city, 9),
    )

    assert_state_agrees()


def test_the_first_visit_of_a_year_begins_it_for_everybody(city: City, settings: Settings) -> None:
    new_year = date(2027, 1, 1)
    for contract in city.contracts:
        Contract.objects.filter(pk=contract.pk).update(ends_on=date(2028, 1, 1))
    settings.FIXED_TODAY = new_year  # two minutes after midnight, before the worker turned the day

    record(city, 0, on=new_year)

    counted = LiveEvidence.objects.filter(year=2027, measure=CONTROL)
    assert counted.count() == RESIDENTS
    assert live.differences(new_year) == []
