"""The tables that measure SQL reads. They live for one run, as temporary tables."""

from __future__ import annotations

FACT_TABLES: dict[str, str] = {
    "fact_resident": """
        resident_id bigint primary key, born_on date not null, sex text not null, died_on date""",
    "fact_contract": """
        contract_id bigint primary key, resident_id bigint not null, team_id bigint not null,
        starts_on date not null, ends_on date""",
    "fact_register": """
        entry_id bigint primary key, resident_id bigint not null, condition text not null,
        starts_on date not null, ends_on date""",
    "fact_visit": """
        visit_id bigint primary key, resident_id bigint not null, team_id bigint not null,
        visited_on date not null, recorded_at timestamptz not null, mode text not null,
        annual_exam boolean not null, outcome text not null, conditions text[] not null""",
    "fact_reading": """
        reading_ref text not null, row_id bigint not null, resident_id bigint not null,
        kind text not null, source text not null, mode text, taken_on date not null,
        taken_at timestamptz not null, recorded_at timestamptz not null,
        value_1 numeric, value_2 numeric""",
    "fact_stay": """
        stay_id bigint primary key, resident_id bigint not null, hospital text not null,
        admitted_on date not null, discharged_on date, principal_diagnosis text not null,
        other_diagnoses text[] not null, planned_return boolean, disposition text not null,
        cost_fen bigint not null""",
}


def create_statements() -> list[str]:
    """Return the statements that create the empty fact tables in this session."""
    return [f"create temporary table {name} ({columns})" for name, columns in FACT_TABLES.items()]
