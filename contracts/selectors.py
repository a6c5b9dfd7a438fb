"""Reads that more than one caller or another app needs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from contracts.domain.errors import DomainError
from contracts.models import Contract, Organisation, Region, Resident, Staff, Team


@dataclass(frozen=True, slots=True)
class Person:
    """What follow-up rules may know of a resident, and the team that answers for him on a day (None: nobody)."""

    resident_id: int
    born_on: date
    died_on: date | None
    sex: str
    team_id: int | None


def people(resident_ids: Collection[int], day: date) -> dict[int, Person]:
    """The named residents by id, each with the team whose contract covers ``day``. Two queries."""
    team_of = dict(
        Contract.objects.active_on(day)
        .filter(resident_id__in=resident_ids)
        .values_list("resident_id", "team_id")
    )
    rows = Resident.objects.filter(pk__in=resident_ids).values_list(
        "pk", "born_on", "died_on", "sex"
    )
    return {
        pk: Person(
            resident_id=pk, born_on=born_on, died_on=died_on, sex=sex, team_id=team_of.get(pk)
        )
        for pk, born_on, died_on, sex in rows
    }


def residents_visible_to(staff: Staff, day: date) -> QuerySet[Resident]:
    """Residents whom this member of staff may open on a day."""
    return Resident.objects.visible_to(staff, day)


def teams_visible_to(staff: Staff, day: date) -> QuerySet[Team]:
    """Teams whom this member of staff may see on a day."""
    return Team.objects.visible_to(staff, day)


def team_on(resident_id: int, day: date) -> Team | None:
    """The team whose contract covers the resident on a day."""
    contract = (
        Contract.objects.active_on(day)
        .filter(resident_id=resident_id)
        .select_related("team")
        .first()
    )
    return contract.team if contract else None


def contracts_of(resident_id: int) -> QuerySet[Contract]:
    """A resident's contracts, the newest first."""
    return (
        Contract.objects.filter(resident_id=resident_id)
        .select_related("team", "package")
        .order_by("-starts_on")
    )


def names_of(resident_ids: Collection[int]) -> dict[int, Resident]:
    """Residents by id, for pages that show names the reader may see."""
    return Resident.objects.in_bulk(list(resident_ids))


def insurer_region(insurer: Organisation) -> Region:
    """The pooling area an insurer answers for."""
    return insurer.region


def hold_resident(resident_id: int) -> None:
    """Let no other transaction change what follows from this resident's facts until this one ends.

    Two visits recorded at once are judged one after the other, so that neither misses the other.
    """
    Resident.objects.select_for_update(no_key=True).only("pk").get(pk=resident_id)


def hold_residents(resident_ids: Collection[int]) -> None:
    """The same for many at once, always in the order of their ids, so that two holders never wait crosswise."""
    held = Resident.objects.select_for_update(no_key=True).filter(pk__in=resident_ids)
    list(held.order_by("pk").values_list("pk", flat=True))


def staff_by_username(username: str) -> Staff:
    """A member of staff by user name; ``unknown_staff`` when there is none."""
    staff = Staff.objects.select_related("organisation__region").filter(username=username).first()
    if staff is None:
        raise DomainError("unknown_staff", "by", {"username": username})
    return staff


def organisation_by_code(code: str) -> Organisation:
    """An organisation by institution code; ``unknown_organisation`` when there is none."""
    organisation = Organisation.objects.select_related("region").filter(code=code).first()
    if organisation is None:
        raise DomainError("unknown_organisation", "organisation", {"code": code})
    return organisation


def teams_within(path: str) -> QuerySet[Team]:
    """The teams of a region and of every region below it, in the fixed order of their codes."""
    return (
        Team.objects.filter(organisation__region__path__startswith=path)
        .select_related("organisation__region")
        .order_by("code")
    )


def team_sizes(team_ids: Collection[int], day: date) -> dict[int, int]:
    """The signed residents of each team on a day; a team without any is missing. One query."""
    return dict(
        Contract.objects.active_on(day)
        .filter(team_id__in=team_ids)
        .order_by()
        .values_list("team_id")
        .annotate(count=Count("pk"))
    )


def residents_with_changed_contracts(since: date, until: date) -> set[int]:
    """Residents one of whose contracts began or ended within [since, until]."""
    began_or_ended = Q(starts_on__range=(since, until)) | Q(ends_on__range=(since, until))
    return set(Contract.objects.filter(began_or_ended).values_list("resident_id", flat=True))
