"""Runs and statements, and the residents behind their lines: reads that pages, files and commands share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet, Sum

from capitation.domain.payment.money import residents_part
from capitation.models import (
    Evidence,
    MeasureResult,
    PanelShare,
    SchemeVersion,
    SettlementRun,
    Statement,
    StatementLine,
)
from contracts.access import staff_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from contracts.models import Staff

WAITING_FOR_OFFICER = ("computed", "failed")
WAITING_FOR_APPROVER = ("proposed",)


@dataclass(frozen=True, slots=True)
class TeamOfRun:
    """One team's statement with what it was measured by: results by measure key, of the period and the year before."""

    statement: Statement
    person_months: Fraction
    results: dict[str, MeasureResult] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ResidentShare:
    """A resident's part of a base line: person-months, the months as they weigh, and the fen."""

    resident_id: int
    months: Fraction
    weighted: Fraction
    rules: tuple[str, ...]
    part_fen: int


def runs_of(staff: Staff) -> QuerySet[SettlementRun]:
    """The runs that this member of staff may open, the newest first, scheme and insurer beside each."""
    return (
        SettlementRun.objects.visible_to(staff)
        .select_related("scheme", "insurer__region", "proposed_by", "approved_by")
        .order_by("-pk")
    )


def statements_of(staff: Staff, day: date) -> QuerySet[Statement]:
    """The statements that this member of staff may open, the newest run first, teams by code."""
    return (
        Statement.objects.visible_to(staff, day)
        .select_related("team__organisation", "run__scheme", "run__insurer__region")
        .order_by("-run_id", "team__code")
    )


def schemes_of(staff: Staff) -> QuerySet[SchemeVersion]:
    """The published schemes of the own region (all for an auditor), the newest first."""
    every = SchemeVersion.objects.select_related("insurer").order_by("-valid_from", "key", "-pk")
    if staff.organisation is None:
        return every
    return every.filter(insurer__region__path__startswith=staff.organisation.region.path)


def lines_of(statement: Statement) -> list[StatementLine]:
    """The lines of a statement in their order."""
    return list(statement.lines.order_by("position"))


def teams_of_run(run: SettlementRun, register: str) -> list[TeamOfRun]:
    """Every team of a run by code, with the person-months on a register. Three queries, however many teams."""
    months: dict[int, Fraction] = defaultdict(Fraction)
    shares = (
        PanelShare.objects.filter(run=run, register=register)
        .order_by()
        .values_list("team_id", "months_den")
        .annotate(months=Sum("months_num"))
    )
    for team_id, denominator, numerator in shares:
        months[team_id] += Fraction(numerator, denominator)
    results: dict[int, dict[str, MeasureResult]] = defaultdict(dict)
    for result in MeasureResult.objects.filter(run=run, period_start=run.period_start):
        results[result.team_id][result.measure] = result
    statements = run.statements.select_related("team__organisation").order_by("team__code")
    return [
        TeamOfRun(statement, months[statement.team_id], results[statement.team_id])
        for statement in statements
    ]


def results_of(statement: Statement) -> dict[tuple[str, date], MeasureResult]:
    """The measure results of a statement's team by measure key and first day of the period."""
    found = MeasureResult.objects.filter(run_id=statement.run_id, team_id=statement.team_id)
    return {(result.measure, result.period_start): result for result in found}


def evidence_of(statement: Statement, measure: str, period_start: date) -> QuerySet[Evidence]:
    """What a measure says of each resident (or stay) of a statement's team."""
    return Evidence.objects.filter(
        run_id=statement.run_id,
        measure=measure,
        period_start=period_start,
        team_id=statement.team_id,
    )


def counts_by_reason(evidence: QuerySet[Evidence]) -> dict[tuple[str, str], int]:
    """How many rows of evidence have each status and reason, the most frequent first."""
    counted = (
        evidence.order_by()
        .values_list("status", "reason")
        .annotate(count=Count("pk"))
        .order_by("status", "-count", "reason")
    )
    return {(status, reason): count for status, reason, count in counted}


def resident_shares(line: StatementLine, register: str) -> list[ResidentShare]:
    """The residents of a base line in the order of their ids; their parts add up to the line to the fen.

    The factors are those that the line's trace names. One query.
    """
    factors = {
        step["values"]["rules"]: Fraction(step["values"]["factor"])
        for step in line.trace["steps"]
        if step["kind"] == "person_months"
    }
    months: dict[int, Fraction] = defaultdict(Fraction)
    weighted: dict[int, Fraction] = defaultdict(Fraction)
    rules: dict[int, list[str]] = defaultdict(list)
    statement = line.statement
    shares = PanelShare.objects.filter(
        run_id=statement.run_id, team_id=statement.team_id, register=register
    ).order_by("resident_id", "rules")
    for share in shares:
        exact = Fraction(share.months_num, share.months_den)
        months[share.resident_id] += exact
        weighted[share.resident_id] += exact * factors[share.rules.replace(",", " ")]
        if share.rules:
            rules[share.resident_id].extend(share.rules.split(","))
    if not weighted or not any(weighted.values()):
        return []
    parts = residents_part(line.amount_fen or 0, list(weighted.values()))
    return [
        ResidentShare(
            resident_id=resident_id,
            months=months[resident_id],
            weighted=weight,
            rules=tuple(dict.fromkeys(rules[resident_id])),
            part_fen=part,
        )
        for (resident_id, weight), part in zip(weighted.items(), parts, strict=True)
    ]


def waiting_for_request(request: HttpRequest) -> int | None:
    """The same for whoever asks for a page: the count behind the navigation's entry."""
    return waiting_for(staff_of(request))


def waiting_for(staff: Staff) -> int | None:
    """How many runs wait for this member of staff; None for roles that do not act on runs. One query."""
    states = {
        "insurer_officer": WAITING_FOR_OFFICER,
        "insurer_approver": WAITING_FOR_APPROVER,
    }.get(staff.role)
    if states is None:
        return None
    return SettlementRun.objects.visible_to(staff).filter(state__in=states).count()
