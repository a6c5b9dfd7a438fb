"""Whom a centre may sign: reads for the desk where contracts are made."""

from __future__ import annotations

from django.db.models import QuerySet

from contracts.domain import identity
from contracts.domain.errors import DomainError
from contracts.models import Contract, Resident, Staff

MOST = 20


def residents_to_sign(staff: Staff, text: str) -> QuerySet[Resident]:
    """Residents whom this centre may sign, found by a text.

    A whole identity number finds anybody of the pooling area: who holds the card in hand needs no list. Everything
    else finds only residents who are or were signed with a team of the centre.
    """
    number = _whole_number(text)
    if number and staff.organisation is not None:
        area = pooling_area(staff.organisation.region.path)
        return Resident.objects.found_by(number).filter(region__path__startswith=area)
    known = known_residents(staff).values("pk")
    return Resident.objects.found_by(text).filter(pk__in=known).order_by("search_text", "pk")[:MOST]


def known_residents(staff: Staff) -> QuerySet[Resident]:
    """Residents who are or ever were signed with a team of the centre."""
    if staff.organisation is None:
        return Resident.objects.none()
    return Resident.objects.filter(
        pk__in=Contract.objects.filter(team__organisation=staff.organisation).values("resident")
    )


def pooling_area(path: str) -> str:
    """The top of a region's path: the city whose insurer pays for everybody below it."""
    return f"{path.split('/', maxsplit=1)[0]}/"


def _whole_number(text: str) -> str:
    try:
        return identity.parse(text, known_regions=frozenset({text.strip()[:6]})).number
    except DomainError:
        return ""
