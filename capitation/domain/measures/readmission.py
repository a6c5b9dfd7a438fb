"""Family readmission: how many index stays are followed by a return to hospital?

Stays that overlap, or follow each other by transfer, are one episode; merging is transitive because
every stay is compared with the latest discharge so far. The last hospital owns the episode: its
discharge day, disposition, diagnosis and planned-return box stand for it. The numerator is the
event, so a lower rate is better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, Self

from pydantic import model_validator

from capitation.domain.measures.values import (
    OPEN_END,
    ContractSpan,
    Evidence,
    Period,
    RegisterSpan,
    ResidentFacts,
    Statement,
    StayFact,
    Verdict,
    evidence_sql,
    verdict_sql,
)
from followup.domain import documents, icd10
from followup.domain.documents import StrictModel
from followup.domain.icd10 import IcdGroup

SUCCESS = "readmitted"


class ReadmissionDocument(StrictModel):
    """Parameters as an author writes them.

    ``discharge_day_number`` 0: a return after n days is n days; 1: the discharge day is day 1, so a
    window of 31 is a difference of 30. ``planned_source``: none; first_stay_box, the index stay says
    that a return is planned; stay_flag, the return says that it was. With stay_flag a planned first
    return ends the window. ``index_register``: conditions whose members count, on the discharge day;
    ``index_groups``: groups of the principal diagnosis. Both empty: every stay. Both given: either.
    ``exclude_dx``: prefixes in principal or other diagnoses, for index stays and for returns.
    """

    window_days: int
    discharge_day_number: Literal[0, 1]
    day0_counts: bool
    transfer_gap_days: Literal[0, 1]
    transfer_needs_other_hospital: bool
    planned_source: Literal["none", "stay_flag", "first_stay_box"]
    outcome_hospital: Literal["any", "same"]
    dx_prefix: Literal[0, 3, 4]
    index_register: tuple[str, ...] = ()
    index_groups: tuple[str, ...] = ()
    index_exclusions: tuple[Literal["died", "against_advice", "transfer"], ...]
    exclude_dx: tuple[str, ...] = ()
    attribution: Literal["discharge_date"]

    @model_validator(mode="after")
    def window_is_positive(self) -> Self:
        if self.window_days < 1:
            message = "window_days must be at least 1"
            raise ValueError(message)
        return self


@dataclass(frozen=True, slots=True)
class ReadmissionParams:
    """The document's parameters with the diagnosis groups filled in."""

    document: ReadmissionDocument
    groups: tuple[IcdGroup, ...] = field(default=())

    @property
    def last_day(self) -> int:
        """The largest difference in days between discharge and return that counts."""
        return self.document.window_days - self.document.discharge_day_number


def resolve(
    document: ReadmissionDocument, groups: Mapping[str, IcdGroup], name: str
) -> ReadmissionParams:
    """Return the parameters with groups; raises DocumentError for a group that does not exist."""
    unknown = [key for key in document.index_groups if key not in groups]
    if unknown:
        problem = f"index_groups: no such group {', '.join(unknown)}"
        raise documents.DocumentError(name, [problem])
    return ReadmissionParams(document, tuple(groups[key] for key in document.index_groups))


@dataclass(slots=True)
class _Episode:
    """Stays that belong together, in order; ``last`` is the one that ends latest."""

    stays: list[StayFact]
    last: StayFact

    @property
    def first(self) -> StayFact:
        return self.stays[0]


def evaluate(params: ReadmissionParams, facts: ResidentFacts, period: Period) -> list[Evidence]:
    """Return one row per index stay whose discharge lies in the period and under contract.

    ``unit_id`` is the stay that ends the episode, ``value_1`` the days to the return, ``limit_1``
    the window; ``reading_on`` is the day of the return.
    """
    episodes = _episodes(params.document, facts.stays)
    rows = []
    for place, index in enumerate(episodes):
        day = _end(index.last)
        contract = _contract_on(facts.contracts, day)
        entry = _entry_on(params.document, facts.register, day)
        if contract is None or not period.starts_on <= day < period.ends_on:
            continue
        if not _is_index(params, index, entry):
            continue
        returned = _return(params, index, episodes[place + 1 :])
        rows.append(
            _evidence(
                params,
                index,
                resident_id=facts.resident_id,
                period=period,
                contract=contract,
                entry=entry,
                returned=returned,
            )
        )
    return sorted(rows, key=lambda row: row.unit_id)


def _episodes(document: ReadmissionDocument, stays: Sequence[StayFact]) -> list[_Episode]:
    episodes: list[_Episode] = []
    for stay in sorted(stays, key=lambda stay: (stay.admitted_on, _end(stay), stay.stay_id)):
        if episodes and _belongs(document, episodes[-1].last, stay):
            episode = episodes[-1]
            episode.stays.append(stay)
            if _end(stay) >= _end(episode.last):
                episode.last = stay
        else:
            episodes.append(_Episode([stay], stay))
    return episodes


def _belongs(document: ReadmissionDocument, last: StayFact, stay: StayFact) -> bool:
    gap = (stay.admitted_on - _end(last)).days
    if gap < 0:
        return True
    if gap > document.transfer_gap_days:
        return False
    return not document.transfer_needs_other_hospital or stay.hospital != last.hospital


def _end(stay: StayFact) -> date:
    return stay.discharged_on or OPEN_END


def _contract_on(contracts: Sequence[ContractSpan], day: date) -> ContractSpan | None:
    for contract in sorted(contracts, key=lambda contract: contract.contract_id):
        if contract.starts_on <= day and (contract.ends_on is None or day < contract.ends_on):
            return contract
    return None


def _entry_on(
    document: ReadmissionDocument, register: Sequence[RegisterSpan], day: date
) -> RegisterSpan | None:
    for entry in sorted(register, key=lambda entry: entry.entry_id):
        if entry.condition in document.index_register and entry.covers(day):
            return entry
    return None


def _is_index(params: ReadmissionParams, index: _Episode, entry: RegisterSpan | None) -> bool:
    document = params.document
    if not document.index_register and not document.index_groups:
        return True
    if entry is not None:
        return True
    return any(group.contains(index.last.principal_diagnosis) for group in params.groups)


@dataclass(frozen=True, slots=True)
class _Return:
    stay: StayFact
    days: int
    is_planned: bool


def _return(
    params: ReadmissionParams, index: _Episode, later: Sequence[_Episode]
) -> _Return | None:
    """Return the first return within the window and scope: that one decides."""
    document = params.document
    for episode in later:
        stay = episode.first
        days = (stay.admitted_on - _end(index.last)).days
        if days > params.last_day or (days == 0 and not document.day0_counts):
            continue
        if not _is_in_scope(document, index.last, stay):
            continue
        is_planned = bool(
            stay.planned_return
            if document.planned_source == "stay_flag"
            else document.planned_source == "first_stay_box" and index.last.planned_return
        )
        return _Return(stay, days, is_planned)
    return None


def _is_in_scope(document: ReadmissionDocument, index: StayFact, stay: StayFact) -> bool:
    if document.outcome_hospital == "same" and stay.hospital != index.hospital:
        return False
    length = document.dx_prefix
    index_dx = icd10.plain(index.principal_diagnosis)[:length]
    if length and icd10.plain(stay.principal_diagnosis)[:length] != index_dx:
        return False
    return not _has_excluded_dx(document, stay)


def _has_excluded_dx(document: ReadmissionDocument, stay: StayFact) -> bool:
    prefixes = tuple(icd10.plain(prefix) for prefix in document.exclude_dx)
    codes = (stay.principal_diagnosis, *stay.other_diagnoses)
    return any(icd10.plain(code).startswith(prefixes) for code in codes)


def _evidence(
    params: ReadmissionParams,
    index: _Episode,
    *,
    resident_id: int,
    period: Period,
    contract: ContractSpan,
    entry: RegisterSpan | None,
    returned: _Return | None,
) -> Evidence:
    verdict = _verdict(params, period, index, returned)
    refs = [f"stay:{stay.stay_id}" for stay in index.stays]
    if returned is not None:
        refs.append(f"stay:{returned.stay.stay_id}")
    if entry is not None:
        refs.append(f"register:{entry.entry_id}")
    return Evidence(
        resident_id=resident_id,
        unit_id=index.last.stay_id,
        team_id=contract.team_id,
        status=verdict.status,
        reason=verdict.reasons[0],
        reasons=verdict.reasons,
        value_1=Decimal(returned.days) if returned else None,
        value_2=None,
        reading_on=returned.stay.admitted_on if returned else None,
        used_refs=tuple(refs),
        limit_1=Decimal(params.document.window_days),
        limit_2=None,
    )


def _verdict(
    params: ReadmissionParams, period: Period, index: _Episode, returned: _Return | None
) -> Verdict:
    document = params.document
    exclusions = []
    if "died" in document.index_exclusions and index.last.disposition == "died":
        exclusions.append("died_in_hospital")
    if "against_advice" in document.index_exclusions and (
        index.last.disposition == "against_advice"
    ):
        exclusions.append("left_against_advice")
    if "transfer" in document.index_exclusions and index.last.disposition == "transfer":
        exclusions.append("transferred_out")
    if any(_has_excluded_dx(document, stay) for stay in index.stays):
        exclusions.append("excluded_diagnosis")
    if _end(index.last) + timedelta(days=params.last_day) > period.known_through:
        exclusions.append("follow_up_incomplete")
    failures = []
    if returned is None:
        failures.append("not_readmitted")
    elif returned.is_planned:
        failures.append("planned_return")
    return Verdict(tuple(exclusions), tuple(failures), SUCCESS)


def sql(params: ReadmissionParams, period: Period) -> Statement:
    """Return one statement that gives the evidence of every index stay."""
    document = params.document
    parameters: dict[str, object] = {
        **period.parameters(),
        "window_days": document.window_days,
        "last_day": params.last_day,
        "day0_counts": document.day0_counts,
        "gap_days": document.transfer_gap_days,
        "needs_other_hospital": document.transfer_needs_other_hospital,
        "planned_source": document.planned_source,
        "same_hospital": document.outcome_hospital == "same",
        "dx_prefix": document.dx_prefix,
        "every_stay": not document.index_register and not document.index_groups,
        "index_register": list(document.index_register),
        "index_exclusions": list(document.index_exclusions),
        "exclude_dx": _patterns(document.exclude_dx),
        "open_end": OPEN_END,
    }
    for number, group in enumerate(params.groups):
        parameters[f"include_{number}"] = _patterns(group.include)
        parameters[f"exclude_{number}"] = _patterns(group.exclude)
    exclusions = [
        ("died_in_hospital", _is_disposition("died", "died")),
        ("left_against_advice", _is_disposition("against_advice", "against_advice")),
        ("transferred_out", _is_disposition("transfer", "transfer")),
        ("excluded_diagnosis", "i.has_excluded_dx"),
        (
            "follow_up_incomplete",
            "i.ends_on + %(last_day)s::int > %(known_through)s::date",
        ),
    ]
    failures = [
        ("not_readmitted", "r.stay_id is null"),
        ("planned_return", "r.is_planned"),
    ]
    text = _TEMPLATE.replace("@groups@", _groups_sql(len(params.groups)))
    text = text.replace("@verdict@", verdict_sql(exclusions, failures))
    return Statement(text + evidence_sql("verdicts", SUCCESS), parameters)


def _is_disposition(exclusion: str, disposition: str) -> str:
    return f"i.disposition = '{disposition}' and '{exclusion}' = any(%(index_exclusions)s::text[])"


def _patterns(prefixes: Sequence[str]) -> list[str]:
    """Return LIKE patterns for dotless codes; ICD prefixes hold no LIKE wildcard."""
    return [f"{icd10.plain(prefix)}%" for prefix in prefixes]


def _groups_sql(count: int) -> str:
    tests = [
        f"(l.plain_dx like any(%(include_{number})s::text[])"
        f" and not l.plain_dx like any(%(exclude_{number})s::text[]))"
        for number in range(count)
    ]
    return " or ".join(tests) or "false"


# The latest discharge so far and the hospital of that stay are packed into one number, so that one
# running maximum finds both: days since year 1 x 10^12 + place of the stay x 10^6 + hospital number.
_TEMPLATE = """
with stay as materialized (
  select f.*, coalesce(f.discharged_on, %(open_end)s::date) as ends_on,
         replace(split_part(f.principal_diagnosis, '+', 1), '.', '') as plain_dx,
         exists (
           select 1
           from unnest(array_append(f.other_diagnoses, f.principal_diagnosis)) as d(code)
           where replace(split_part(d.code, '+', 1), '.', '') like any(%(exclude_dx)s::text[])
         ) as has_excluded_dx,
         row_number() over (
           partition by f.resident_id
           order by f.admitted_on, coalesce(f.discharged_on, %(open_end)s::date), f.stay_id)
           as place,
         dense_rank() over (order by f.hospital) as hospital_number
  from fact_stay f
),
packed as (
  select stay.*,
         max((ends_on - date '0001-01-01')::bigint * 1000000000000
             + place * 1000000 + hospital_number) over (
           partition by resident_id order by place
           rows between unbounded preceding and 1 preceding) as before
  from stay
),
with_stay_before as (
  select packed.*,
         date '0001-01-01' + (before / 1000000000000)::int as ends_before,
         mod(before, 1000000) as hospital_before
  from packed
),
linked as (
  select s.*,
         case
           when s.before is null then 1
           when s.admitted_on < s.ends_before then 0
           when s.admitted_on - s.ends_before > %(gap_days)s::int then 1
           when %(needs_other_hospital)s::boolean and s.hospital_number = s.hospital_before then 1
           else 0 end as is_start
  from with_stay_before s
),
numbered as materialized (
  select linked.*, sum(is_start) over (partition by resident_id order by place) as episode
  from linked
),
episode_last as materialized (
  select *
  from (
    select numbered.*,
           row_number() over (
             partition by resident_id, episode order by ends_on desc, place desc) as from_end,
           bool_or(has_excluded_dx) over (partition by resident_id, episode) as any_excluded_dx
    from numbered
  ) ranked
  where from_end = 1
),
member as (
  select l.resident_id, l.stay_id, min(e.entry_id) as entry_id
  from episode_last l
  join fact_register e on e.resident_id = l.resident_id
                      and e.starts_on <= l.ends_on and (e.ends_on is null or l.ends_on < e.ends_on)
  where e.condition = any(%(index_register)s::text[])
  group by l.resident_id, l.stay_id
),
index_stay as materialized (
  select l.resident_id, l.episode, l.stay_id, l.hospital, l.ends_on, l.plain_dx,
         l.disposition, l.planned_return, l.any_excluded_dx as has_excluded_dx,
         c.team_id, g.entry_id
  from episode_last l
  join fact_contract c on c.resident_id = l.resident_id and c.starts_on <= l.ends_on
                      and (c.ends_on is null or l.ends_on < c.ends_on)
  left join member g on g.resident_id = l.resident_id and g.stay_id = l.stay_id
  where l.ends_on >= %(period_start)s::date and l.ends_on < %(period_end)s::date
    and (%(every_stay)s::boolean or g.entry_id is not null or @groups@)
),
returned as (
  select *
  from (
    select i.resident_id, i.stay_id as index_stay_id, s.stay_id, s.admitted_on,
           s.admitted_on - i.ends_on as days,
           coalesce(case %(planned_source)s::text
                      when 'stay_flag' then s.planned_return
                      when 'first_stay_box' then i.planned_return end, false) as is_planned,
           row_number() over (
             partition by i.resident_id, i.stay_id order by s.episode) as nth
    from index_stay i
    join numbered s on s.resident_id = i.resident_id and s.episode > i.episode
                   and s.is_start = 1
    where s.admitted_on - i.ends_on <= %(last_day)s::int
      and (s.admitted_on > i.ends_on or %(day0_counts)s::boolean)
      and (s.hospital = i.hospital or not %(same_hospital)s::boolean)
      and (%(dx_prefix)s::int = 0
           or left(s.plain_dx, %(dx_prefix)s::int) = left(i.plain_dx, %(dx_prefix)s::int))
      and not s.has_excluded_dx
  ) candidate
  where nth = 1
),
stay_refs as (
  select n.resident_id, n.episode, array_agg('stay:' || n.stay_id order by n.place) as refs
  from numbered n
  join index_stay i on i.resident_id = n.resident_id and i.episode = n.episode
  group by n.resident_id, n.episode
),
verdicts as (
  select i.resident_id, i.stay_id as unit_id, i.team_id,
       @verdict@,
         r.days::numeric as value_1, null::numeric as value_2, r.admitted_on as reading_on,
         f.refs
           || case when r.stay_id is null then array[]::text[]
                   else array['stay:' || r.stay_id] end
           || case when i.entry_id is null then array[]::text[]
                   else array['register:' || i.entry_id] end as used_refs,
         %(window_days)s::numeric as limit_1, null::numeric as limit_2
  from index_stay i
  join stay_refs f on f.resident_id = i.resident_id and f.episode = i.episode
  left join returned r on r.resident_id = i.resident_id and r.index_stay_id = i.stay_id
)"""
