"""Who belongs to whom and when: the contracts of one resident, with renewals, gaps, transfers and ends."""

from dataclasses import dataclass

from ops.city import days
from ops.city.dice import Dice, Odds
from ops.city.people import HISTORY_START
from ops.city.rows import Row

TERM_YEARS: Odds[int] = Odds({1: 38, 3: 62})
NEW_IN_HISTORY = 0.12
LAPSES, RETURNS_LATE = 0.015, 0.05
CHANGES_TEAM = 0.035
OWN_REQUEST = 0.012
STAYS_IN_CENTRE = 0.7
TEAMS_PER_CENTRE = 4


@dataclass(frozen=True, slots=True)
class Span:
    """The days [start, end) that a resident belongs to a team (by its place in the city)."""

    team: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """Why and when a resident leaves for good; ``day`` is the first day without a contract."""

    day: int
    reason: str
    recorded_at: int


@dataclass(slots=True)
class Signed:
    """A contract before it is written down."""

    team: int
    signed: int
    start: int
    end: int
    agreed: int
    recorded_at: int
    end_reason: str = ""
    end_recorded_at: int | None = None


def contracts_of(
    dice: Dice, *, team: int, team_count: int, born: int, leaving: Leaving | None, last_day: int
) -> list[Signed]:
    """All contracts that a resident signed until ``last_day``, oldest first, never overlapping."""
    start = _first_day(dice, born, leaving, last_day)
    signed: list[Signed] = []
    while start <= last_day + 30:
        years = TERM_YEARS.pick(dice)
        agreed = days.years_later(start, years)
        day = start if dice.happens(0.3) else start - dice.whole(1, 25)
        if day > last_day:
            break  # not renewed yet: a contract that expires
        day = max(day, born)
        moment = days.instant(day, dice.whole(510, 1020))
        signed.append(Signed(team, day, start, agreed, agreed, moment))
        if dice.happens(LAPSES):
            break
        start = agreed + (dice.whole(5, 60) if dice.happens(RETURNS_LATE) else 0)
    if dice.happens(CHANGES_TEAM):
        _change_team(dice, signed, team_count, last_day)
    elif dice.happens(OWN_REQUEST):
        _end_early(dice, signed, "own_request", last_day)
    if leaving is not None:
        signed = _leave(signed, leaving)
    return signed


def spans_of(signed: list[Signed]) -> list[Span]:
    """The days on which the resident belongs to somebody."""
    return [Span(contract.team, contract.start, contract.end) for contract in signed]


def contract_row(
    contract: Signed, *, resident_id: int, team_id: int, package_id: int, number: str, clerk: str
) -> Row:
    """The row of a contract."""
    ended = contract.end_recorded_at
    return {
        "number": number,
        "resident_id": resident_id,
        "team_id": team_id,
        "package_id": package_id,
        "signed_on": days.iso(contract.signed),
        "starts_on": days.iso(contract.start),
        "ends_on": days.iso(contract.end),
        "agreed_ends_on": days.iso(contract.agreed),
        "recorded_at": days.stamp(contract.recorded_at),
        "recorded_by": clerk,
        "end_reason": contract.end_reason,
        "end_recorded_at": None if ended is None else days.stamp(ended),
        "end_recorded_by": "" if ended is None else clerk,
    }


def _first_day(dice: Dice, born: int, leaving: Leaving | None, last_day: int) -> int:
    """Most were signed before the history starts; their running contract is the first one told."""
    if dice.happens(NEW_IN_HISTORY):
        until = min(last_day, leaving.day - 60) if leaving else last_day
        return max(dice.whole(HISTORY_START, max(until, HISTORY_START)), born)
    return max(HISTORY_START - dice.whole(0, 364), born)


def _change_team(dice: Dice, signed: list[Signed], team_count: int, last_day: int) -> None:
    """Move the resident to another team on a day inside one of the contracts; nothing when there is none."""
    place = dice.whole(0, len(signed) - 1)
    old = signed[place]
    low, high = max(old.start + 30, HISTORY_START + 30), min(old.end - 30, last_day)
    other = _other_team(dice, old.team, team_count)
    if low >= high or other == old.team:
        return
    day = dice.whole(low, high)
    moment = days.instant(day, dice.whole(510, 1020))
    new = Signed(other, day, day, old.end, days.years_later(day, 1), moment)
    new.end = new.agreed = max(old.end, day + 1)
    old.end, old.end_reason, old.end_recorded_at = day, "changed_team", moment
    for later in signed[place + 1 :]:
        later.team = other
    signed.insert(place + 1, new)


def _other_team(dice: Dice, team: int, team_count: int) -> int:
    if team_count == 1:
        return team
    if dice.happens(STAYS_IN_CENTRE):
        first = team - team % TEAMS_PER_CENTRE
        return first + (team - first + dice.whole(1, TEAMS_PER_CENTRE - 1)) % TEAMS_PER_CENTRE
    return (team + dice.whole(TEAMS_PER_CENTRE, team_count - TEAMS_PER_CENTRE)) % team_count


def _end_early(dice: Dice, signed: list[Signed], reason: str, last_day: int) -> None:
    last = signed[-1]
    low, high = max(last.start + 30, HISTORY_START + 30), min(last.end, last_day)
    if low >= high:
        return
    last.end = dice.whole(low, high)
    last.end_reason = reason
    last.end_recorded_at = days.instant(last.end, dice.whole(510, 1020))


def _leave(signed: list[Signed], leaving: Leaving) -> list[Signed]:
    """Cut everything off at the day of leaving."""
    kept = [contract for contract in signed if contract.start < leaving.day]
    for contract in kept:
        if contract.end > leaving.day:
            contract.end = leaving.day
            contract.end_reason = leaving.reason
            contract.end_recorded_at = max(leaving.recorded_at, contract.recorded_at)
    return kept
