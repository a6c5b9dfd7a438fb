"""Statement lines as files: the same run gives the same bytes in the same language."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from capitation.domain.payment.money import yuan_of_fen
from capitation.explanation import explain, in_language, labels_of, source_words
from contracts.exports import BYTE_ORDER_MARK, safe_text

if TYPE_CHECKING:
    from capitation.models import SettlementRun, Statement, StatementLine

Cell = str | int | Decimal | date | None
NO_FORMULAS = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}


def header() -> list[str]:
    """The names of the columns."""
    return [
        _("Run"),
        _("Scheme"),
        _("First day"),
        _("Last day"),
        _("Team code"),
        _("Team"),
        _("Line"),
        _("Key"),
        _("Component"),
        _("Source of funds"),
        _("Status"),
        _("Amount, yuan"),
        _("Reason"),
        _("With numbers"),
        _("Compared"),
        _("Clause"),
    ]


def line_rows(run: SettlementRun, statements: Iterable[Statement]) -> Iterator[list[Cell]]:
    """A row per line, statement by statement; ``statements`` come with their lines and team."""
    scheme = f"{run.scheme.key} v{run.scheme.version}"
    last_on = run.period_end - timedelta(days=1)
    for statement in statements:
        lines = sorted(statement.lines.all(), key=lambda line: line.position)
        labels = labels_of(lines)
        for line in lines:
            yield [
                run.pk,
                scheme,
                run.period_start,
                last_on,
                statement.team.code,
                statement.team.name,
                *_line_cells(line, labels),
            ]


def _line_cells(line: StatementLine, labels: dict[str, str]) -> list[Cell]:
    words = explain(line, labels)
    amount = None if line.amount_fen is None else Decimal(yuan_of_fen(line.amount_fen))
    return [
        line.position,
        line.key,
        words.label,
        source_words(line.source),
        str(line.get_status_display()),
        amount,
        words.reason,
        line.trace["numbers"],
        line.trace["comparison"],
        in_language(line.trace, "clause"),
    ]


def csv_bytes(rows: Iterable[list[Cell]]) -> bytes:
    """The lines as CSV in UTF-8 with the mark by which Excel knows it; amounts with two decimals."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header())
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def xlsx_bytes(rows: Iterable[list[Cell]], *, title: str, made_at: datetime) -> bytes:
    """The lines as a workbook written row by row; ``made_at`` stands in the file instead of the present time."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, NO_FORMULAS) as book:
        book.set_properties({"title": title, "created": timezone.make_naive(made_at)})
        sheet = book.add_worksheet(_("Lines"))
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": "#,##0.00"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(4, 9, 18)
        sheet.set_column(11, 11, 16)
        for column, name in enumerate(header()):
            sheet.write_string(0, column, safe_text(name), bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if cell is None:
                    continue
                if isinstance(cell, Decimal):
                    # Two decimals and at most 15 digits: the nearest binary number is written as it stands here.
                    sheet.write_number(number, column, cell, money)
                elif isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                else:
                    sheet.write_string(number, column, safe_text(cell))
    return file.getvalue()


def _text(cell: Cell) -> str:
    return f"{cell:f}" if isinstance(cell, Decimal) else safe_text(cell)
