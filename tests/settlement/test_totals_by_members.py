"""The money once more, resident by resident in plain Python, from the evidence and the person-months alone."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.settlement.conftest import CONTROL, READMISSION, START, Settled

if TYPE_CHECKING:
    from capitation.models import Statement

FACTOR = Fraction(6, 5)  # clause O: 20 % more


def half_up(amount: Fraction) -> int:
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def base_fen(statement: Statement) -> int:
    """800 yuan a year, month by month, 20 % more for old residents with several conditions."""
    from capitation.models import PanelShare

    fen = Fraction(0)
    for share in PanelShare.objects.filter(run=statement.run, team=statement.team):
        months = Fraction(share.months_num, share.months_den)
        fen += 80_000 * months * (FACTOR if share.rules else 1) / 12
    return half_up(fen)


def rate(statement: Statement, measure: str, year: int) -> Fraction | None:
    from capitation.models import Evidence

    counted: dict[str, int] = defaultdict(int)
    for row in Evidence.objects.filter(
        run=statement.run,
        team=statement.team,
        measure=measure,
        period_start=START.replace(year=year),
    ):
        counted[row.status] += 1
    population = counted["numerator"] + counted["denominator"]
    return Fraction(counted["numerator"], population) if population else None


def test_every_statement_is_what_its_members_add_up_to(settled: Settled) -> None:
    from capitation.models import Statement
    from capitation.stays import stays_behind

    statements = list(Statement.objects.filter(run=settled.run).select_related("team", "run"))
    assert len(statements) == 24

    for statement in statements:
        base = base_fen(statement)
        lines = {line.component: line for line in statement.lines.all()}
        control = rate(statement, CONTROL, 2025)
        expected = {"base": base}
        if control is not None:
            # 160 of 800 wait for 80 %; above 90 % there is a tenth more
            expected["uplift"] = half_up(Fraction(base, 10)) if control > Fraction(9, 10) else 0
            kept = control >= Fraction(4, 5)
            withheld = -(lines["withhold"].amount_fen or 0)
            assert abs(withheld - Fraction(base, 5)) < 1
            expected["withhold"], expected["release"] = -withheld, withheld if kept else 0
        now, before = (rate(statement, READMISSION, year) for year in (2025, 2024))
        if now is not None and before is not None:
            steps = min(4, max(0, int((before - now) * 100)))
            cost = sum(stay.cost_fen for stay in stays_behind(statement, ["hypertension"]))
            expected["readmission"] = half_up(Fraction(cost, 20) * steps)
        for component, amount in expected.items():
            assert lines[component].amount_fen == amount, (statement.team.code, component)
        assert statement.total_fen == sum(line.amount_fen or 0 for line in lines.values())


def test_the_run_is_the_sum_of_its_statements(settled: Settled) -> None:
    run = settled.run

    assert run.total_fen == sum(statement.total_fen for statement in run.statements.all())
    assert run.total_fen > 0


def test_the_parts_of_the_residents_add_up_to_the_base_line_to_the_fen(settled: Settled) -> None:
    from capitation.models import StatementLine
    from capitation.selectors import resident_shares

    lines = StatementLine.objects.filter(statement__run=settled.run, component="base")
    for line in lines.select_related("statement"):
        shares = resident_shares(line, "hypertension")

        assert sum(share.part_fen for share in shares) == line.amount_fen


def test_results_count_the_evidence(settled: Settled) -> None:
    from capitation.models import Evidence, MeasureResult

    for result in MeasureResult.objects.filter(run=settled.run):
        rows = Evidence.objects.filter(
            run=settled.run,
            measure=result.measure,
            period_start=result.period_start,
            team=result.team,
        )
        statuses = [row.status for row in rows]

        assert result.numerator == statuses.count("numerator")
        assert result.denominator == len(statuses) - statuses.count("excluded")
        assert result.excluded == statuses.count("excluded")
