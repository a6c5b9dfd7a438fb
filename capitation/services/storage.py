"""Writing a computed run: evidence, panel, results, statements and lines, insert only."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from capitation.models import MeasureResult, SettlementRun, Statement, StatementLine
from capitation.services.computation import PANEL_TABLE, Computation, canonical_json

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

    from capitation.domain.payment.statement import Statement as PaidStatement
    from capitation.services.progress import Progress

INSERT_EVIDENCE = """
INSERT INTO capitation_evidence (run_id, measure, period_start, resident_id, unit_id, team_id, status, reason, reasons,
  value_1, value_2, limit_1, limit_2, decided_on, used_refs)
SELECT %(run)s, %(measure)s, %(period_start)s, resident_id, unit_id, team_id, status, reason, reasons,
  value_1, value_2, limit_1, limit_2, reading_on, used_refs
FROM run_evidence WHERE label = %(label)s
"""
INSERT_PANEL = f"""
INSERT INTO capitation_panelshare (run_id, team_id, resident_id, register, rules, months_num, months_den)
SELECT %(run)s, team_id, resident_id, register, array_to_string(rules, ','), months_num, months_den
FROM {PANEL_TABLE}
"""  # noqa: S608 - ours


def store(
    cursor: CursorWrapper, run: SettlementRun, result: Computation, progress: Progress
) -> None:
    """Write everything that the run found, inside the caller's transaction."""
    progress.step("evidence", 80)
    for measured in result.measures:
        cursor.execute(
            INSERT_EVIDENCE,
            {
                "run": run.pk,
                "measure": measured.measure.key,
                "period_start": measured.period.starts_on,
                "label": measured.label,
            },
        )
    cursor.execute(INSERT_PANEL, {"run": run.pk})
    _store_results(run, result)
    progress.step("statements", 95)
    _store_statements(run, result)
    progress.close()


def _store_results(run: SettlementRun, result: Computation) -> None:
    rows = []
    for measured in result.measures:
        for payee in result.payees:
            count = measured.counts.get(payee.team_id)
            rows.append(
                MeasureResult(
                    run=run,
                    measure=measured.measure.key,
                    team_id=payee.team_id,
                    period_start=measured.period.starts_on,
                    period_end=measured.period.ends_on,
                    numerator=count.numerator_count if count else 0,
                    denominator=count.eligible_count if count else 0,
                    excluded=count.excluded_count if count else 0,
                )
            )
    MeasureResult.objects.bulk_create(rows)


def _store_statements(run: SettlementRun, result: Computation) -> None:
    team_ids = {payee.code: payee.team_id for payee in result.payees}
    statements = Statement.objects.bulk_create(
        Statement(
            run=run,
            team_id=team_ids[paid.payee],
            total_fen=paid.total_fen,
            pending_count=paid.pending_count,
            split=_split(paid),
            sha256=hashlib.sha256(canonical_json(paid.as_json()).encode()).hexdigest(),
        )
        for paid in result.payment.statements
    )
    StatementLine.objects.bulk_create(
        StatementLine(
            statement=statement,
            position=position,
            key=line.key,
            component=line.component,
            source=line.source,
            status=line.status,
            reason=line.reason,
            amount_fen=line.amount_fen,
            counts=True,
            trace={**line.trace.as_json(), "kind": line.kind, "about": line.about},
        )
        for statement, paid in zip(statements, result.payment.statements, strict=True)
        for position, line in enumerate(paid.lines, start=1)
    )


def _split(paid: PaidStatement) -> dict[str, object]:
    document = paid.as_json()
    return {
        name: document[name]
        for name in ("sources_fen", "parts", "clearings", "payout_fen", "open_fen", "checks")
    }
