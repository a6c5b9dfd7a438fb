"""What measures read and what they answer: facts of one resident, a period, evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

OPEN_END = date(9999, 12, 31)


class MeasureError(ValueError):
    """A measure that cannot be evaluated as asked: says what is missing."""


class Status(StrEnum):
    """Place of a resident (or stay) in the population flow of a measure."""

    EXCLUDED = "excluded"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


@dataclass(frozen=True, slots=True)
class Period:
    """The days a measure looks at, half-open, and the day through which the data are complete.

    ``known_through`` is stated, never taken from the data: a slow feed must not move a window.
    """

    starts_on: date
    ends_on: date
    known_through: date

    def __post_init__(self) -> None:
        if self.starts_on >= self.ends_on:
            message = f"the period ends ({self.ends_on}) before it starts ({self.starts_on})"
            raise MeasureError(message)
        if self.starts_on.day != 1:
            message = f"a period starts on the first of a month, not on {self.starts_on}"
            raise MeasureError(message)

    def month_starts(self) -> list[date]:
        """Return the first days of the months that begin inside the period."""
        starts: list[date] = []
        day = self.starts_on
        while day < self.ends_on:
            starts.append(day)
            day = next_month(day)
        return starts

    def parameters(self) -> dict[str, object]:
        """Return the period as SQL parameters."""
        return {
            "period_start": self.starts_on,
            "period_end": self.ends_on,
            "known_through": self.known_through,
        }


def next_month(first: date) -> date:
    """Return the first day of the month after the one that begins on ``first``."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class ContractSpan:
    """The resident belongs to the team from ``starts_on`` until before ``ends_on`` (None: open)."""

    contract_id: int
    team_id: int
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class RegisterSpan:
    """The resident is on the register of a condition from, until before ``ends_on``."""

    entry_id: int
    condition: str
    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        """Say whether the resident is on the register that day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True)
class VisitFact:
    """A follow-up visit; ``conditions`` are the sections that it holds."""

    visit_id: int
    team_id: int
    visited_on: date
    recorded_at: datetime
    mode: str
    conditions: tuple[str, ...]
    annual_exam: bool = False
    outcome: str = "continue"


@dataclass(frozen=True, slots=True)
class ReadingFact:
    """A value, or None where a visit of the condition brought none.

    bp: ``value_1`` systolic and ``value_2`` diastolic mmHg; fasting_glucose mmol/L; hba1c %.
    """

    reading_ref: str
    row_id: int
    kind: str
    source: str
    mode: str | None
    taken_on: date
    taken_at: datetime
    recorded_at: datetime
    value_1: Decimal | None
    value_2: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StayFact:
    """A hospital stay. ``discharged_on`` None: still in hospital.

    ``planned_return`` holds what the region's feed says: on the first stay, that a return is
    planned, or on the return, that it was. The measure states which of the two it reads.
    """

    stay_id: int
    hospital: str
    admitted_on: date
    discharged_on: date | None
    principal_diagnosis: str
    other_diagnoses: tuple[str, ...] = ()
    planned_return: bool | None = None
    disposition: str = "home"


@dataclass(frozen=True, slots=True)
class ResidentFacts:
    """Everything that measures may know about one resident; the order of the tuples is free."""

    resident_id: int
    born_on: date
    sex: str = "unknown"
    died_on: date | None = None
    contracts: tuple[ContractSpan, ...] = ()
    register: tuple[RegisterSpan, ...] = ()
    visits: tuple[VisitFact, ...] = ()
    readings: tuple[ReadingFact, ...] = ()
    stays: tuple[StayFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One resident's (or stay's) place in a measure and why.

    ``reason`` is the first of ``reasons``: exclusions in their fixed order, then what kept it out of
    the numerator, or the success code alone. ``unit_id`` is the stay for measures that count stays,
    else 0. ``used_refs`` name the rows that decided, such as ``visit:12``.
    """

    resident_id: int
    unit_id: int
    team_id: int
    status: Status
    reason: str
    reasons: tuple[str, ...]
    value_1: Decimal | None
    value_2: Decimal | None
    reading_on: date | None
    used_refs: tuple[str, ...]
    limit_1: Decimal | None
    limit_2: Decimal | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a resident is out (``exclusions``) or not in the numerator (``failures``), in fixed order."""

    exclusions: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    success: str = "met"

    @property
    def status(self) -> Status:
        """Excluded before anything else, then failure, then numerator."""
        if self.exclusions:
            return Status.EXCLUDED
        return Status.DENOMINATOR if self.failures else Status.NUMERATOR

    @property
    def reasons(self) -> tuple[str, ...]:
        """All reasons in order; the success code only when there is no other."""
        return (self.exclusions + self.failures) or (self.success,)


@dataclass(frozen=True, slots=True)
class Statement:
    """A SQL text in the PostgreSQL dialect with its named parameters."""

    text: str
    parameters: dict[str, object] = field(default_factory=dict)


EVIDENCE_COLUMNS = (
    "resident_id",
    "unit_id",
    "team_id",
    "status",
    "reason",
    "reasons",
    "value_1",
    "value_2",
    "reading_on",
    "used_refs",
    "limit_1",
    "limit_2",
)


def verdict_sql(exclusions: list[tuple[str, str]], failures: list[tuple[str, str]]) -> str:
    """Return the two reason arrays as SQL columns ``exclusions`` and ``failures``.

    Each item is (reason code, SQL condition); the codes and conditions come from the family's own
    text, never from a document.
    """
    return (
        f"{_reason_array(exclusions)} as exclusions,\n       {_reason_array(failures)} as failures"
    )


def evidence_sql(verdicts: str, success: str) -> str:
    """Return the closing SELECT that turns the relation ``verdicts`` into evidence rows.

    The relation carries every evidence column except status, reason and reasons, and the arrays
    ``exclusions`` and ``failures``.
    """
    reasons = (
        "case when cardinality(exclusions || failures) > 0 "
        f"then exclusions || failures else array['{success}'] end"
    )
    return f"""
select resident_id, unit_id, team_id,
       case when cardinality(exclusions) > 0 then 'excluded'
            when cardinality(failures) > 0 then 'denominator'
            else 'numerator' end as status,
       ({reasons})[1] as reason,
       {reasons} as reasons,
       value_1, value_2, reading_on, used_refs, limit_1, limit_2
from {verdicts}
order by resident_id, unit_id
"""  # noqa: S608 - both names are constants of the families


def _reason_array(reasons: list[tuple[str, str]]) -> str:
    items = ",\n         ".join(
        f"case when {condition} then '{code}' end" for code, condition in reasons
    )
    return f"array_remove(array[\n         {items}]::text[], null)"
