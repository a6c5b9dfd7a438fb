"""What a biography leaves behind: one list of rows per table, each row a mapping of column to value."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import count
from typing import TypeAlias

Cell: TypeAlias = str | int | bytes | None
Row: TypeAlias = dict[str, Cell]

# In the order of their foreign keys.
TABLES = (
    "contracts_resident",
    "contracts_contract",
    "followup_registerentry",
    "followup_visit",
    "followup_hypertensionsection",
    "followup_diabetessection",
    "followup_visitmedication",
    "followup_reading",
    "followup_encounter",
)


class Rows:
    """Rows by table; ids are handed out in the order in which rows are added."""

    def __init__(self, first_ids: Mapping[str, int] | None = None) -> None:
        first = first_ids or {}
        self._ids = {table: count(first.get(table, 1)) for table in TABLES}
        self._rows: defaultdict[str, list[Row]] = defaultdict(list)

    def add(self, table: str, row: Row) -> int:
        """Add a row and answer its id."""
        key = next(self._ids[table])
        row["id"] = key
        self._rows[table].append(row)
        return key

    def take(self) -> dict[str, list[Row]]:
        """Hand over what was added since the last time, in the order of the foreign keys."""
        taken = {table: self._rows[table] for table in TABLES if self._rows[table]}
        self._rows = defaultdict(list)
        return taken

    def next_ids(self) -> Iterator[tuple[str, int]]:
        """The first id of each table that is still free; ends the life of this object."""
        for table, ids in self._ids.items():
            yield table, next(ids)
