"""Family visit_schedule: was the resident seen as often as the specification asks?

Counted are days with a face-to-face visit for the condition, so two entries of one day are one
visit. What is required follows from the months (or quarters) on whose first day the resident was
managed.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from capitation.domain.measures import population
from capitation.domain.measures.population import Member
from capitation.domain.measures.values import (
    Evidence,
    Period,
    ResidentFacts,
    Statement,
    Verdict,
    VisitFact,
    evidence_sql,
    next_month,
    verdict_sql,
)
from followup.domain.documents import StrictModel
from followup.domain.ruleset import RuleSet

SUCCESS = "done"
MONTHS_OF_YEAR = 12
MONTHS_OF_QUARTER = 3


class VisitScheduleDocument(StrictModel):
    """Parameters as an author writes them; numbers of visits and modes come from the rule set.

    ``pattern``: prorated asks for ceil(visits per year x managed months / 12); every_quarter asks for
    one visit in each managed quarter. ``max_gap_days`` also limits the days from the first managed
    day to the first visit, between visits, and from the last visit to the end. With
    ``rechecks_count = false`` a visit within the recheck days of the visit before is not counted.
    """

    condition: str
    rule_set: str
    pattern: Literal["prorated", "every_quarter"]
    rechecks_count: bool
    annual_exam: bool
    max_gap_days: int | None = None
    on_death: Literal["excluded", "stays"]
    on_leaving: Literal["excluded", "stays"]
    attribution: Literal["period_end"]


@dataclass(frozen=True, slots=True)
class VisitScheduleParams:
    """The document's parameters with the cadence of the rule set filled in."""

    document: VisitScheduleDocument
    visits_per_year: int
    exams_per_year: int
    recheck_days: int
    face_to_face: tuple[str, ...]


def resolve(document: VisitScheduleDocument, rule_set: RuleSet) -> VisitScheduleParams:
    """Return the parameters with cadence and modes; raises RuleSetError for an unknown condition."""
    cadence = rule_set.cadence_for(document.condition)
    return VisitScheduleParams(
        document=document,
        visits_per_year=int(cadence.visits_per_year.value),
        exams_per_year=int(cadence.annual_exams_per_year.value) if document.annual_exam else 0,
        recheck_days=int(cadence.recheck_within.value),
        face_to_face=rule_set.face_to_face.modes,
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    required: int
    done: int
    exams: int
    longest_gap: int


def evaluate(params: VisitScheduleParams, facts: ResidentFacts, period: Period) -> list[Evidence]:
    """Return the resident's evidence: one row, or none when he is not in the population.

    ``value_1`` visits (or quarters) done against ``limit_1`` required; ``value_2`` examinations
    against ``limit_2``.
    """
    document = params.document
    member = population.find_member(facts, document.condition, period)
    if member is None:
        return []
    met = _met_visits(params, facts, period)
    visits = [visit for visit in met if document.condition in visit.conditions]
    exams = [visit for visit in met if visit.annual_exam]
    days = sorted({visit.visited_on for visit in visits})
    counted = _counted_days(params, days)
    counts = _count(params, member, period, counted, len({visit.visited_on for visit in exams}))
    verdict = _verdict(params, member, counts)
    used = {visit.visit_id: visit for visit in visits if visit.visited_on in counted}
    used.update({visit.visit_id: visit for visit in exams if params.exams_per_year})
    ordered = sorted(used.values(), key=lambda visit: (visit.visited_on, visit.visit_id))
    return [
        Evidence(
            resident_id=facts.resident_id,
            unit_id=0,
            team_id=member.team_id,
            status=verdict.status,
            reason=verdict.reasons[0],
            reasons=verdict.reasons,
            value_1=Decimal(counts.done),
            value_2=Decimal(counts.exams),
            reading_on=counted[-1] if counted else None,
            used_refs=(
                *(f"visit:{visit.visit_id}" for visit in ordered),
                f"register:{member.entry_id}",
            ),
            limit_1=Decimal(counts.required),
            limit_2=Decimal(params.exams_per_year),
        )
    ]


def _met_visits(
    params: VisitScheduleParams, facts: ResidentFacts, period: Period
) -> list[VisitFact]:
    return [
        visit
        for visit in facts.visits
        if visit.mode in params.face_to_face
        and period.starts_on <= visit.visited_on < period.ends_on
    ]


def _counted_days(params: VisitScheduleParams, days: list[date]) -> list[date]:
    if params.document.rechecks_count:
        return days
    counted = []
    before: date | None = None
    for day in days:
        if before is None or (day - before).days > params.recheck_days:
            counted.append(day)
        before = day
    return counted


def _count(
    params: VisitScheduleParams, member: Member, period: Period, counted: list[date], exams: int
) -> _Counts:
    managed = [day for day in period.month_starts() if member.is_managed_on(day)]
    if params.document.pattern == "prorated":
        required = -(-params.visits_per_year * len(managed) // MONTHS_OF_YEAR)
        done = len(counted)
    else:
        quarters = [day for day in period.month_starts()[::MONTHS_OF_QUARTER] if day in managed]
        required = len(quarters)
        done = sum(1 for start in quarters if any(_in_quarter(day, start) for day in counted))
    edges = [member.managed_from, *counted, member.managed_until]
    gaps = [(after - before).days for before, after in itertools.pairwise(edges)]
    return _Counts(required, done, exams, max(gaps))


def _in_quarter(day: date, start: date) -> bool:
    end = start
    for _ in range(MONTHS_OF_QUARTER):
        end = next_month(end)
    return start <= day < end


def _verdict(params: VisitScheduleParams, member: Member, counts: _Counts) -> Verdict:
    document = params.document
    exclusions = population.flow_exclusions(
        member, on_death=document.on_death, on_leaving=document.on_leaving
    )
    if counts.required == 0:
        exclusions.append("no_visit_due")
    failures = []
    if counts.done < counts.required:
        short = "too_few_visits" if document.pattern == "prorated" else "quarter_missing"
        failures.append(short)
    if document.max_gap_days is not None and counts.longest_gap > document.max_gap_days:
        failures.append("gap_too_long")
    if counts.exams < params.exams_per_year:
        failures.append("no_annual_exam")
    return Verdict(tuple(exclusions), tuple(failures), SUCCESS)


def sql(params: VisitScheduleParams, period: Period) -> Statement:
    """Return one statement that gives the evidence of everybody."""
    document = params.document
    is_prorated = document.pattern == "prorated"
    starts = period.month_starts() if is_prorated else period.month_starts()[::MONTHS_OF_QUARTER]
    ends = [_block_end(start, is_month=is_prorated) for start in starts]
    parameters: dict[str, object] = {
        **period.parameters(),
        **population.flow_parameters(
            document.condition, on_death=document.on_death, on_leaving=document.on_leaving
        ),
        "modes": list(params.face_to_face),
        "rechecks_count": document.rechecks_count,
        "recheck_days": params.recheck_days,
        "is_prorated": is_prorated,
        "visits_per_year": params.visits_per_year,
        "exams_per_year": params.exams_per_year,
        "max_gap_days": document.max_gap_days,
        "block_start": starts,
        "block_end": ends,
    }
    short = "too_few_visits" if is_prorated else "quarter_missing"
    exclusions = [*population.FLOW_EXCLUSIONS_SQL, ("no_visit_due", "c.required = 0")]
    failures = [
        (short, "c.done < c.required"),
        ("gap_too_long", "c.longest_gap > %(max_gap_days)s::int"),
        ("no_annual_exam", "c.exams < %(exams_per_year)s::int"),
    ]
    text = _TEMPLATE.replace("@population@", population.POPULATION_SQL)
    text = text.replace("@verdict@", verdict_sql(exclusions, failures))
    return Statement(text + evidence_sql("verdicts", SUCCESS), parameters)


def _block_end(start: date, *, is_month: bool) -> date:
    end = start
    for _ in range(1 if is_month else MONTHS_OF_QUARTER):
        end = next_month(end)
    return end


_TEMPLATE = """
with @population@,
met as materialized (
  select f.resident_id, f.visit_id, f.visited_on, f.annual_exam,
         %(condition)s::text = any(f.conditions) as is_for_condition
  from fact_visit f
  join population p on p.resident_id = f.resident_id
  where f.mode = any(%(modes)s::text[])
    and f.visited_on >= %(period_start)s::date and f.visited_on < %(period_end)s::date
),
visit_day as (
  select resident_id, visited_on,
         lag(visited_on) over (partition by resident_id order by visited_on) as day_before
  from met
  where is_for_condition
  group by resident_id, visited_on
),
counted as materialized (
  select resident_id, visited_on,
         visited_on - lag(visited_on) over (partition by resident_id order by visited_on) as gap
  from visit_day
  where %(rechecks_count)s::boolean or day_before is null
     or visited_on - day_before > %(recheck_days)s::int
),
day_counts as (
  select resident_id, count(*)::int as days, min(visited_on) as first_on,
         max(visited_on) as last_on, max(gap) as longest_gap
  from counted
  group by resident_id
),
exam_counts as (
  select resident_id, count(distinct visited_on)::int as exams
  from met
  where annual_exam
  group by resident_id
),
block as (
  select * from unnest(%(block_start)s::date[], %(block_end)s::date[]) as t(starts_on, ends_on)
),
managed_block as (
  select distinct m.resident_id, b.starts_on, b.ends_on
  from managed m
  join block b on m.starts_on <= b.starts_on and b.starts_on < m.ends_on
),
required_counts as (
  select resident_id, count(*)::int as blocks
  from managed_block
  group by resident_id
),
quarter_counts as (
  select resident_id, count(*)::int as quarters
  from (
    select distinct m.resident_id, m.starts_on
    from managed_block m
    join counted c on c.resident_id = m.resident_id
                  and c.visited_on >= m.starts_on and c.visited_on < m.ends_on
    where not %(is_prorated)s::boolean
  ) seen
  group by resident_id
),
used as (
  select m.resident_id,
         array_agg('visit:' || m.visit_id order by m.visited_on, m.visit_id) as refs
  from met m
  left join counted c on c.resident_id = m.resident_id and c.visited_on = m.visited_on
  where (m.is_for_condition and c.visited_on is not null)
     or (m.annual_exam and %(exams_per_year)s::int > 0)
  group by m.resident_id
),
counts as (
  select p.resident_id,
         case when %(is_prorated)s::boolean
              then (%(visits_per_year)s::int * coalesce(r.blocks, 0) + 11) / 12
              else coalesce(r.blocks, 0) end as required,
         case when %(is_prorated)s::boolean
              then coalesce(d.days, 0) else coalesce(q.quarters, 0) end as done,
         coalesce(e.exams, 0) as exams,
         case when d.days is null then p.managed_until - p.managed_from
              else greatest(d.first_on - p.managed_from, d.longest_gap,
                            p.managed_until - d.last_on) end as longest_gap,
         d.last_on
  from population p
  left join required_counts r on r.resident_id = p.resident_id
  left join day_counts d on d.resident_id = p.resident_id
  left join exam_counts e on e.resident_id = p.resident_id
  left join quarter_counts q on q.resident_id = p.resident_id
),
verdicts as (
  select p.resident_id, 0::bigint as unit_id, p.team_id,
       @verdict@,
         c.done::numeric as value_1, c.exams::numeric as value_2, c.last_on as reading_on,
         coalesce(u.refs, array[]::text[]) || array['register:' || p.entry_id] as used_refs,
         c.required::numeric as limit_1, %(exams_per_year)s::numeric as limit_2
  from population p
  join counts c on c.resident_id = p.resident_id
  left join used u on u.resident_id = p.resident_id
)"""
