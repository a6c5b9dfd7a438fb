"""Runs measures and the panel inside PostgreSQL, over the fact tables of the session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from capitation.domain import panel
from capitation.domain.measures.document import Measure
from capitation.domain.measures.values import EVIDENCE_COLUMNS, Evidence, Period, Status
from capitation.domain.panel import PanelParams, PanelRow

EVIDENCE_TABLE = "run_evidence"


class Cursor(Protocol):
    """What is needed of a cursor; Django's and psycopg's both have it."""

    def execute(self, query: Any, params: Any = ..., /) -> Any: ...

    def fetchall(self) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class TeamCount:
    """Population flow of one run of a measure for one team (``team_id`` None: all teams together).

    ``eligible_count`` is population less excluded, so the rate is numerator / eligible. ``reasons``
    counts the first reason of every row.
    """

    label: str
    team_id: int | None
    population_count: int
    excluded_count: int
    eligible_count: int
    numerator_count: int
    reasons: Mapping[str, int]


class MeasureEngine(Protocol):
    """What the settlement asks of an engine."""

    def run(self, measure: Measure, period: Period, *, label: str = "") -> int:
        """Compute the evidence of a measure and keep it under the label; return the rows' number."""

    def evidence(self, label: str) -> list[Evidence]:
        """Return the kept evidence in the order resident, unit."""

    def counts(self, label: str) -> list[TeamCount]:
        """Return the flow of all teams together first, then of each team."""

    def person_months(self, params: PanelParams, period: Period) -> list[PanelRow]:
        """Return the person-months of everybody."""


class PostgresEngine:
    """Engine over one cursor; the fact tables must exist in its session.

    Evidence is kept in the temporary table ``run_evidence`` (label and the evidence columns),
    so that the caller can also copy it on by INSERT ... SELECT.
    """

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        cursor.execute(f"drop table if exists pg_temp.{EVIDENCE_TABLE}")
        cursor.execute(
            f"create temporary table {EVIDENCE_TABLE} ("
            "label text not null, resident_id bigint not null, unit_id bigint not null, "
            "team_id bigint not null, status text not null, reason text not null, "
            "reasons text[] not null, value_1 numeric, value_2 numeric, reading_on date, "
            "used_refs text[] not null, limit_1 numeric, limit_2 numeric, "
            "primary key (label, resident_id, unit_id))"
        )

    def run(self, measure: Measure, period: Period, *, label: str = "") -> int:
        """Compute the evidence of a measure anew; return the number of rows.

        ``label`` (default: the measure's key) tells runs of one measure apart, such as the settled
        year and its baseline.
        """
        name = label or measure.key
        statement = measure.sql(period)
        columns = ", ".join(EVIDENCE_COLUMNS)
        self._cursor.execute(
            f"delete from {EVIDENCE_TABLE} where label = %(label)s",  # noqa: S608 - constants
            {"label": name},
        )
        with self._hash_joins():
            self._cursor.execute(
                f"insert into {EVIDENCE_TABLE} (label, {columns}) "  # noqa: S608 - the text is ours
                f"select %(label)s::text, {columns} from ({statement.text}) as evidence",
                {**statement.parameters, "label": name},
            )
        self._cursor.execute(
            f"select count(*) from {EVIDENCE_TABLE} where label = %(label)s",  # noqa: S608
            {"label": name},
        )
        return int(self._cursor.fetchall()[0][0])

    def evidence(self, label: str) -> list[Evidence]:
        """Return the kept evidence in the order resident, unit."""
        columns = ", ".join(EVIDENCE_COLUMNS)
        self._cursor.execute(
            f"select {columns} from {EVIDENCE_TABLE} where label = %(label)s "  # noqa: S608
            "order by resident_id, unit_id",
            {"label": label},
        )
        return [evidence_from_row(row) for row in self._cursor.fetchall()]

    def counts(self, label: str) -> list[TeamCount]:
        """Return the flow of all teams together first, then of each team, by grouping sets."""
        self._cursor.execute(
            "select team_id, status, reason, count(*) "  # noqa: S608 - constants
            f"from {EVIDENCE_TABLE} where label = %(label)s "
            "group by grouping sets ((team_id, status, reason), (status, reason)) "
            "order by team_id nulls first, status, reason",
            {"label": label},
        )
        grouped: dict[int | None, list[tuple[str, str, int]]] = {}
        for team_id, status, reason, count in self._cursor.fetchall():
            grouped.setdefault(team_id, []).append((status, reason, count))
        return [_team_count(label, team_id, rows) for team_id, rows in grouped.items()]

    def person_months(self, params: PanelParams, period: Period) -> list[PanelRow]:
        """Return the person-months of everybody by resident, team, register and rules."""
        statement = panel.sql(params, period)
        with self._hash_joins():
            self._cursor.execute(statement.text, statement.parameters)
            rows = self._cursor.fetchall()
        return [
            PanelRow(resident_id, team_id, register, tuple(rules), months_num, months_den)
            for resident_id, team_id, register, rules, months_num, months_den in rows
        ]

    @contextmanager
    def _hash_joins(self) -> Iterator[None]:
        """Keep the planner from nested loops inside this block (of the caller's transaction).

        It cannot know how many rows a step of a long statement leaves, expects a handful and then
        loops over whole tables (readmission, 20,000 residents: 1.1 s instead of 0.06 s).
        """
        self._cursor.execute("set local enable_nestloop = off")
        yield
        self._cursor.execute("set local enable_nestloop = on")


def evidence_from_row(row: Sequence[Any]) -> Evidence:
    """Return the evidence of a row in the order of EVIDENCE_COLUMNS."""
    values = dict(zip(EVIDENCE_COLUMNS, row, strict=True))
    return Evidence(
        **{
            **values,
            "status": Status(values["status"]),
            "reasons": tuple(values["reasons"]),
            "used_refs": tuple(values["used_refs"]),
        }
    )


def _team_count(label: str, team_id: int | None, rows: list[tuple[str, str, int]]) -> TeamCount:
    by_status = dict.fromkeys(Status, 0)
    reasons: dict[str, int] = {}
    for status, reason, count in rows:
        by_status[Status(status)] += count
        reasons[reason] = reasons.get(reason, 0) + count
    population = sum(by_status.values())
    excluded = by_status[Status.EXCLUDED]
    return TeamCount(
        label=label,
        team_id=team_id,
        population_count=population,
        excluded_count=excluded,
        eligible_count=population - excluded,
        numerator_count=by_status[Status.NUMERATOR],
        reasons=reasons,
    )
