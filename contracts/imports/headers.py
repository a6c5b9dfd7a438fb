"""Which column is which: headers in Chinese or English, with synonyms and units in brackets."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.imports.cells import folded
from contracts.imports.columns import ERROR_COLUMN, NOT_READ, Column
from contracts.imports.problems import FileRefusedError, Problem

BRACKETS = re.compile(r"[(\[【]([^)\]】]*)[)\]】]")
# A file may have a title above its header; the header is looked for in so many rows.
HEADER_WITHIN = 10


@dataclass(frozen=True, slots=True)
class Header:
    """The header row of a sheet: where it stands and which place holds which column.

    ``places`` maps a column's key to its index in the row, ``labels`` to the header as written, ``units`` to the
    unit that stood in brackets. ``not_read`` are the headers that are known and skipped.
    """

    row: int
    cells: tuple[str, ...]
    places: Mapping[str, int]
    labels: Mapping[str, str]
    units: Mapping[str, str]
    not_read: tuple[str, ...]


def looks_like_header(cells: Sequence[str], columns: Sequence[Column]) -> bool:
    """Whether at least two cells of a row, or its only one, are headers of this kind."""
    known = _names(columns)
    filled = [cell for cell in cells if cell]
    hits = sum(_plain(cell) in known or _match(cell, known) is not None for cell in filled)
    return hits >= min(2, max(len(filled), 1))


def read_header(row: int, cells: Sequence[str], columns: Sequence[Column]) -> Header:
    """The header row understood. Raises FileRefusedError with every unknown, doubled and missing column."""
    known = _names(columns)
    skipped = {_plain(name) for name in (*NOT_READ, ERROR_COLUMN)}
    places: dict[str, int] = {}
    labels: dict[str, str] = {}
    units: dict[str, str] = {}
    not_read: list[str] = []
    problems: list[Problem] = []
    for index, label in ((index, label) for index, label in enumerate(cells) if label):
        found = _match(label, known)
        if found is None and _plain(label) in skipped:
            not_read.append(label)
        elif found is None:
            problems.append(_unknown(row, label, columns))
        elif found[0].key in places:
            problems.append(
                Problem("doubled_column", row, label, label, {"first": labels[found[0].key]})
            )
        else:
            column, unit = found
            places[column.key], labels[column.key] = index, label
            if unit:
                units[column.key] = unit
    problems += [
        Problem("missing_column", row, f"{column.zh} / {column.en}", "")
        for column in columns
        if column.required and column.key not in places
    ]
    if problems:
        raise FileRefusedError(*problems)
    return Header(
        row,
        tuple(cells),
        places,
        labels,
        units,
        tuple(name for name in not_read if name != ERROR_COLUMN),
    )


def _names(columns: Sequence[Column]) -> dict[str, Column]:
    return {_plain(name): column for column in columns for name in column.names}


def _plain(label: str) -> str:
    return re.sub(r"[\s_*:：\-]+", "", folded(label))


def _match(label: str, known: Mapping[str, Column]) -> tuple[Column, str] | None:
    """The column of a header and the unit in its brackets; brackets with anything but its units do not match."""
    column = known.get(_plain(label))
    if column is not None:
        return column, ""
    inside = BRACKETS.search(folded(label))
    if inside is None:
        return None
    column = known.get(_plain(BRACKETS.sub("", folded(label))))
    if column is None:
        return None
    for unit in column.units:
        if folded(unit) == inside.group(1).strip():
            return column, unit
    return None


def _unknown(row: int, label: str, columns: Sequence[Column]) -> Problem:
    names = {_plain(name): name for column in columns for name in (column.zh, column.en)}
    near = difflib.get_close_matches(_plain(label), list(names), n=1, cutoff=0.5)
    if near:
        return Problem("unknown_column", row, label, label, {"nearest": names[near[0]]})
    return Problem(
        "unknown_column_of_list",
        row,
        label,
        label,
        {"accepted": ", ".join(column.zh for column in columns[:12])},
    )
