"""Every resident of the hand-made tables gets the stated result from both evaluations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from capitation.domain.measures.values import Evidence
from tests.measures.cases import TABLES, Case, Table, render
from tests.measures.residents import FactDatabase

DOCS = Path(__file__).resolve().parents[2] / "docs/measures.md"
EACH_CASE = [
    pytest.param(table, case, id=f"{table.key}: {case.what}")
    for table in TABLES
    for case in table.cases
]
EACH_TABLE = [pytest.param(table, id=table.key) for table in TABLES]


def _words(rows: list[Evidence]) -> tuple[str, ...]:
    return tuple(f"{row.status.value}: {row.reason}" for row in rows)


@pytest.mark.parametrize(("table", "case"), EACH_CASE)
def test_the_python_evaluation_gives_the_stated_result(table: Table, case: Case) -> None:
    rows = table.measure.evaluate(case.facts, table.period)

    assert _words(rows) == case.expected


@pytest.mark.parametrize("table", EACH_TABLE)
def test_the_sql_gives_the_stated_results(fact_database: FactDatabase, table: Table) -> None:
    people = [
        replace(case.facts, resident_id=number) for number, case in enumerate(table.cases, start=1)
    ]

    rows = fact_database.evidence(table.measure, people, table.period)

    found = {
        case.what: _words([row for row in rows if row.resident_id == number])
        for number, case in enumerate(table.cases, start=1)
    }
    assert found == {case.what: case.expected for case in table.cases}


@pytest.mark.parametrize("table", EACH_TABLE)
def test_the_documentation_shows_the_table(table: Table) -> None:
    assert render(table) in DOCS.read_text(encoding="utf-8")
