"""Family last_reading: is the latest reading of the period at target?

The day that counts is the latest day with an accepted row. Among the readings of that day the tie
rule decides. A visit of the condition without a value is a row too: missing is not zero, and the
measure states what it means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from capitation.domain.measures import population
from capitation.domain.measures.population import Member
from capitation.domain.measures.values import (
    Evidence,
    Period,
    ReadingFact,
    ResidentFacts,
    Statement,
    Verdict,
    evidence_sql,
    verdict_sql,
)
from followup.domain import documents
from followup.domain.age import completed_years
from followup.domain.documents import StrictModel
from followup.domain.ruleset import RuleSet

SUCCESS = "at_target"
FIRST_VALUE = {"bp": "systolic", "fasting_glucose": "fasting_glucose", "hba1c": "hba1c"}


class LastReadingDocument(StrictModel):
    """Parameters as an author writes them; the targets come from the named rule set.

    ``sources`` are the origins that count; ``modes`` the visit modes that count for readings that
    came from a visit. ``staleness_days``: older than so many days before the end of the period does
    not count. ``lost_outcomes``: visit outcomes after which the resident is not at target until he
    is measured again.
    """

    condition: str
    reading: Literal["bp", "fasting_glucose", "hba1c"]
    rule_set: str
    sources: tuple[str, ...]
    modes: tuple[str, ...]
    tie_rule: Literal["last_of_day", "lowest_of_day", "mean_of_day"]
    age_on: Literal["visit_date", "period_end"]
    missing: Literal["not_at_target", "fallback", "excluded"]
    staleness_days: int | None = None
    lost_outcomes: tuple[str, ...] = ()
    on_death: Literal["excluded", "stays"]
    on_leaving: Literal["excluded", "stays"]
    attribution: Literal["period_end"]


@dataclass(frozen=True, slots=True)
class Band:
    """Target of an age band: ages from, until before (None: no end)."""

    age_from: int
    age_until: int | None
    is_inclusive: bool
    limit_1: Decimal
    limit_2: Decimal | None

    def covers(self, age_years: int) -> bool:
        """Say whether the band contains this age; the bands of a rule set leave no gap."""
        return self.age_from <= age_years and (self.age_until is None or age_years < self.age_until)

    def is_met(self, total: Decimal, limit: Decimal, count: int) -> bool:
        """Compare the mean of ``count`` readings without dividing: sum < limit x count."""
        return total < limit * count or (self.is_inclusive and total == limit * count)


@dataclass(frozen=True, slots=True)
class LastReadingParams:
    """The document's parameters with the targets of the rule set filled in."""

    document: LastReadingDocument
    bands: tuple[Band, ...]


def resolve(document: LastReadingDocument, rule_set: RuleSet, name: str) -> LastReadingParams:
    """Return the parameters with targets; raises DocumentError when the rule set does not fit."""
    targets = [
        target
        for target in rule_set.targets
        if (target.condition, target.reading) == (document.condition, document.reading)
    ]
    if not targets:
        problem = (
            f"rule set {rule_set.key} has no {document.reading} target for {document.condition}"
        )
        raise documents.DocumentError(name, [problem])
    if any(target.with_any_condition or target.lower_1 is not None for target in targets):
        problem = (
            f"rule set {rule_set.key} sets {document.reading} targets by comorbidity or as a range; "
            "last_reading measures take age bands with an upper limit"
        )
        raise documents.DocumentError(name, [problem])
    bands = tuple(
        Band(
            target.age_from,
            target.age_until,
            target.operator == "<=",
            target.limit_1,
            target.limit_2,
        )
        for target in rule_set.bands_of(document.condition, document.reading)
    )
    return LastReadingParams(document, bands)


@dataclass(frozen=True, slots=True)
class _DayValue:
    """The value of the deciding day as exact sums over ``count`` readings; no sums, no value."""

    day: date
    sums: tuple[Decimal, ...]
    count: int
    refs: tuple[str, ...]

    def shown(self, place: int) -> Decimal | None:
        """Return a mean to two decimals, half up, for showing; comparisons use the exact sum."""
        if place >= len(self.sums):
            return None
        total = self.sums[place]
        if self.count == 1:
            return total
        return (200 * total + self.count) // (2 * self.count) / Decimal(100)


def evaluate(params: LastReadingParams, facts: ResidentFacts, period: Period) -> list[Evidence]:
    """Return the resident's evidence: one row, or none when he is not in the population."""
    document = params.document
    member = population.find_member(facts, document.condition, period)
    if member is None:
        return []
    value = _day_value(document, facts.readings, period)
    lost_ref = _lost_ref(document, facts, period, value.day if value else None)
    band = _band(params, facts, period, value)
    verdict = _verdict(document, member, period, value, band, is_lost=lost_ref is not None)
    refs = list(value.refs) if value else []
    if lost_ref is not None and lost_ref not in refs:
        refs.append(lost_ref)
    return [
        Evidence(
            resident_id=facts.resident_id,
            unit_id=0,
            team_id=member.team_id,
            status=verdict.status,
            reason=verdict.reasons[0],
            reasons=verdict.reasons,
            value_1=value.shown(0) if value else None,
            value_2=value.shown(1) if value else None,
            reading_on=value.day if value else None,
            used_refs=(*refs, f"register:{member.entry_id}"),
            limit_1=band.limit_1 if band else None,
            limit_2=band.limit_2 if band else None,
        )
    ]


def _day_value(
    document: LastReadingDocument, readings: Sequence[ReadingFact], period: Period
) -> _DayValue | None:
    accepted = [
        reading
        for reading in readings
        if reading.kind == document.reading
        and period.starts_on <= reading.taken_on < period.ends_on
        and reading.source in document.sources
        and (reading.mode is None or reading.mode in document.modes)
    ]
    if not accepted:
        return None
    needs_pair = document.reading == "bp"
    complete = [reading for reading in accepted if _is_complete(reading, needs_pair=needs_pair)]
    pool = complete if complete and document.missing == "fallback" else accepted
    day = max(reading.taken_on for reading in pool)
    of_day = sorted((reading for reading in accepted if reading.taken_on == day), key=_order)
    whole = [reading for reading in of_day if _is_complete(reading, needs_pair=needs_pair)]
    if not whole:
        return _DayValue(day, (), 1, (of_day[-1].reading_ref,))
    if document.tie_rule == "last_of_day":
        whole = whole[-1:]
    sums = [_combine(document, [reading.value_1 for reading in whole])]
    if needs_pair:
        sums.append(_combine(document, [reading.value_2 for reading in whole]))
    return _DayValue(
        day,
        tuple(sums),
        len(whole) if document.tie_rule == "mean_of_day" else 1,
        tuple(reading.reading_ref for reading in whole),
    )


def _combine(document: LastReadingDocument, values: list[Decimal | None]) -> Decimal:
    present = [value for value in values if value is not None]
    return min(present) if document.tie_rule == "lowest_of_day" else sum(present, Decimal(0))


def _is_complete(reading: ReadingFact, *, needs_pair: bool) -> bool:
    return reading.value_1 is not None and (not needs_pair or reading.value_2 is not None)


def _order(reading: ReadingFact) -> tuple[object, ...]:
    return reading.taken_at, reading.recorded_at, reading.row_id, reading.reading_ref


def _lost_ref(
    document: LastReadingDocument, facts: ResidentFacts, period: Period, day: date | None
) -> str | None:
    """Return the latest visit when it says lost and no reading was taken after it."""
    visits = [
        visit
        for visit in facts.visits
        if document.condition in visit.conditions
        and period.starts_on <= visit.visited_on < period.ends_on
    ]
    if not visits:
        return None
    last = max(visits, key=lambda visit: (visit.visited_on, visit.recorded_at, visit.visit_id))
    is_later = day is None or last.visited_on >= day
    if is_later and last.outcome in document.lost_outcomes:
        return f"visit:{last.visit_id}"
    return None


def _band(
    params: LastReadingParams, facts: ResidentFacts, period: Period, value: _DayValue | None
) -> Band | None:
    if value is None:
        return None
    last_day = date.fromordinal(period.ends_on.toordinal() - 1)
    age_day = value.day if params.document.age_on == "visit_date" else last_day
    age_years = completed_years(facts.born_on, age_day)
    return next(band for band in params.bands if band.covers(age_years))


def _verdict(
    document: LastReadingDocument,
    member: Member,
    period: Period,
    value: _DayValue | None,
    band: Band | None,
    *,
    is_lost: bool,
) -> Verdict:
    exclusions = population.flow_exclusions(
        member, on_death=document.on_death, on_leaving=document.on_leaving
    )
    failures = ["lost_to_follow_up"] if is_lost else []
    missing = _missing_reason(document, period, value)
    if missing is None:
        failures += _misses(document, value, band) if value and band else []
    elif document.missing == "excluded":
        exclusions.append(missing)
    else:
        failures.append(missing)
    return Verdict(tuple(exclusions), tuple(failures), SUCCESS)


def _missing_reason(
    document: LastReadingDocument, period: Period, value: _DayValue | None
) -> str | None:
    if value is None:
        return "no_reading"
    if not value.sums:
        return "latest_without_value"
    limit = document.staleness_days
    if limit is not None and (period.ends_on - value.day).days > limit:
        return "reading_too_old"
    return None


def _misses(document: LastReadingDocument, value: _DayValue, band: Band) -> list[str]:
    names = (FIRST_VALUE[document.reading], "diastolic")
    limits = [limit for limit in (band.limit_1, band.limit_2) if limit is not None]
    return [
        f"{name}_off_target"
        for name, total, limit in zip(names, value.sums, limits, strict=False)
        if not band.is_met(total, limit, value.count)
    ]


def sql(params: LastReadingParams, period: Period) -> Statement:
    """Return one statement that gives the evidence of everybody."""
    document = params.document
    needs_pair = document.reading == "bp"
    bands = params.bands
    parameters: dict[str, object] = {
        **period.parameters(),
        **population.flow_parameters(
            document.condition, on_death=document.on_death, on_leaving=document.on_leaving
        ),
        "reading": document.reading,
        "needs_pair": needs_pair,
        "sources": list(document.sources),
        "modes": list(document.modes),
        "tie_rule": document.tie_rule,
        "is_fallback": document.missing == "fallback",
        "missing_excludes": document.missing == "excluded",
        "age_on_reading": document.age_on == "visit_date",
        "staleness_days": document.staleness_days,
        "lost_outcomes": list(document.lost_outcomes),
        "band_from": [band.age_from for band in bands],
        "band_until": [band.age_until for band in bands],
        "band_inclusive": [band.is_inclusive for band in bands],
        "band_limit_1": [band.limit_1 for band in bands],
        "band_limit_2": [band.limit_2 for band in bands],
    }
    first = f"{FIRST_VALUE[document.reading]}_off_target"
    missing = (
        ("no_reading", "v.is_missing_reading"),
        ("latest_without_value", "v.is_without_value"),
        ("reading_too_old", "v.is_too_old"),
    )
    exclusions = population.FLOW_EXCLUSIONS_SQL + [
        (code, f"{condition} and %(missing_excludes)s::boolean") for code, condition in missing
    ]
    failures = [
        ("lost_to_follow_up", "v.lost_ref is not null"),
        *(
            (code, f"{condition} and not %(missing_excludes)s::boolean")
            for code, condition in missing
        ),
        (first, "v.is_usable and not v.meets_1"),
        ("diastolic_off_target", "v.is_usable and not v.meets_2"),
    ]
    text = _TEMPLATE.replace("@population@", population.POPULATION_SQL)
    text = text.replace("@age@", population.age_sql("p.born_on", "age_day.day"))
    text = text.replace("@verdict@", verdict_sql(exclusions, failures))
    return Statement(text + evidence_sql("verdicts", SUCCESS), parameters)


_TEMPLATE = """
with @population@,
candidates as materialized (
  select f.resident_id, f.reading_ref, f.row_id, f.taken_on, f.taken_at, f.recorded_at,
         f.value_1, f.value_2,
         f.value_1 is not null
           and (f.value_2 is not null or not %(needs_pair)s::boolean) as is_complete
  from fact_reading f
  join population p on p.resident_id = f.resident_id
  where f.kind = %(reading)s::text
    and f.taken_on >= %(period_start)s::date and f.taken_on < %(period_end)s::date
    and f.source = any(%(sources)s::text[])
    and (f.mode is null or f.mode = any(%(modes)s::text[]))
),
deciding_day as (
  select resident_id,
         case when %(is_fallback)s::boolean
              then coalesce(max(taken_on) filter (where is_complete), max(taken_on))
              else max(taken_on) end as day
  from candidates
  group by resident_id
),
of_day as (
  select c.*,
         row_number() over (
           partition by c.resident_id
           order by c.is_complete desc, c.taken_at desc, c.recorded_at desc, c.row_id desc,
                    c.reading_ref desc) as place
  from candidates c
  join deciding_day d on d.resident_id = c.resident_id and d.day = c.taken_on
),
day_value as (
  select resident_id, max(taken_on) as day,
         bool_or(is_complete) as is_complete,
         case %(tie_rule)s::text
           when 'lowest_of_day' then min(value_1)
           else sum(value_1) end as sum_1,
         case %(tie_rule)s::text
           when 'lowest_of_day' then min(value_2)
           else sum(value_2) end as sum_2,
         case when %(tie_rule)s::text = 'mean_of_day' then count(value_1) else 1 end as readings,
         array_agg(reading_ref order by taken_at, recorded_at, row_id, reading_ref) as refs
  from (
    select resident_id, taken_on, taken_at, recorded_at, row_id, reading_ref, is_complete,
           case when is_complete then value_1 end as value_1,
           case when is_complete and %(needs_pair)s::boolean then value_2 end as value_2
    from of_day
    where place = 1 or (is_complete and %(tie_rule)s::text <> 'last_of_day')
  ) used
  group by resident_id
),
last_visit as (
  select resident_id, visit_id, visited_on, outcome,
         row_number() over (
           partition by resident_id
           order by visited_on desc, recorded_at desc, visit_id desc) as place
  from fact_visit
  where cardinality(%(lost_outcomes)s::text[]) > 0
    and %(condition)s::text = any(conditions)
    and visited_on >= %(period_start)s::date and visited_on < %(period_end)s::date
),
band as (
  select *
  from unnest(%(band_from)s::int[], %(band_until)s::int[], %(band_inclusive)s::boolean[],
              %(band_limit_1)s::numeric[], %(band_limit_2)s::numeric[])
    as t(age_from, age_until, is_inclusive, limit_1, limit_2)
),
joined as (
  select p.resident_id, d.day, d.is_complete, d.sum_1, d.sum_2, d.readings, d.refs,
         case when l.outcome = any(%(lost_outcomes)s::text[])
                   and (d.day is null or l.visited_on >= d.day)
              then 'visit:' || l.visit_id end as lost_ref,
         b.limit_1, b.limit_2, b.is_inclusive
  from population p
  left join day_value d on d.resident_id = p.resident_id
  left join last_visit l on l.resident_id = p.resident_id and l.place = 1
  left join lateral (
    select case when %(age_on_reading)s::boolean then d.day
                else %(period_end)s::date - 1 end as day
    where d.day is not null
  ) age_day on true
  left join band b on @age@ >= b.age_from and (b.age_until is null or @age@ < b.age_until)
),
values_against_limits as (
  select joined.*,
         day is null as is_missing_reading,
         day is not null and not is_complete as is_without_value,
         coalesce(is_complete and %(period_end)s::date - day > %(staleness_days)s::int, false)
           as is_too_old,
         coalesce(is_complete
           and coalesce(%(period_end)s::date - day <= %(staleness_days)s::int, true), false)
           as is_usable,
         sum_1 < limit_1 * readings or (is_inclusive and sum_1 = limit_1 * readings) as meets_1,
         limit_2 is null or sum_2 < limit_2 * readings
           or (is_inclusive and sum_2 = limit_2 * readings) as meets_2
  from joined
),
verdicts as (
  select p.resident_id, 0::bigint as unit_id, p.team_id,
       @verdict@,
         case when v.readings = 1 then v.sum_1
              else div(200 * v.sum_1 + v.readings, 2 * v.readings) * 0.01 end as value_1,
         case when v.readings = 1 then v.sum_2
              else div(200 * v.sum_2 + v.readings, 2 * v.readings) * 0.01 end as value_2,
         v.day as reading_on,
         coalesce(v.refs, array[]::text[])
           || case when v.lost_ref is null or v.lost_ref = any(v.refs) then array[]::text[]
                   else array[v.lost_ref] end
           || array['register:' || p.entry_id] as used_refs,
         v.limit_1, v.limit_2
  from population p
  join values_against_limits v on v.resident_id = p.resident_id
)"""
