"""What the rows of a file refer to: residents, teams, contracts; each found in one query per few thousand rows."""

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar

from django.db.models import QuerySet

from contracts import crypto
from contracts.domain import identity
from contracts.domain.errors import DomainError
from contracts.domain.identity import IdentityNumber
from contracts.imports.registry import Context
from contracts.imports.rows import Row
from contracts.models import Contract, Organisation, Region, Resident, Team

AT_ONCE = 5_000
REGION_DIGITS = 6
PROGRESS_EVERY = 500

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class KnownResident:
    """A resident whom rows refer to."""

    pk: int
    name: str
    born_on: date
    died_on: date | None


@dataclass(frozen=True, slots=True)
class KnownTeam:
    """A team whom rows refer to."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Span:
    """A contract as far as overlaps and coverage ask: half-open days, who, with which team."""

    pk: int
    number: str
    team_id: int
    team_name: str
    organisation_id: int
    starts_on: date
    ends_on: date | None

    def covers(self, day: date) -> bool:
        """Whether the contract is in force on a day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)

    def overlaps(self, starts_on: date, ends_on: date | None) -> bool:
        """Whether the contract shares a day with [starts_on, ends_on)."""
        if self.ends_on is not None and self.ends_on <= max(self.starts_on, starts_on):
            return False
        return ends_on is None or ends_on > max(self.starts_on, starts_on)


def in_parts(items: Iterable[Item], size: int = AT_ONCE) -> Iterator[list[Item]]:
    """The items in lists of at most so many."""
    iterator = iter(items)
    while part := list(islice(iterator, size)):
        yield part


def known_regions() -> frozenset[str]:
    """The six-digit region codes of this installation, accepted beside the national list."""
    return frozenset(code[:REGION_DIGITS] for code in Region.objects.values_list("code", flat=True))


def identities(
    rows: Sequence[Row], told: Callable[[int], None] | None = None
) -> dict[int, IdentityNumber]:
    """The identity number of each row (by row number); a wrong one is refused in its row."""
    regions = known_regions()
    found: dict[int, IdentityNumber] = {}
    parsed: dict[str, IdentityNumber | DomainError] = {}
    for index, row in enumerate(rows):
        text = row.text("id_number")
        if text:
            if text not in parsed:
                parsed[text] = _parsed(text, regions)
            value = parsed[text]
            if isinstance(value, DomainError):
                row.refuse(_hinted(value.code, text), "id_number", **(value.values or {}))
            else:
                found[row.number] = value
        if told is not None and index % PROGRESS_EVERY == 0:
            told(100 * index // len(rows))
    return found


def residents_of(
    rows: Sequence[Row],
    context: Context,
    told: Callable[[int], None] | None = None,
    *,
    signable: bool = False,
) -> dict[int, KnownResident]:
    """The resident of each row (by row number); unknown ones and a name that differs are refused in the row.

    With an organisation, residents who never signed with one of its teams are as unknown as the others;
    ``signable`` widens this to everybody in its pooling area, since signing across institutions is allowed.
    """
    numbers = identities(rows, told)
    index_of = {
        number: crypto.blind_index(number)
        for number in {value.number for value in numbers.values()}
    }
    known: dict[str, KnownResident] = {}
    for part in in_parts(index_of.values()):
        residents = _within_reach(context, signable=signable).filter(id_index__in=part)
        for pk, index, name, born_on, died_on in residents.values_list(
            "pk", "id_index", "name", "born_on", "died_on"
        ):
            known[index] = KnownResident(pk, name, born_on, died_on)
    found: dict[int, KnownResident] = {}
    for row in rows:
        if row.number not in numbers:
            continue
        resident = known.get(index_of[numbers[row.number].number])
        if resident is None:
            row.refuse("unknown_resident", "id_number")
            continue
        found[row.number] = resident
        name = row.text("name")
        if name and name.replace(" ", "") != resident.name.replace(" ", ""):
            row.refuse("name_differs", "name")
    return found


def teams_of(rows: Sequence[Row], context: Context) -> dict[int, KnownTeam]:
    """The team of each row (by row number), by code or by name; an unknown one is refused with the nearest."""
    teams = Team.objects.all()
    if context.organisation_id is not None:
        teams = teams.filter(organisation_id=context.organisation_id)
    names: dict[str, list[KnownTeam]] = defaultdict(list)
    codes: dict[str, KnownTeam] = {}
    for pk, code, name in teams.order_by("code").values_list("pk", "code", "name"):
        team = KnownTeam(pk, code, name)
        codes[code] = team
        names[name].append(team)
    found: dict[int, KnownTeam] = {}
    for row in rows:
        wanted = row.text("team")
        if not wanted:
            continue
        named = names.get(wanted, [])
        team_or_none = codes.get(wanted) or (named[0] if len(named) == 1 else None)
        if team_or_none is not None:
            found[row.number] = team_or_none
        else:
            _refuse_team(row, wanted, codes, names)
    return found


def contracts_of(resident_ids: Iterable[int]) -> dict[int, list[Span]]:
    """The contracts of these residents, by resident, in order of their first day."""
    found: dict[int, list[Span]] = defaultdict(list)
    for part in in_parts(sorted(set(resident_ids))):
        contracts = Contract.objects.filter(resident_id__in=part).select_related("team")
        for contract in contracts.order_by("starts_on", "pk"):
            team = contract.team
            found[contract.resident_id].append(
                Span(
                    contract.pk,
                    contract.number,
                    team.pk,
                    team.name,
                    team.organisation_id,
                    contract.starts_on,
                    contract.ends_on,
                )
            )
    return found


def hold_residents(resident_ids: Sequence[int]) -> None:
    """Let nobody else change what follows from these residents' facts until this transaction ends."""
    for part in in_parts(sorted(resident_ids)):
        held = Resident.objects.select_for_update(no_key=True).filter(pk__in=part).order_by("pk")
        list(held.values_list("pk", flat=True))


def _within_reach(context: Context, *, signable: bool) -> QuerySet[Resident]:
    if context.organisation_id is None:
        return Resident.objects.all()
    if signable:
        own = Organisation.objects.select_related("region").get(pk=context.organisation_id)
        area = own.region.path.partition("/")[0]
        return Resident.objects.filter(region__path__startswith=f"{area}/")
    signed = Contract.objects.filter(team__organisation_id=context.organisation_id)
    return Resident.objects.filter(pk__in=signed.values("resident_id"))


def _parsed(text: str, regions: frozenset[str]) -> IdentityNumber | DomainError:
    try:
        return identity.parse(text, known_regions=regions)
    except DomainError as error:
        return error


def _hinted(code: str, text: str) -> str:
    """A number that ends in zeros and does not fit was most likely a number cell once: Excel cut it."""
    return "id_cut_by_excel" if code == "id_check_digit" and text.endswith("000") else code


def _refuse_team(
    row: Row, wanted: str, codes: dict[str, KnownTeam], names: dict[str, list[KnownTeam]]
) -> None:
    near = difflib.get_close_matches(wanted, [*codes, *names], n=1, cutoff=0.5)
    if not near:
        row.refuse("unknown_team", "team")
        return
    team = codes.get(near[0]) or names[near[0]][0]
    row.refuse("unknown_team_nearest", "team", code=team.code, name=team.name)
