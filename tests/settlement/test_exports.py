"""Statement lines as files: complete, exact, the same each time, and nothing in them that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import openpyxl
import pytest

from tests.settlement.conftest import Settled


def download(settled: Settled, kind: str) -> bytes:
    answer = settled.client("officer").get(f"/runs/{settled.run_id}/export/{kind}/")
    assert answer.status_code == 200
    return answer.content


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_same_export_twice_is_the_same_bytes(settled: Settled, kind: str) -> None:
    assert download(settled, kind) == download(settled, kind)


def test_csv_holds_every_line_and_adds_up(settled: Settled) -> None:
    from capitation.models import StatementLine

    content = download(settled, "csv")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))

    assert content.startswith(b"\xef\xbb\xbf")
    assert len(rows) == StatementLine.objects.filter(statement__run=settled.run).count()
    total = sum(Decimal(row["Amount, yuan"] or 0) for row in rows)
    assert total * 100 == settled.run.total_fen


def test_xlsx_holds_the_amounts_as_numbers_to_the_fen(settled: Settled) -> None:
    from capitation.models import StatementLine

    sheet = openpyxl.load_workbook(io.BytesIO(download(settled, "xlsx"))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    amounts = [round(Decimal(str(row[11])) * 100) for row in rows if row[11] is not None]
    lines = StatementLine.objects.filter(statement__run=settled.run, amount_fen__isnull=False)

    assert amounts == list(
        lines.order_by("statement__team__code", "position").values_list("amount_fen", flat=True)
    )


def test_the_date_in_the_file_is_that_of_the_run(settled: Settled) -> None:
    from django.utils import timezone

    book = openpyxl.load_workbook(io.BytesIO(download(settled, "xlsx")))

    computed_at = settled.run.computed_at
    assert computed_at is not None
    assert book.properties.created == timezone.make_naive(computed_at).replace(microsecond=0)


def test_a_name_that_looks_like_a_formula_stays_text(settled: Settled) -> None:
    from contracts.models import Team

    Team.objects.filter(code="H99010100001-01").update(name='=HYPERLINK("http://x","y")')

    text = download(settled, "csv").decode("utf-8-sig")
    sheet = openpyxl.load_workbook(io.BytesIO(download(settled, "xlsx"))).active

    assert "'=HYPERLINK" in text
    assert sheet is not None
    assert sheet["F2"].data_type == "s"


def test_a_team_gets_its_own_lines_only(settled: Settled) -> None:
    from capitation.models import Statement

    own = Statement.objects.get(run=settled.run, team__code="H99010100001-02")

    answer = settled.client("officer").get(f"/statements/{own.pk}/export/csv/")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["Team code"] for row in rows} == {"H99010100001-02"}
    assert settled.client("doctor").get(f"/statements/{own.pk}/export/csv/").status_code == 404
