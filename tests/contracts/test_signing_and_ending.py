"""What the services refuse whoever calls them, and what the database refuses on the edge days of contracts."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from contracts.domain.errors import DomainError, NotPermittedError
from contracts.models import Contract
from contracts.services.contracts import end_contract, sign_contract
from tests.world import City, World, sign, unsigned

pytestmark = pytest.mark.django_db


def sign_from(city: City, resident_number: int, starts_on: date, ends_on: date | None) -> Contract:
    return sign_contract(
        by=city.admin,
        resident=city.residents[resident_number],
        team=city.teams[0],
        package=city.package,
        number=f"HT-{starts_on}",
        signed_on=starts_on,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def test_a_voided_contract_stands_in_nobodys_way(world: World) -> None:
    city = world.here
    unsigned(city, name="新人")
    contract = sign_from(city, -1, date(2026, 7, 1), date(2027, 7, 1))
    end_contract(
        by=city.admin,
        contract=contract,
        ends_on=contract.starts_on,
        reason=Contract.EndReason.VOIDED,
    )

    signed = sign_from(city, -1, date(2026, 6, 15), date(2027, 6, 15))

    assert signed.pk is not None


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_refused"),
    [
        (date(2025, 1, 1), date(2026, 1, 1), False),  # ends on the day the other begins
        (date(2025, 1, 1), date(2026, 1, 2), True),  # one day shared
        (date(2026, 12, 31), None, True),
        (date(2027, 1, 1), None, False),  # begins on the first day not covered
        (date(2026, 5, 5), date(2026, 5, 5), False),  # voided: covers no day
        (date(2026, 1, 1), date(2027, 1, 1), True),
    ],
)
def test_the_database_refuses_a_shared_day_and_nothing_else(
    world: World, starts_on: date, ends_on: date | None, *, is_refused: bool
) -> None:
    city = world.here
    sign(city, name="赵三", starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1))
    known = city.contracts[-1]
    another = Contract(
        number="HT-x",
        resident=known.resident,
        team=city.teams[1],
        package=city.package,
        signed_on=starts_on,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_at=known.recorded_at,
        recorded_by="a test",
    )

    if is_refused:
        with pytest.raises(IntegrityError, match="one_contract"), transaction.atomic():
            another.save()
    else:
        another.save()


def test_nobody_signs_for_a_team_of_another_city(world: World) -> None:
    resident = unsigned(world.here, name="新人")

    with pytest.raises(NotPermittedError):
        sign_contract(
            by=world.here.admin,
            resident=resident,
            team=world.there.teams[0],
            package=world.here.package,
            number="HT-x",
            signed_on=date(2026, 6, 15),
            starts_on=date(2026, 6, 15),
            ends_on=None,
        )


def test_nobody_ends_a_contract_of_another_city(world: World) -> None:
    with pytest.raises(NotPermittedError):
        end_contract(
            by=world.here.admin,
            contract=world.there.contracts[0],
            ends_on=date(2026, 6, 15),
            reason=Contract.EndReason.OTHER,
        )


def test_a_contract_ends_once(world: World) -> None:
    city = world.here
    contract = city.contracts[0]
    end_contract(
        by=city.admin,
        contract=contract,
        ends_on=date(2026, 6, 15),
        reason=Contract.EndReason.MOVED,
    )

    with pytest.raises(DomainError, match="contract_ended"):
        end_contract(
            by=city.admin,
            contract=contract,
            ends_on=date(2026, 6, 1),
            reason=Contract.EndReason.OTHER,
        )
