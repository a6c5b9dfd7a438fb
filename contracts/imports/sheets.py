"""The rows of a file as texts with their numbers in the sheet: CSV and XLSX, without a float in between."""

import csv
import io
import itertools
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

from contracts.imports.cells import ErrorCell, FormulaCell, NumberCell, trimmed
from contracts.imports.files import Form
from contracts.imports.problems import FileRefusedError, Problem

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.workbook import Workbook

MOST_COLUMNS = 300
MOST_CELL_CHARACTERS = 32_767  # as in Excel
SEPARATORS = ",;\t"
# A number that Excel shows has at most fifteen digits; the binary noise behind them is no reading.
EXCEL_NUMBER = ".15g"

# What stands behind an apostrophe that marks text: digits, and the beginnings of formulas.
KEPT_AS_TEXT = frozenset("0123456789=+-@＝＋－＠")

# What openpyxl raises over a damaged workbook.
UNREADABLE = (
    InvalidFileException,
    ParseError,
    zipfile.BadZipFile,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
)
# What a workbook's cell types other than values mean: f formula, e error.
SPECIAL_CELLS: dict[str, type[str]] = {"f": FormulaCell, "e": ErrorCell}

NumberedRow = tuple[int, list[str]]


@contextmanager
def open_rows(path: Path, form: Form) -> Iterator[Iterator[NumberedRow]]:
    """The non-empty rows of the file's (first visible) sheet, each with its number as a reader sees it.

    Raises FileRefusedError for text in another encoding, broken CSV and broken workbooks, at the latest when
    the row is reached.
    """
    if form == "csv":
        with path.open("rb") as file:
            encoding = _encoding(file)
        with path.open(encoding=encoding, newline="") as text:
            yield _csv_rows(text)
    else:
        with _opened(path) as workbook:
            yield _xlsx_rows(workbook)


def _csv_rows(text: IO[str]) -> Iterator[NumberedRow]:
    sample = text.readline(MOST_CELL_CHARACTERS)
    separator = max(SEPARATORS, key=lambda char: (sample.count(char), char == ","))
    text.seek(0)
    csv.field_size_limit(MOST_CELL_CHARACTERS)
    reader = csv.reader(text, delimiter=separator, strict=False)
    try:
        row_number = 0
        for cells in reader:
            row_number += 1
            if any(cells):
                yield _limited(row_number, [_csv_cell(cell) for cell in cells])
    except csv.Error as error:
        raise FileRefusedError(Problem("broken_csv", row=row_number + 1)) from error


def _csv_cell(raw: str) -> str:
    """The cell; an apostrophe that only keeps a spreadsheet from reading more into it is dropped."""
    found = trimmed(raw)
    if found.startswith("'") and found[1:2] in KEPT_AS_TEXT:
        found = found[1:]
    return FormulaCell(found) if found.startswith(("=", "＝")) else found


def _encoding(file: IO[bytes]) -> str:
    """UTF-8 (a byte order mark is dropped) or GB18030, proved over the whole file."""
    for encoding in ("utf-8-sig", "gb18030"):
        file.seek(0)
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        try:
            while text.read(1024 * 1024):
                pass
        except UnicodeDecodeError:
            continue
        else:
            return encoding
        finally:
            text.detach()
    raise FileRefusedError(Problem("unknown_encoding"))


@contextmanager
def _opened(path: Path) -> Iterator["Workbook"]:
    try:
        with warnings.catch_warnings():  # about styles that other writers leave out
            warnings.simplefilter("ignore", UserWarning)
            workbook = openpyxl.load_workbook(
                path, read_only=True, data_only=False, keep_links=False
            )
    except UNREADABLE as error:
        raise FileRefusedError(Problem("broken_workbook")) from error
    try:
        yield workbook
    finally:
        workbook.close()


def _xlsx_rows(workbook: "Workbook") -> Iterator[NumberedRow]:
    if workbook.epoch == CALENDAR_MAC_1904:
        raise FileRefusedError(Problem("calendar_1904"))
    sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise FileRefusedError(Problem("file_empty"))
    sheet = sheets[0]
    sheet.reset_dimensions()  # what a file claims of its size is not trusted
    try:
        for row_number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
            cells = [_xlsx_cell(cell) for cell in row]  # type: ignore[arg-type]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield _limited(row_number, cells)
    except UNREADABLE as error:
        raise FileRefusedError(Problem("broken_workbook")) from error


def _xlsx_cell(cell: "ReadOnlyCell") -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in SPECIAL_CELLS:
        return SPECIAL_CELLS[cell.data_type](str(value))
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, float)):
        return NumberCell(_shown(value))
    return _dated(value) if isinstance(value, date) else trimmed(str(value))


def _dated(value: date) -> str:
    """The day in ISO form; with its time when it has one."""
    if not isinstance(value, datetime):
        return value.isoformat()
    has_time = value.time() != time()
    return value.isoformat(" ", "seconds") if has_time else value.date().isoformat()


def _shown(value: float) -> str:
    """The number as Excel shows it, in plain digits: 6.3999999999999995 is 6.4."""
    if isinstance(value, int):
        return str(value)
    return f"{Decimal(format(value, EXCEL_NUMBER)):f}"


def _limited(row_number: int, cells: list[str]) -> NumberedRow:
    if len(cells) > MOST_COLUMNS and any(itertools.islice(cells, MOST_COLUMNS, None)):
        raise FileRefusedError(Problem("too_many_columns", values={"limit": str(MOST_COLUMNS)}))
    return row_number, cells[:MOST_COLUMNS]
