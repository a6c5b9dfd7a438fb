"""Who is on the panel: reads over contracts for lists, counts and files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value

from contracts.domain.ages import age_on
from contracts.exports import Cell
from contracts.models import Contract, Resident, Team

# By the way the surname is said; the id makes the order total.
ORDER = ("spelling", "pk")


class Movement(StrEnum):
    """Which part of the panel: everybody, or who came and went since a day."""

    ALL = "all"
    JOINED = "joined"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class PanelQuery:
    """A panel on a day: of which teams, matching which text, moved since when."""

    teams: QuerySet[Team]
    day: date
    since: date
    text: str = ""
    movement: Movement = Movement.ALL


@dataclass(frozen=True, slots=True)
class ExpiringCount:
    """How many contracts of a team run out."""

    team_id: int
    name: str
    count: int


def contracts_on_panel(wanted: PanelQuery) -> QuerySet[Contract]:
    """The contracts of a panel in the order of the list, resident and team beside each."""
    rows = _moved(wanted, wanted.movement)
    if wanted.text:
        rows = rows.filter(resident__in=Resident.objects.found_by(wanted.text))
    spelling = Func(
        F("resident__search_text"),
        Value("|"),
        Value(2),
        function="split_part",
        output_field=TextField(),
    )
    return rows.annotate(spelling=spelling).select_related("resident", "team")


def counts_by_movement(wanted: PanelQuery) -> dict[Movement, int]:
    """How many are on the panel, how many joined and left since the day asked."""
    return {movement: _moved(wanted, movement).count() for movement in Movement}


def panel_rows(contracts: QuerySet[Contract], day: date) -> Iterator[list[Cell]]:
    """The panel as rows of a file: name, sex, birth, age, phone tail, team, number, signed, from, last day."""
    for contract in contracts.order_by(*ORDER).iterator(chunk_size=2_000):
        resident = contract.resident
        yield [
            resident.name,
            resident.get_sex_display(),
            resident.born_on,
            age_on(resident.born_on, day),
            resident.phone_tail,
            contract.team.name,
            contract.number,
            contract.signed_on,
            contract.starts_on,
            contract.ends_on - timedelta(days=1) if contract.ends_on else None,
        ]


def expiring(teams: QuerySet[Team], day: date, days: int) -> QuerySet[Contract]:
    """Contracts in force on ``day`` whose last day is that day or one of the ``days`` after it.

    Residents who have signed what follows are left out: nothing is to be done for them.
    """
    follows = Contract.objects.filter(
        resident=OuterRef("resident"), starts_on__gte=OuterRef("ends_on")
    )
    return (
        Contract.objects.active_on(day)
        .ending_between(day + timedelta(days=1), day + timedelta(days=days + 2))
        .filter(~Exists(follows), team__in=teams)
    )


def expiring_by_team(contracts: QuerySet[Contract]) -> list[ExpiringCount]:
    """How many of these contracts each team holds, teams in the order of their codes."""
    rows = (
        contracts.order_by()
        .values_list("team_id", "team__name", "team__code")
        .annotate(count=Count("pk"))
        .order_by("team__code")
    )
    return [ExpiringCount(team_id, name, count) for team_id, name, _code, count in rows]


def _moved(wanted: PanelQuery, movement: Movement) -> QuerySet[Contract]:
    of_teams = Contract.objects.filter(team__in=wanted.teams)
    now, before = of_teams.active_on(wanted.day), of_teams.active_on(wanted.since)
    if movement is Movement.JOINED:
        return now.filter(~Q(resident__in=before.values("resident")))
    if movement is Movement.LEFT:
        return before.filter(~Q(resident__in=now.values("resident")))
    return now
