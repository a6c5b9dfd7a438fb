"""Who belongs to a measure of managed residents, and to which team his result goes.

A managed day is a day on the register of the condition and under contract with a team, up to and
with the day of death. Whoever has a managed day in the period belongs to the measure; the result
goes to the team of the last managed day, which is the payee on the last day of the period for all
who were not transferred out, ended or died before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from capitation.domain.measures.values import OPEN_END, Period, ResidentFacts

ON_DEATH_OR_LEAVING = ("excluded", "stays")


@dataclass(frozen=True, slots=True)
class ManagedSpan:
    """Days on which one contract and one register entry hold together, cut to the period."""

    team_id: int
    contract_id: int
    entry_id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Member:
    """A resident of the measure's population."""

    team_id: int
    entry_id: int
    spans: tuple[ManagedSpan, ...]
    managed_from: date
    managed_until: date
    has_died: bool
    has_left: bool

    def is_managed_on(self, day: date) -> bool:
        """Say whether the day is a managed day."""
        return any(span.starts_on <= day < span.ends_on for span in self.spans)


def find_member(facts: ResidentFacts, condition: str, period: Period) -> Member | None:
    """Return the resident's membership, None when he has no managed day in the period."""
    spans = _managed_spans(facts, condition, period)
    if not spans:
        return None
    last = min(spans, key=lambda span: (-span.ends_on.toordinal(), span.entry_id, span.contract_id))
    has_died = facts.died_on is not None and facts.died_on < period.ends_on
    return Member(
        team_id=last.team_id,
        entry_id=last.entry_id,
        spans=tuple(spans),
        managed_from=min(span.starts_on for span in spans),
        managed_until=last.ends_on,
        has_died=has_died,
        has_left=not has_died and last.ends_on < period.ends_on,
    )


def flow_exclusions(member: Member, *, on_death: str, on_leaving: str) -> list[str]:
    """Return the reasons that take a member out because he died or left within the period."""
    reasons = []
    if member.has_died and on_death == "excluded":
        reasons.append("died")
    if member.has_left and on_leaving == "excluded":
        reasons.append("left")
    return reasons


def _managed_spans(facts: ResidentFacts, condition: str, period: Period) -> list[ManagedSpan]:
    life_ends = OPEN_END if facts.died_on is None else facts.died_on + timedelta(days=1)
    spans = []
    for contract in facts.contracts:
        for entry in facts.register:
            starts_on = max(contract.starts_on, entry.starts_on, period.starts_on)
            ends_on = min(
                contract.ends_on or OPEN_END, entry.ends_on or OPEN_END, life_ends, period.ends_on
            )
            if entry.condition == condition and starts_on < ends_on:
                spans.append(
                    ManagedSpan(
                        contract.team_id, contract.contract_id, entry.entry_id, starts_on, ends_on
                    )
                )
    return spans


FLOW_EXCLUSIONS_SQL = [
    ("died", "p.has_died and %(exclude_dead)s::boolean"),
    ("left", "p.has_left and %(exclude_left)s::boolean"),
]

# least() passes over NULL, so an open end does not limit the span.
POPULATION_SQL = """
managed as materialized (
  select c.resident_id, c.team_id, c.contract_id, g.entry_id, r.born_on, r.died_on,
         greatest(c.starts_on, g.starts_on, %(period_start)s::date) as starts_on,
         least(c.ends_on, g.ends_on, r.died_on + 1, %(period_end)s::date) as ends_on
  from fact_register g
  join fact_contract c on c.resident_id = g.resident_id
  join fact_resident r on r.resident_id = g.resident_id
  where g.condition = %(condition)s::text
    and greatest(c.starts_on, g.starts_on, %(period_start)s::date)
        < least(c.ends_on, g.ends_on, r.died_on + 1, %(period_end)s::date)
),
ranked_managed as (
  select managed.*,
         min(starts_on) over (partition by resident_id) as managed_from,
         row_number() over (
           partition by resident_id order by ends_on desc, entry_id, contract_id) as place
  from managed
),
population as materialized (
  select resident_id, team_id, entry_id, born_on, managed_from, ends_on as managed_until,
         coalesce(died_on < %(period_end)s::date, false) as has_died,
         not coalesce(died_on < %(period_end)s::date, false)
           and ends_on < %(period_end)s::date as has_left
  from ranked_managed
  where place = 1
)"""


def flow_parameters(condition: str, *, on_death: str, on_leaving: str) -> dict[str, object]:
    """Return the parameters that ``POPULATION_SQL`` and ``FLOW_EXCLUSIONS_SQL`` need."""
    return {
        "condition": condition,
        "exclude_dead": on_death == "excluded",
        "exclude_left": on_leaving == "excluded",
    }


def age_sql(born_on: str, day: str) -> str:
    """Return SQL for completed years on a day; 29 February counts on 1 March in common years."""
    return f"(({_packed(day)} - {_packed(born_on)}) / 10000)"


def _packed(day: str) -> str:
    parts = " + ".join(
        f"extract({part} from {day})::int * {weight}"
        for part, weight in (("year", 10000), ("month", 100), ("day", 1))
    )
    return f"({parts})"
