"""Person-months: who counts for which team, register and person rules, and for how long.

A resident counts while he is under contract (and, for a register, on it), the day of death
included. Age and number of conditions are taken on the scheme's as-of day, never on the day of the
run. Contracts of one resident do not overlap: the database refuses it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from capitation.domain.measures.population import age_sql
from capitation.domain.measures.values import (
    OPEN_END,
    Period,
    RegisterSpan,
    ResidentFacts,
    Statement,
    next_month,
)
from followup.domain.age import completed_years

Counting = Literal["month_start", "fifteen_days", "daily"]
AsOf = Literal["month_start", "period_start", "period_end"]
SIGNED = "signed"
DAILY_DENOMINATOR = 377_580  # least common multiple of 28, 29, 30 and 31 days


@dataclass(frozen=True, slots=True)
class PersonRule:
    """A rule holds when age in completed years and number of conditions lie in its half-open ranges.

    What the rule is worth is the payment's business; an absent bound does not bind.
    """

    key: str
    min_age: int | None = None
    until_age: int | None = None
    min_conditions: int | None = None
    until_conditions: int | None = None

    def holds(self, *, age_years: int, condition_count: int) -> bool:
        """Say whether the rule holds for this age and number of conditions."""
        return _within(age_years, self.min_age, self.until_age) and _within(
            condition_count, self.min_conditions, self.until_conditions
        )


def _within(count: int, low: int | None, until: int | None) -> bool:
    return (low is None or count >= low) and (until is None or count < until)


@dataclass(frozen=True, slots=True)
class PanelParams:
    """How months are counted, for which registers beside ``signed``, told apart by which rules.

    ``as_of``: the first of each month, or the first or last day of the period for all its months.
    ``minimum_days`` is read under fifteen_days only.
    """

    counting: Counting
    registers: tuple[str, ...] = ()
    rules: tuple[PersonRule, ...] = ()
    as_of: AsOf = "month_start"
    minimum_days: int = 15


@dataclass(frozen=True, slots=True)
class PanelRow:
    """Person-months of one resident, team, register and set of rules that held; exact fraction."""

    resident_id: int
    team_id: int
    register: str
    rules: tuple[str, ...]
    months_num: int
    months_den: int

    @property
    def months(self) -> Fraction:
        """The person-months as an exact fraction."""
        return Fraction(self.months_num, self.months_den)


@dataclass(frozen=True, slots=True)
class _Cover:
    team_id: int
    starts_on: date
    ends_on: date

    def days_in(self, first: date, after: date) -> int:
        return max(0, (min(self.ends_on, after) - max(self.starts_on, first)).days)


def person_months(params: PanelParams, facts: ResidentFacts, period: Period) -> list[PanelRow]:
    """Return the resident's rows by team, register and rules; none when he never counts."""
    totals: dict[tuple[int, str, tuple[str, ...]], int] = defaultdict(int)
    for register in (SIGNED, *params.registers):
        covers = _covers(facts, register)
        for first in period.month_starts():
            shares = _shares(params, covers, first, period)
            if not shares:
                continue
            rules = _rules_that_hold(params.rules, facts, _as_of_day(params, period, first))
            for team_id, share in shares:
                totals[team_id, register, rules] += share
    denominator = DAILY_DENOMINATOR if params.counting == "daily" else 1
    return [
        PanelRow(facts.resident_id, team_id, register, rules, share, denominator)
        for (team_id, register, rules), share in sorted(totals.items())
    ]


def _covers(facts: ResidentFacts, register: str) -> list[_Cover]:
    life_ends = OPEN_END if facts.died_on is None else facts.died_on + timedelta(days=1)
    spans = (
        [(date.min, OPEN_END)]
        if register == SIGNED
        else _islands(entry for entry in facts.register if entry.condition == register)
    )
    covers = []
    for contract in facts.contracts:
        for starts_on, ends_on in spans:
            cover = _Cover(
                contract.team_id,
                max(contract.starts_on, starts_on),
                min(contract.ends_on or OPEN_END, ends_on, life_ends),
            )
            if cover.starts_on < cover.ends_on:
                covers.append(cover)
    return covers


def _islands(entries: Iterable[RegisterSpan]) -> list[tuple[date, date]]:
    """Return the spans of a register with overlapping and touching ones joined."""
    islands: list[tuple[date, date]] = []
    for starts_on, ends_on in sorted(
        (entry.starts_on, entry.ends_on or OPEN_END) for entry in entries
    ):
        if islands and starts_on <= islands[-1][1]:
            islands[-1] = (islands[-1][0], max(islands[-1][1], ends_on))
        else:
            islands.append((starts_on, ends_on))
    return islands


def _shares(
    params: PanelParams, covers: Sequence[_Cover], first: date, period: Period
) -> list[tuple[int, int]]:
    """Return (team, numerator) for one month; days after the end of the period do not count."""
    if params.counting == "month_start":
        return [(cover.team_id, 1) for cover in covers if cover.starts_on <= first < cover.ends_on]
    after = min(next_month(first), period.ends_on)
    days: dict[int, int] = defaultdict(int)
    since: dict[int, date] = {}
    for cover in covers:
        count = cover.days_in(first, after)
        if count:
            days[cover.team_id] += count
            since[cover.team_id] = min(since.get(cover.team_id, after), cover.starts_on)
    if params.counting == "daily":
        unit = DAILY_DENOMINATOR // (next_month(first) - first).days
        return [(team_id, count * unit) for team_id, count in days.items()]
    if sum(days.values()) < params.minimum_days:
        return []
    winner = min(days, key=lambda team_id: (-days[team_id], since[team_id], team_id))
    return [(winner, 1)]


def _as_of_day(params: PanelParams, period: Period, first: date) -> date:
    if params.as_of == "month_start":
        return first
    return (
        period.starts_on if params.as_of == "period_start" else period.ends_on - timedelta(days=1)
    )


def _rules_that_hold(
    rules: Sequence[PersonRule], facts: ResidentFacts, day: date
) -> tuple[str, ...]:
    """Return the keys of the rules that hold on a day; somebody not yet born has no age."""
    if facts.born_on > day:
        return ()
    age_years = completed_years(facts.born_on, day)
    count = len({entry.condition for entry in facts.register if entry.covers(day)})
    return tuple(
        rule.key for rule in rules if rule.holds(age_years=age_years, condition_count=count)
    )


def sql(params: PanelParams, period: Period) -> Statement:
    """Return one statement that gives the rows of everybody, in the order of the key."""
    starts = period.month_starts()
    parameters: dict[str, object] = {
        "month_start": starts,
        "month_end": [min(next_month(start), period.ends_on) for start in starts],
        "month_days": [(next_month(start) - start).days for start in starts],
        "month_as_of": [_as_of_day(params, period, start) for start in starts],
        "registers": list(params.registers),
        "signed": SIGNED,
        "minimum_days": params.minimum_days,
        "daily_denominator": DAILY_DENOMINATOR,
    }
    for number, rule in enumerate(params.rules):
        parameters[f"key_{number}"] = rule.key
        parameters[f"min_age_{number}"] = rule.min_age
        parameters[f"until_age_{number}"] = rule.until_age
        parameters[f"min_conditions_{number}"] = rule.min_conditions
        parameters[f"until_conditions_{number}"] = rule.until_conditions
    text = _TEMPLATE.replace("@shares@", _SHARES[params.counting])
    text = text.replace("@rules@", _rules_sql(len(params.rules)))
    text = text.replace("@age@", age_sql("r.born_on", "m.as_of_on"))
    text = text.replace(
        "@denominator@", "%(daily_denominator)s::bigint" if params.counting == "daily" else "1"
    )
    return Statement(text, parameters)


def _rules_sql(count: int) -> str:
    """Return the array of the keys of the rules that hold, in the order of the scheme."""
    bounds = (
        ("s.age_years >=", "min_age"),
        ("s.age_years <", "until_age"),
        ("coalesce(k.conditions, 0) >=", "min_conditions"),
        ("coalesce(k.conditions, 0) <", "until_conditions"),
    )
    cases = []
    for number in range(count):
        holds = " and ".join(
            f"(%({name}_{number})s::int is null or {side} %({name}_{number})s::int)"
            for side, name in bounds
        )
        cases.append(f"case when s.is_born and {holds} then %(key_{number})s::text end")
    return f"array_remove(array[{', '.join(cases)}]::text[], null)"


_SHARES = {
    "month_start": """
  select c.resident_id, c.team_id, c.register, m.starts_on, 1::bigint as share
  from cover c
  join month m on c.starts_on <= m.starts_on and m.starts_on < c.ends_on
""",
    "fifteen_days": """
  select resident_id, team_id, register, starts_on, 1::bigint as share
  from (
    select d.*,
           sum(days) over (partition by resident_id, register, starts_on) as days_of_month,
           row_number() over (
             partition by resident_id, register, starts_on
             order by days desc, since, team_id) as place
    from team_days d
  ) ranked
  where place = 1 and days_of_month >= %(minimum_days)s::int
""",
    "daily": """
  select resident_id, team_id, register, starts_on,
         days * (%(daily_denominator)s::bigint / month_days) as share
  from team_days
""",
}

_TEMPLATE = """
with month as (
  select *
  from unnest(%(month_start)s::date[], %(month_end)s::date[], %(month_days)s::int[],
              %(month_as_of)s::date[])
    as t(starts_on, ends_on, month_days, as_of_on)
),
ordered_entry as (
  select resident_id, condition, starts_on, coalesce(ends_on, date '9999-12-31') as ends_on,
         max(coalesce(ends_on, date '9999-12-31')) over (
           partition by resident_id, condition order by starts_on, ends_on, entry_id
           rows between unbounded preceding and 1 preceding) as latest_before
  from fact_register
),
numbered_entry as (
  select ordered_entry.*,
         count(*) filter (where latest_before is null or starts_on > latest_before) over (
           partition by resident_id, condition order by starts_on, ends_on
           rows unbounded preceding) as island
  from ordered_entry
),
on_register as (
  select resident_id, condition, min(starts_on) as starts_on, max(ends_on) as ends_on
  from numbered_entry
  where condition = any(%(registers)s::text[])
  group by resident_id, condition, island
),
alive_contract as (
  select c.resident_id, c.team_id, c.starts_on,
         least(c.ends_on, r.died_on + 1, date '9999-12-31') as ends_on
  from fact_contract c
  join fact_resident r on r.resident_id = c.resident_id
),
cover as materialized (
  select resident_id, team_id, %(signed)s::text as register, starts_on, ends_on
  from alive_contract
  where starts_on < ends_on
  union all
  select c.resident_id, c.team_id, g.condition,
         greatest(c.starts_on, g.starts_on), least(c.ends_on, g.ends_on)
  from alive_contract c
  join on_register g on g.resident_id = c.resident_id
  where greatest(c.starts_on, g.starts_on) < least(c.ends_on, g.ends_on)
),
team_days as (
  select c.resident_id, c.team_id, c.register, m.starts_on,
         m.month_days,
         sum(least(c.ends_on, m.ends_on) - greatest(c.starts_on, m.starts_on)) as days,
         min(c.starts_on) as since
  from cover c
  join month m on c.starts_on < m.ends_on and m.starts_on < c.ends_on
  group by c.resident_id, c.team_id, c.register, m.starts_on, m.month_days
),
share as (@shares@),
condition_count as (
  select g.resident_id, m.starts_on, count(distinct g.condition)::int as conditions
  from fact_register g
  join month m on g.starts_on <= m.as_of_on and (g.ends_on is null or m.as_of_on < g.ends_on)
  group by g.resident_id, m.starts_on
),
aged as (
  select s.*, @age@ as age_years, r.born_on <= m.as_of_on as is_born
  from share s
  join month m on m.starts_on = s.starts_on
  join fact_resident r on r.resident_id = s.resident_id
)
select s.resident_id, s.team_id, s.register, @rules@ as rules,
       sum(s.share)::bigint as months_num, @denominator@::bigint as months_den
from aged s
left join condition_count k on k.resident_id = s.resident_id and k.starts_on = s.starts_on
group by 1, 2, 3, 4
order by 1, 2, 3, 4
"""
