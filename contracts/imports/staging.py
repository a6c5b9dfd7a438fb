"""A whole file read and typed, before anything is compared with the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts.imports import files, headers, sheets
from contracts.imports.cells import CellError, ErrorCell, FormulaCell
from contracts.imports.columns import Column
from contracts.imports.headers import Header
from contracts.imports.problems import FileRefusedError, Problem
from contracts.imports.rows import Row

# More rows are a whole city's: they are split, so that one file stays within a worker's memory.
MOST_ROWS = 100_000
PROGRESS_EVERY = 500
# While the number of rows is not known yet, progress is told by this guess of bytes per row.
BYTES_PER_ROW = {"csv": 150, "xlsx": 60}

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Staged:
    """The rows of a file in the order of the sheet, with the header they stand under."""

    header: Header
    rows: list[Row]


def stage(
    path: Path, columns: Sequence[Column], *, max_bytes: int, progress: Progress | None = None
) -> Staged:
    """Read a file by these columns. ``progress`` is told a percentage of the reading.

    Raises FileRefusedError when the file as a whole cannot be taken; problems of single rows stand in the rows.
    """
    form = files.form_of(path, max_bytes=max_bytes)
    by_key = {column.key: column for column in columns}
    guess = max(path.stat().st_size // BYTES_PER_ROW[form], 1)
    header: Header | None = None
    above: list[sheets.NumberedRow] = []
    rows: list[Row] = []
    with sheets.open_rows(path, form) as numbered_rows:
        for number, cells in numbered_rows:
            if header is None:
                header = _header_or_none(number, cells, columns, above)
                continue
            if len(rows) >= MOST_ROWS:
                raise FileRefusedError(Problem("too_many_rows", values={"limit": str(MOST_ROWS)}))
            rows.append(_typed(number, cells, header, by_key))
            if progress is not None and len(rows) % PROGRESS_EVERY == 0:
                progress(min(100 * len(rows) // guess, 99))
    if header is None:
        _refuse_headless(above, columns)
        raise FileRefusedError(Problem("file_empty"))
    if not rows:
        raise FileRefusedError(Problem("no_rows"))
    return Staged(header, rows)


def _header_or_none(
    number: int, cells: list[str], columns: Sequence[Column], above: list[sheets.NumberedRow]
) -> Header | None:
    """The header, or None while only a title has been seen. After ten rows the first one is taken at its word."""
    if headers.looks_like_header(cells, columns):
        return headers.read_header(number, cells, columns)
    above.append((number, cells))
    if len(above) >= headers.HEADER_WITHIN:
        _refuse_headless(above, columns)
    return None


def _refuse_headless(above: list[sheets.NumberedRow], columns: Sequence[Column]) -> None:
    if above:
        number, cells = max(above, key=lambda row: sum(map(bool, row[1])))
        headers.read_header(number, cells, columns)
        raise FileRefusedError(Problem("no_header", number))


def _typed(number: int, cells: list[str], header: Header, columns: dict[str, Column]) -> Row:
    row = Row(number, cells, header, columns)
    for key, place in header.places.items():
        raw = cells[place] if place < len(cells) else ""
        column = columns[key]
        if not raw:
            if column.required:
                row.refuse("required", key)
        elif isinstance(raw, FormulaCell):
            row.refuse("formula", key)
        elif isinstance(raw, ErrorCell):
            row.refuse("spreadsheet_error", key)
        else:
            _read_cell(row, column, raw)
    for place in range(len(header.cells), len(cells)):
        if cells[place]:
            row.refuse("cell_without_header", value=cells[place][:20])
            break
    return row


def _read_cell(row: Row, column: Column, raw: str) -> None:
    try:
        row.given[column.key] = column.read(raw)
    except CellError as error:
        row.refuse(error.code, column.key, **error.values)
