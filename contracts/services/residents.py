"""Taking residents in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from contracts import clock, crypto
from contracts.domain import names
from contracts.domain.identity import IdentityNumber
from contracts.models import Region, Resident


@dataclass(frozen=True, slots=True)
class NewResident:
    """A person to take in; the identity number has been checked, so birth date and sex follow from it."""

    name: str
    identity: IdentityNumber
    phone: str
    address: str
    region: Region
    died_on: date | None = None


@transaction.atomic
def create_residents(people: Sequence[NewResident]) -> list[Resident]:
    """Write residents in the order given, identity number and phone sealed to their own row.

    The caller has checked the rows and records the access. Ids are reserved first, because the seal names its row.
    """
    recorded_at = clock.now()
    residents = [
        _sealed(pk, person, recorded_at=recorded_at)
        for pk, person in zip(reserve_ids(len(people)), people, strict=True)
    ]
    return Resident.objects.bulk_create(residents, batch_size=2_000)


def reserve_ids(count: int) -> list[int]:
    """Take ids from the residents' sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('contracts_resident', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]


def _sealed(pk: int, person: NewResident, *, recorded_at: datetime) -> Resident:
    number, phone = person.identity.number, person.phone
    return Resident(
        pk=pk,
        name=person.name,
        search_text=names.search_text(person.name),
        sex=person.identity.sex,
        born_on=person.identity.born_on,
        died_on=person.died_on,
        death_recorded_at=recorded_at if person.died_on else None,
        id_sealed=crypto.seal(number, place=f"contracts_resident.id_sealed:{pk}"),
        id_index=crypto.blind_index(number),
        id_last4=person.identity.last4,
        phone_sealed=crypto.seal(phone, place=f"contracts_resident.phone_sealed:{pk}")
        if phone
        else None,
        phone_index=crypto.blind_index(phone) if phone else "",
        phone_tail=phone[-4:],
        address=person.address,
        region=person.region,
        recorded_at=recorded_at,
    )
