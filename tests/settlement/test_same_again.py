"""The same settlement again gives the same bytes; what came too late does not count; what stands stays."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction

from tests.settlement.conftest import CONTROL, START, Settled

if TYPE_CHECKING:
    from followup.models import Visit


def fingerprint(run_id: int) -> list[object]:
    from capitation.models import Evidence, StatementLine

    lines = StatementLine.objects.filter(statement__run_id=run_id).order_by("pk")
    rows = Evidence.objects.filter(run_id=run_id).order_by("pk")
    return [*lines.values_list("pk", "amount_fen", "trace"), *rows.values_list()]


def test_settled_again_everything_is_the_same(settled: Settled) -> None:
    from capitation.services import settlement

    before, run = fingerprint(settled.run_id), settled.run
    said = StringIO()

    again = settlement.settle(settled.run_id)
    call_command("settle", scheme="city_htn", period=2025, stdout=said)

    assert not again.is_new
    assert "the same bytes" in said.getvalue()
    assert run.output_sha256 in said.getvalue()
    assert fingerprint(settled.run_id) == before


def corrected(visit: Visit, entered_at: object) -> None:
    """The visit written down again with a terrible pressure, as known at ``entered_at``."""
    from followup.models import HypertensionSection, Visit

    late = Visit.objects.get(pk=visit.pk)
    late.pk, late._state.adding = None, True  # noqa: SLF001 - Django's way to copy a row
    late.replaces, late.correction_reason = visit, "a test"
    late.systolic_mmhg, late.diastolic_mmhg = 199, 119
    late.entered_at = entered_at  # type: ignore[assignment]
    late.save()
    HypertensionSection.objects.create(visit=late)


@pytest.mark.parametrize(("days", "counts"), [(1, False), (-1, True)])
def test_a_correction_after_the_cut_off_does_not_count(
    settled: Settled, days: int, *, counts: bool
) -> None:
    from capitation.models import Evidence
    from capitation.services import settlement
    from contracts.domain.errors import DomainError
    from followup.models import Visit

    row = Evidence.objects.filter(
        run=settled.run, measure=CONTROL, period_start=START, status="numerator"
    ).first()
    assert row is not None
    [visit_id] = [ref.split(":")[1] for ref in row.used_refs if ref.startswith("visit:")][:1]
    visit = Visit.objects.get(pk=visit_id)

    corrected(visit, settled.run.cut_off + timedelta(days=days))

    if counts:  # known in time after all: the run would come out differently, and says so
        with pytest.raises(DomainError, match="not_reproduced"):
            settlement.settle(settled.run_id)
    else:
        assert not settlement.settle(settled.run_id).is_new


@pytest.mark.parametrize(
    "table", ["capitation_statementline", "capitation_evidence", "capitation_panelshare"]
)
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_a_run_wrote_is_never_changed(settled: Settled, table: str, verb: str) -> None:
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))


def test_a_statement_whose_total_is_not_its_lines_is_refused(settled: Settled) -> None:
    from capitation.models import Statement, StatementLine
    from contracts.models import Team

    def add_wrong_statement() -> None:
        run = settled.run
        run.pk, run.cut_off, run.state = None, run.started_at, "running"
        run.save()
        statement = Statement.objects.create(
            run=run, team=Team.objects.first(), total_fen=100, pending_count=0, sha256="0" * 64
        )
        StatementLine.objects.create(
            statement=statement,
            position=1,
            key="base:fund",
            component="base",
            source="fund",
            status="final",
            counts=True,
            amount_fen=99,
            trace={},
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(Error, match="add up"), transaction.atomic():
        add_wrong_statement()


@pytest.mark.parametrize(
    "assignment",
    ["total_fen = 0", "output_sha256 = 'x'", "state = 'failed'", "payees = '[]'", "closure = '[]'"],
)
def test_a_run_that_stands_is_not_changed(settled: Settled, assignment: str) -> None:
    with pytest.raises(Error, match="stands"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE capitation_settlementrun SET {assignment}")  # noqa: S608


def test_a_run_that_stands_takes_no_further_evidence(settled: Settled) -> None:
    from capitation.models import Evidence

    row = Evidence.objects.filter(run=settled.run).first()
    assert row is not None
    row.pk, row.unit_id = None, 99

    with pytest.raises(Error, match="takes nothing more"), transaction.atomic():
        row.save(force_insert=True)


def test_a_run_that_stands_takes_no_further_line(settled: Settled) -> None:
    from capitation.models import StatementLine

    row = StatementLine.objects.filter(statement__run=settled.run).first()
    assert row is not None
    row.pk, row.position, row.counts = None, 999, False

    with pytest.raises(Error, match="takes nothing more"), transaction.atomic():
        row.save(force_insert=True)
