"""One row of a file while it is being checked: what it says, typed, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from contracts.imports.columns import Column
from contracts.imports.headers import Header
from contracts.imports.problems import Problem

# Of a personal value a report keeps so many characters at the start and at the end.
SHOWN_START, SHOWN_END = 6, 4
SHOWN_VALUE = 60


@dataclass(slots=True)
class Row:
    """A row: its number in the sheet, its cells as found, the values that could be read, its problems.

    A column that the file does not have and an empty cell are both absent from ``given``: nothing is said.
    """

    number: int
    cells: Sequence[str]
    header: Header
    columns: Mapping[str, Column]
    given: dict[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong so far."""
        return not self.problems

    def refuse(self, code: str, key: str = "", /, **values: str) -> None:
        """Note what is wrong, at the column with this key or with the row as a whole."""
        self.problems.append(Problem(code, self.number, self.label(key), self.shown(key), values))

    def label(self, key: str) -> str:
        """The header of a column as written in the file; its own name when the file lacks it."""
        if not key:
            return ""
        column = self.columns[key]
        return self.header.labels.get(key, column.zh)

    def raw(self, key: str) -> str:
        """The cell of a column as found, empty when there is none."""
        place = self.header.places.get(key)
        return "" if place is None or place >= len(self.cells) else self.cells[place]

    def shown(self, key: str) -> str:
        """The cell as a report may keep it: personal values masked, long ones cut."""
        if not key:
            return ""
        found = str(self.raw(key))
        return masked(found) if self.columns[key].personal else found[:SHOWN_VALUE]

    def unit(self, key: str) -> str:
        """The unit in the brackets of the column's header, if any."""
        return self.header.units.get(key, "")

    def text(self, key: str) -> str:
        """A text, empty when nothing is said."""
        value = self.given.get(key, "")
        if not isinstance(value, str):
            raise TypeError(key)
        return value

    def day(self, key: str) -> date | None:
        """A day, None when nothing is said."""
        value = self.given.get(key)
        if value is not None and not isinstance(value, date):
            raise TypeError(key)
        return value

    def needed_day(self, key: str) -> date:
        """A day that a good row has."""
        value = self.day(key)
        if value is None:
            raise TypeError(key)
        return value

    def number_of(self, key: str) -> Decimal | None:
        """An exact number, None when nothing is said."""
        value = self.given.get(key)
        if value is not None and not isinstance(value, Decimal):
            raise TypeError(key)
        return value

    def whole(self, key: str) -> int | None:
        """A whole number, None when nothing is said."""
        value = self.given.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise TypeError(key)
        return value

    def flag(self, key: str) -> bool | None:
        """Yes or no, None when nothing is said."""
        value = self.given.get(key)
        if value is not None and not isinstance(value, bool):
            raise TypeError(key)
        return value

    def several(self, key: str) -> tuple[str, ...]:
        """Several values, empty when nothing is said."""
        value = self.given.get(key, ())
        if not isinstance(value, tuple):
            raise TypeError(key)
        return value


def masked(value: str) -> str:
    """A personal value as reports keep it: 990101********0018, and of short ones the end only."""
    if len(value) > SHOWN_START + SHOWN_END + 1:
        hidden = len(value) - SHOWN_START - SHOWN_END
        return f"{value[:SHOWN_START]}{'*' * hidden}{value[-SHOWN_END:]}"[:SHOWN_VALUE]
    return f"{'*' * max(len(value) - 2, 1)}{value[-2:]}" if value else ""
