"""The one door through which facts enter the engine: what was known at a cut-off, in plain columns.

Each fact is one SELECT over the tables of the apps below. A settlement turns them into temporary tables for the
set-based SQL of the measures; the live state reads the same SELECTs for a handful of residents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, LiteralString

from django.db import connection

from capitation.domain.measures.values import (
    ContractSpan,
    ReadingFact,
    RegisterSpan,
    ResidentFacts,
    StayFact,
    VisitFact,
)

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose facts, how far back, and as known when.

    ``region_path`` limits to residents signed with teams of a region at any time in [since, until);
    ``resident_ids`` limits further to named residents (None: everybody). ``team_ids`` names the teams instead of
    the region: a team that moved to another centre since then stays the team of its settlement.
    """

    region_path: str
    since: date
    until: date
    cut_off: datetime
    resident_ids: Collection[int] | None = None
    team_ids: Collection[int] | None = None

    def parameters(self) -> dict[str, Any]:
        """The named parameters of every fact's SELECT."""
        return {
            "region": f"{self.region_path}%",
            "since": self.since,
            "until": self.until,
            "cut_off": self.cut_off,
            "residents": None if self.resident_ids is None else list(self.resident_ids),
            "teams": None if self.team_ids is None else list(self.team_ids),
        }


# A death that was reported after the cut-off was not known; a known death closes the coverage on the day after.
CONTRACT: LiteralString = """
SELECT contract_id, resident_id, team_id, starts_on, ends_on
FROM (
  SELECT c.id AS contract_id, c.resident_id, c.team_id, c.starts_on,
         least(CASE WHEN c.end_recorded_at IS NULL OR c.end_recorded_at <= %(cut_off)s THEN c.ends_on
                    ELSE c.agreed_ends_on END,
               CASE WHEN r.death_recorded_at <= %(cut_off)s THEN r.died_on + 1 END) AS ends_on
  FROM contracts_contract c
  JOIN contracts_resident r ON r.id = c.resident_id
  JOIN contracts_team t ON t.id = c.team_id
  JOIN contracts_organisation o ON o.id = t.organisation_id
  JOIN contracts_region g ON g.id = o.region_id
  WHERE CASE WHEN %(teams)s::bigint[] IS NULL THEN g.path LIKE %(region)s
             ELSE c.team_id = ANY(%(teams)s::bigint[]) END
    AND c.recorded_at <= %(cut_off)s
    AND (%(residents)s::bigint[] IS NULL OR c.resident_id = ANY(%(residents)s::bigint[]))
) known
WHERE starts_on < %(until)s AND (ends_on IS NULL OR ends_on > greatest(starts_on, %(since)s))
"""
RESIDENT: LiteralString = """
SELECT r.id AS resident_id, r.born_on, r.sex,
       CASE WHEN r.death_recorded_at <= %(cut_off)s THEN r.died_on END AS died_on
FROM contracts_resident r
WHERE r.id IN (SELECT resident_id FROM fact_contract)
"""
REGISTER: LiteralString = """
SELECT e.id AS entry_id, e.resident_id, e.condition, e.starts_on,
       CASE WHEN e.end_recorded_at <= %(cut_off)s THEN e.ends_on END AS ends_on
FROM followup_registerentry e
WHERE e.recorded_at <= %(cut_off)s AND e.starts_on < %(until)s
  AND e.resident_id IN (SELECT resident_id FROM fact_contract)
"""
VISIT: LiteralString = """
SELECT v.id AS visit_id, v.resident_id, v.team_id, v.visited_on, v.entered_at AS recorded_at, v.mode,
       v.annual_exam, v.outcome,
       array_remove(array[CASE WHEN h.visit_id IS NOT NULL THEN 'hypertension' END,
                          CASE WHEN d.visit_id IS NOT NULL THEN 't2dm' END], NULL) AS conditions
FROM followup_visit v
LEFT JOIN followup_hypertensionsection h ON h.visit_id = v.id
LEFT JOIN followup_diabetessection d ON d.visit_id = v.id
WHERE v.entered_at <= %(cut_off)s AND v.visited_on >= %(since)s AND v.visited_on < %(until)s
  AND v.resident_id IN (SELECT resident_id FROM fact_contract)
  AND NOT EXISTS (SELECT FROM followup_visit newer
                  WHERE newer.replaces_id = v.id AND newer.entered_at <= %(cut_off)s)
"""
# A visit of the condition without a value is a row with empty values: seen, not measured.
READING: LiteralString = """
SELECT 'visit:' || f.visit_id AS reading_ref, f.visit_id AS row_id, f.resident_id, kind, 'clinic' AS source, f.mode,
       taken_on, taken_on::timestamp AT TIME ZONE 'Asia/Shanghai' AS taken_at, f.recorded_at, value_1, value_2
FROM fact_visit f
JOIN followup_visit v ON v.id = f.visit_id
LEFT JOIN followup_diabetessection d ON d.visit_id = f.visit_id
CROSS JOIN LATERAL (VALUES
  ('bp', f.visited_on, v.systolic_mmhg::numeric, v.diastolic_mmhg::numeric,
   'hypertension' = ANY(f.conditions) OR v.systolic_mmhg IS NOT NULL),
  ('fasting_glucose', f.visited_on, d.fasting_glucose_mmol_l, NULL::numeric, 't2dm' = ANY(f.conditions)),
  ('hba1c', coalesce(d.hba1c_on, f.visited_on), d.hba1c_percent, NULL::numeric, d.hba1c_percent IS NOT NULL)
) AS measured(kind, taken_on, value_1, value_2, stands)
WHERE stands
UNION ALL
SELECT 'reading:' || m.id, m.id, m.resident_id, m.kind, m.source, NULL,
       (m.taken_at AT TIME ZONE 'Asia/Shanghai')::date, m.taken_at, m.recorded_at,
       coalesce(m.systolic_mmhg::numeric, m.value), m.diastolic_mmhg::numeric
FROM followup_reading m
WHERE m.kind IN ('bp', 'fasting_glucose', 'hba1c') AND m.recorded_at <= %(cut_off)s
  AND m.taken_at >= %(since)s::timestamp AT TIME ZONE 'Asia/Shanghai'
  AND m.taken_at < %(until)s::timestamp AT TIME ZONE 'Asia/Shanghai'
  AND m.resident_id IN (SELECT resident_id FROM fact_contract)
"""
# Stays after the period are facts too: the return within 30 days of a December discharge is in January.
STAY: LiteralString = """
SELECT e.id AS stay_id, e.resident_id, e.hospital_code AS hospital, e.admitted_on, e.discharged_on,
       e.principal_diagnosis, e.other_diagnoses, e.planned_return, e.disposition, e.cost_fen
FROM followup_encounter e
WHERE e.kind = 'inpatient' AND e.recorded_at <= %(cut_off)s
  AND (e.discharged_on IS NULL OR e.discharged_on >= %(since)s)
  AND e.resident_id IN (SELECT resident_id FROM fact_contract)
"""

# In this order: later facts read earlier ones.
FACTS: Mapping[str, LiteralString] = {
    "fact_contract": CONTRACT,
    "fact_resident": RESIDENT,
    "fact_register": REGISTER,
    "fact_visit": VISIT,
    "fact_reading": READING,
    "fact_stay": STAY,
}
KEYS: Mapping[str, str] = {
    "fact_contract": "contract_id",
    "fact_resident": "resident_id",
    "fact_register": "entry_id",
    "fact_visit": "visit_id",
    # by bytes, so that a database restored under another collation gives the same hash
    "fact_reading": 'reading_ref COLLATE "C", kind COLLATE "C"',
    "fact_stay": "stay_id",
}


def gather(cursor: CursorWrapper, scope: Scope) -> None:
    """Make the facts of a scope stand as temporary tables until the transaction ends."""
    for table, select in FACTS.items():
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
        cursor.execute(f"CREATE TEMP TABLE {table} ON COMMIT DROP AS {select}", scope.parameters())
        cursor.execute(f"ANALYZE {table}")


def fingerprint(cursor: CursorWrapper) -> str:
    """A hash of every gathered fact, the same whenever the same facts were known. SHA-256, hexadecimal."""
    parts = []
    for table, key in KEYS.items():
        # Each row is hashed alone and the digests in key order together, so memory stays flat.
        cursor.execute(
            "SELECT encode(sha256(coalesce(string_agg(sha256(convert_to(f::text, 'UTF8')), ''"  # noqa: S608 - ours
            f" ORDER BY {key}), '')), 'hex') FROM {table} f"
        )
        parts.append(cursor.fetchone()[0])
    cursor.execute("SELECT encode(sha256(convert_to(%s, 'UTF8')), 'hex')", ["".join(parts)])
    digest: str = cursor.fetchone()[0]
    return digest


def residents(scope: Scope) -> list[ResidentFacts]:
    """The facts of a few residents as plain values, for the evaluation that says why."""
    with connection.cursor() as cursor:
        rows = {table: _rows(cursor, table, scope) for table in FACTS}
    by_resident = {table: _grouped(found) for table, found in rows.items()}
    return [_resident_facts(row, by_resident) for row in rows["fact_resident"]]


Row = dict[str, Any]


def _rows(cursor: CursorWrapper, table: str, scope: Scope) -> list[Row]:
    """One fact's rows, the facts before it as common table expressions."""
    tables = list(FACTS)
    before = tables[: tables.index(table)]
    expressions = ", ".join(f"{name} AS ({FACTS[name]})" for name in before)
    text = f"WITH {expressions} {FACTS[table]}" if before else FACTS[table]
    cursor.execute(text, scope.parameters())
    names = [column.name for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _grouped(rows: list[Row]) -> dict[int, list[Row]]:
    grouped: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.pop("resident_id") if "born_on" not in row else row["resident_id"]].append(row)
    return grouped


def _resident_facts(resident: Row, rows: Mapping[str, Mapping[int, list[Row]]]) -> ResidentFacts:
    def of(table: str) -> list[Row]:
        return rows[table].get(resident["resident_id"], [])

    return ResidentFacts(
        resident_id=resident["resident_id"],
        born_on=resident["born_on"],
        sex=resident["sex"],
        died_on=resident["died_on"],
        contracts=tuple(ContractSpan(**row) for row in of("fact_contract")),
        register=tuple(RegisterSpan(**row) for row in of("fact_register")),
        visits=tuple(
            VisitFact(**{**row, "conditions": tuple(row["conditions"])}) for row in of("fact_visit")
        ),
        readings=tuple(ReadingFact(**row) for row in of("fact_reading")),
        stays=tuple(_stay(row) for row in of("fact_stay")),
    )


def _stay(row: Row) -> StayFact:
    del row["cost_fen"]
    return StayFact(**{**row, "other_diagnoses": tuple(row["other_diagnoses"])})
