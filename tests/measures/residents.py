"""Short ways to write residents down, and to put them into the fact tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from capitation.domain.measures.document import Measure, load_measures, parse_measure
from capitation.domain.measures.values import (
    ContractSpan,
    Evidence,
    Period,
    ReadingFact,
    RegisterSpan,
    ResidentFacts,
    StayFact,
    VisitFact,
)
from capitation.engine.postgres import PostgresEngine
from followup.domain.icd10 import load_groups
from followup.domain.ruleset import load_rule_sets

ROOT = Path(__file__).resolve().parents[2]
RULE_SETS = load_rule_sets(ROOT / "followup/rulesets")
ICD_GROUPS = load_groups(ROOT / "followup/icd_groups.toml")
MEASURES = load_measures(ROOT / "capitation/measures", rule_sets=RULE_SETS, icd_groups=ICD_GROUPS)

YEAR_2025 = Period(date(2025, 1, 1), date(2026, 1, 1), known_through=date(2026, 3, 1))

FACT_TABLES = {
    "fact_resident": "resident_id bigint, born_on date, sex text, died_on date",
    "fact_contract": (
        "contract_id bigint, resident_id bigint, team_id bigint, starts_on date, ends_on date"
    ),
    "fact_register": (
        "entry_id bigint, resident_id bigint, condition text, starts_on date, ends_on date"
    ),
    "fact_visit": (
        "visit_id bigint, resident_id bigint, team_id bigint, visited_on date, "
        "recorded_at timestamptz, mode text, annual_exam boolean, outcome text, conditions text[]"
    ),
    "fact_reading": (
        "reading_ref text, row_id bigint, resident_id bigint, kind text, source text, mode text, "
        "taken_on date, taken_at timestamptz, recorded_at timestamptz, "
        "value_1 numeric, value_2 numeric"
    ),
    "fact_stay": (
        "stay_id bigint, resident_id bigint, hospital text, admitted_on date, discharged_on date, "
        "principal_diagnosis text, other_diagnoses text[], planned_return boolean, "
        "disposition text, cost_fen bigint"
    ),
}


def altered(key: str, **params: object) -> Measure:
    """Return a shipped measure with some parameters changed, by way of its document."""
    path = ROOT / f"capitation/measures/{key}.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.split(" = ")[0] not in params]
    kept += [f"{name} = {_toml(value)}" for name, value in params.items() if value is not None]
    return parse_measure(
        "\n".join(kept), f"{key} altered", rule_sets=RULE_SETS, icd_groups=ICD_GROUPS
    )


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def at(day: date, hour: int = 9) -> datetime:
    """Return an instant of the day."""
    return datetime.combine(day, time(hour), tzinfo=UTC)


def resident(
    resident_id: int = 1,
    *,
    born_on: date = date(1970, 5, 1),
    condition: str = "hypertension",
    since: date = date(2024, 1, 1),
    until: date | None = None,
    team_id: int = 10,
    contract_until: date | None = None,
    **more: Any,
) -> ResidentFacts:
    """Return a resident on one register and with one contract, unless ``more`` says otherwise."""
    facts: dict[str, Any] = {
        "contracts": (ContractSpan(resident_id * 100, team_id, since, contract_until),),
        "register": (RegisterSpan(resident_id * 100 + 1, condition, since, until),),
        **more,
    }
    return ResidentFacts(resident_id=resident_id, born_on=born_on, **facts)


def bp(
    day: date,
    systolic: int | None,
    diastolic: int | None,
    *,
    number: int = 1,
    mode: str | None = "clinic",
    source: str = "clinic",
    hour: int = 9,
    kind: str = "bp",
) -> ReadingFact:
    """Return a blood pressure taken on a visit (or, without a mode, elsewhere)."""
    return ReadingFact(
        reading_ref=f"visit:{number}" if mode else f"reading:{number}",
        row_id=number,
        kind=kind,
        source=source,
        mode=mode,
        taken_on=day,
        taken_at=at(day, hour),
        recorded_at=at(day, 23),
        value_1=None if systolic is None else Decimal(systolic),
        value_2=None if diastolic is None else Decimal(diastolic),
    )


def fpg(day: date, value: str | None, *, number: int = 1, hour: int = 9) -> ReadingFact:
    """Return a fasting glucose taken on a clinic visit."""
    return ReadingFact(
        reading_ref=f"visit:{number}",
        row_id=number,
        kind="fasting_glucose",
        source="clinic",
        mode="clinic",
        taken_on=day,
        taken_at=at(day, hour),
        recorded_at=at(day, 23),
        value_1=None if value is None else Decimal(value),
    )


def visit(
    number: int,
    day: date,
    *,
    mode: str = "clinic",
    exam: bool = False,
    conditions: tuple[str, ...] = ("hypertension",),
    outcome: str = "continue",
) -> VisitFact:
    """Return a visit."""
    return VisitFact(number, 10, day, at(day, 20), mode, conditions, exam, outcome)


def stay(
    number: int,
    admitted_on: date,
    discharged_on: date | None,
    hospital: str = "H1",
    dx: str = "I50.900",
    **more: Any,
) -> StayFact:
    """Return a hospital stay."""
    return StayFact(number, hospital, admitted_on, discharged_on, dx, **more)


class FactDatabase:
    """The fact tables of one session, refilled at will."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        for name, columns in FACT_TABLES.items():
            cursor.execute(f"create temporary table {name} ({columns})")

    def evidence(
        self, measure: Measure, people: Iterable[ResidentFacts], period: Period
    ) -> list[Evidence]:
        """Return what the SQL evaluation says about these residents and nobody else."""
        engine = self.engine(people)
        engine.run(measure, period)
        return engine.evidence(measure.key)

    def engine(self, people: Iterable[ResidentFacts]) -> PostgresEngine:
        """Refill the tables and return an engine over them."""
        rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in FACT_TABLES}
        for facts in people:
            for name, found in _rows(facts).items():
                rows[name] += found
        for name, found in rows.items():
            self.cursor.execute(f"delete from {name}")  # noqa: S608 - a constant
            if found:
                row = "(" + ", ".join(["%s"] * len(found[0])) + ")"
                values = ", ".join([row] * len(found))
                self.cursor.execute(
                    f"insert into {name} values {values}",  # noqa: S608 - constants and marks
                    [value for one_row in found for value in one_row],
                )
        return PostgresEngine(self.cursor)


def _rows(facts: ResidentFacts) -> dict[str, list[tuple[Any, ...]]]:
    who = facts.resident_id
    return {
        "fact_resident": [(who, facts.born_on, facts.sex, facts.died_on)],
        "fact_contract": [
            (c.contract_id, who, c.team_id, c.starts_on, c.ends_on) for c in facts.contracts
        ],
        "fact_register": [
            (r.entry_id, who, r.condition, r.starts_on, r.ends_on) for r in facts.register
        ],
        "fact_visit": [
            (v.visit_id, who, v.team_id, v.visited_on, v.recorded_at, v.mode, v.annual_exam,
             v.outcome, list(v.conditions))
            for v in facts.visits
        ],
        "fact_reading": [
            (r.reading_ref, r.row_id, who, r.kind, r.source, r.mode, r.taken_on, r.taken_at,
             r.recorded_at, r.value_1, r.value_2)
            for r in facts.readings
        ],
        "fact_stay": [
            (s.stay_id, who, s.hospital, s.admitted_on, s.discharged_on, s.principal_diagnosis,
             list(s.other_diagnoses), s.planned_return, s.disposition, 0)
            for s in facts.stays
        ],
    }  # fmt: skip


def python_evidence(
    measure: Measure, people: Iterable[ResidentFacts], period: Period
) -> list[Evidence]:
    """Return what the Python evaluation says about the same residents, in the same order."""
    rows = [row for facts in people for row in measure.evaluate(facts, period)]
    return sorted(rows, key=lambda row: (row.resident_id, row.unit_id))


def one(measure: Measure, facts: ResidentFacts, period: Period = YEAR_2025) -> Evidence:
    """Return the single evidence row of a resident."""
    (row,) = measure.evaluate(facts, period)
    return row
