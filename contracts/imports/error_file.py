"""The rows that could not be taken, to mend and import again: the input's columns and one that says why."""

import csv
import io
from collections.abc import Sequence

from contracts.imports.cells import EXCEL_DIGITS
from contracts.imports.columns import ERROR_COLUMN
from contracts.imports.headers import Header
from contracts.imports.rows import Row
from contracts.imports.wording import words_of

# A cell that starts with one of these is a formula to a spreadsheet; a leading apostrophe makes it text
# (and is dropped again when the mended file is read).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def error_file(header: Header, rows: Sequence[Row]) -> bytes:
    """CSV (UTF-8 with byte order mark) of the rows with problems, in the order of the sheet."""
    index = next((i for i, cell in enumerate(header.cells) if cell == ERROR_COLUMN), None)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_with(header.cells, index, len(header.cells), ERROR_COLUMN))
    for row in rows:
        if row.problems:
            writer.writerow(_with(row.cells, index, len(header.cells), _why(row)))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def safe(cell: str) -> str:
    """The cell as text that no spreadsheet runs, and whose digits no spreadsheet cuts."""
    is_long_number = cell.isdigit() and (len(cell) > EXCEL_DIGITS or cell.startswith("0"))
    return f"'{cell}" if is_long_number or cell.startswith(DANGEROUS) else cell


def _why(row: Row) -> str:
    return " | ".join(
        f"{problem.column}: {words_of(problem)}" if problem.column else words_of(problem)
        for problem in row.problems
    )


def _with(cells: Sequence[str], index: int | None, width: int, why: str) -> list[str]:
    """The cells at their places and the reason in the error column, which a mended file has already."""
    line = [safe(str(cell)) for cell in cells] + [""] * (width - len(cells))
    if index is None:
        return [*line, safe(why)]
    line[index] = safe(why)
    return line
