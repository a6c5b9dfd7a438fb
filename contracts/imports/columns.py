"""The columns that a kind of file has: their names in both languages, and how a cell is read."""

from collections.abc import Callable
from dataclasses import dataclass

# Columns that people keep beside the data. They are not read; the report names them.
NOT_READ = (
    "序号",
    "行号",
    "no",
    "no.",
    "#",
    "备注",
    "remarks",
    "note",
    "录入时间",
    "entered_at",
    "录入人",
    "entered_by",
)
# The column that an error file adds; a mended error file is imported as it is.
ERROR_COLUMN = "错误 error"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: stable key, header in Chinese and English, other headers in use, and its reader.

    ``required``: the column must be there and every cell filled. ``units`` are those a header may carry in
    brackets; the first is the one meant when none is named. ``personal`` values are masked in reports.
    """

    key: str
    zh: str
    en: str
    read: Callable[[str], object]
    required: bool = False
    synonyms: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    personal: bool = False
    about: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every header that means this column."""
        return (self.key, self.zh, self.en, *self.synonyms)
