"""Where teams stand today: panel, registers, running rates and follow-ups due, read from kept state alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.conf import settings

from capitation.models import LiveCounter
from contracts.selectors import team_sizes, teams_visible_to
from followup.selectors.teams import TeamCare, care_by_team

if TYPE_CHECKING:
    from contracts.models import Staff, Team

HYPERTENSION, DIABETES = "hypertension", "t2dm"
STATES = ("controlled", "not_controlled", "no_reading", "not_seen")


@dataclass(frozen=True, slots=True)
class Rate:
    """A running proportion; the rate is None while nobody is in the denominator."""

    numerator: int = 0
    denominator: int = 0
    excluded: int = 0

    @property
    def exact(self) -> Fraction | None:
        """The exact rate."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    def __add__(self, other: Rate) -> Rate:
        return Rate(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.excluded + other.excluded,
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """One team, or the sum of several (``team`` None)."""

    team: Team | None
    signed: int
    care: TeamCare
    rates: dict[str, Rate] = field(default_factory=dict)

    @property
    def hypertension(self) -> int:
        """Residents on the hypertension register."""
        return self.care.register_size(HYPERTENSION)

    @property
    def diabetes(self) -> int:
        """Residents on the diabetes register."""
        return self.care.register_size(DIABETES)

    def state_count(self, condition: str, state: str) -> int:
        """How many on a register are in a state."""
        return self.care.states.get(condition, {}).get(state, 0)


def live_rates(team_ids: Sequence[int], year: int) -> dict[int, dict[str, Rate]]:
    """The running counts of the year by team and measure. One query."""
    found: dict[int, dict[str, Rate]] = {team_id: {} for team_id in team_ids}
    for counter in LiveCounter.objects.filter(year=year, team_id__in=team_ids):
        found[counter.team_id][counter.measure] = Rate(
            counter.numerator, counter.denominator, counter.excluded
        )
    return found


def total_rates(rates: dict[int, dict[str, Rate]]) -> dict[str, Rate]:
    """The counts of several teams together; a measure that nobody has is zero of zero."""
    return {
        key: sum((of_team.get(key, Rate()) for of_team in rates.values()), Rate())
        for key in settings.LIVE_MEASURES
    }


def teams_standing(staff: Staff, day: date) -> list[Standing]:
    """Every team that this member of staff may see, in the order of the codes. Five queries, however many teams."""
    teams = list(teams_visible_to(staff, day).select_related("organisation").order_by("code"))
    ids = [team.pk for team in teams]
    sizes = team_sizes(ids, day)
    care = care_by_team(ids, day)
    rates = live_rates(ids, day.year)
    return [
        Standing(team, sizes.get(team.pk, 0), care.get(team.pk, TeamCare()), rates[team.pk])
        for team in teams
    ]


def total(standings: Sequence[Standing]) -> Standing:
    """All teams together: sums of counts, never means of rates."""
    care = TeamCare(
        due=sum(standing.care.due for standing in standings),
        overdue=sum(standing.care.overdue for standing in standings),
    )
    for condition in (HYPERTENSION, DIABETES):
        for state in STATES:
            care.states[condition][state] = sum(
                standing.state_count(condition, state) for standing in standings
            )
    by_team = {place: standing.rates for place, standing in enumerate(standings)}
    return Standing(
        None, sum(standing.signed for standing in standings), care, total_rates(by_team)
    )


SortKey = Callable[[Standing], tuple[bool, Fraction]]


def _by_rate(measure: str) -> SortKey:
    """The lowest rate first; teams without a rate come last."""

    def key(standing: Standing) -> tuple[bool, Fraction]:
        exact = standing.rates.get(measure, Rate()).exact
        return exact is None, exact if exact is not None else Fraction(0)

    return key


def _by_count(count: Callable[[Standing], int]) -> SortKey:
    """The largest count first."""

    def key(standing: Standing) -> tuple[bool, Fraction]:
        return False, Fraction(-count(standing))

    return key


# What a reader may sort by; anything else keeps the order of the codes.
SORTS: dict[str, SortKey] = {
    "signed": _by_count(lambda standing: standing.signed),
    "due": _by_count(lambda standing: standing.care.due),
    "overdue": _by_count(lambda standing: standing.care.overdue),
    "bp": _by_rate("cn.htn.control_2017"),
    "glucose": _by_rate("cn.dm.fpg_control_2017"),
    "bp_visits": _by_rate("cn.htn.standardised_2017"),
    "glucose_visits": _by_rate("cn.dm.standardised_2017"),
}
MEASURE_OF_SORT = {
    "bp": "cn.htn.control_2017",
    "glucose": "cn.dm.fpg_control_2017",
    "bp_visits": "cn.htn.standardised_2017",
    "glucose_visits": "cn.dm.standardised_2017",
}
