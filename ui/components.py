"""The inputs of the components, as typed values that a view fills and a template shows.

Each class names the template in ``templates/components/`` that renders it. Words come in ready
and translated; numbers that a person reads come in as text from ``ui.formats``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils.safestring import SafeString

Tone = Literal["good", "warn", "bad", "info", "quiet", "urgent"]
StepState = Literal["done", "now", "returned", "todo"]

TONE_ICONS: dict[str, str] = {
    "good": "check",
    "warn": "alert",
    "bad": "cross",
    "info": "clock",
    "quiet": "dash",
    "urgent": "alert",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """badge.html: a status as icon, word and colour, always all three."""

    word: str
    tone: Tone = "quiet"
    icon: str = ""

    @property
    def sign(self) -> str:
        """Return the icon: the one asked for, else the tone's own."""
        return self.icon or TONE_ICONS[self.tone]


@dataclass(frozen=True, slots=True)
class Action:
    """button.html: a link that looks like a button. ``name`` is read out for an icon alone."""

    label: str
    href: str
    icon: str = ""
    style: Literal["", "primary", "danger", "plain", "square"] = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """facts.html: one row of a fact list; ``total`` draws a rule above."""

    label: str
    value: str | SafeString
    note: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """figures.html: a big number with its unit, and its denominator or meaning below."""

    label: str
    value: str
    unit: str = ""
    note: str = ""
    badge: Badge | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Crumb:
    """breadcrumb.html: a page above this one."""

    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """filters.html: one view of a list, with how many it holds."""

    label: str
    href: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class WorkEntry:
    """work.html: the entry to a worklist and how many wait there."""

    label: str
    count: int | str
    href: str
    note: str = ""
    badge: Badge | None = None


@dataclass(frozen=True, slots=True)
class DueRow:
    """due_list.html: who, why now, what to say next, and the two actions."""

    badge: Badge
    name: str
    who: str
    reading: str
    why: str
    advice: str = ""
    href: str = ""
    spark: SafeString | str = ""
    phone: str = ""
    log_href: str = ""
    log_label: str = ""


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step of an explained line: clause, formula, numbers, result or source."""

    heading: str
    text: str | SafeString
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """lines.html: an amount that opens to its clause, formula, numbers, result and source."""

    key: str
    label: str
    amount: str
    note: str = ""
    steps: Sequence[TraceStep] = ()
    kind: Literal["", "total", "result"] = ""
    badge: Badge | None = None
    is_open: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """steps.html: one step of a procedure; the person and the time stand in it."""

    word: str
    state: StepState = "todo"
    when: str = ""
    who: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """timeline.html: something that happened to the resident."""

    icon: str
    title: str
    when: str
    text: str = ""
    tone: Literal["", "info", "good", "warn", "bad"] = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of table.html; ``is_number`` aligns right."""

    label: str
    is_number: bool = False

    @classmethod
    def number(cls, label: str) -> "Column":
        """Return a column of numbers."""
        return cls(label, is_number=True)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of table.html: text, and at most a link, a note below and a badge."""

    text: str | SafeString = ""
    href: str = ""
    note: str = ""
    badge: Badge | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of table.html; the first cell is its head."""

    cells: Sequence[Cell]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """table.html: a captioned table that folds to records on a phone."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row] = field(default_factory=tuple)
    show_caption: bool = False

    @property
    def records(self) -> list["Record"]:
        """Pair each cell with its column, so that a folded cell can name itself."""
        return [
            Record(list(zip(self.columns, row.cells, strict=True)), row.total) for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a table with each cell beside its column."""

    pairs: list[tuple[Column, Cell]]
    total: bool

    @property
    def head(self) -> tuple[Column, Cell]:
        """Return the first column and cell."""
        return self.pairs[0]

    @property
    def rest(self) -> list[tuple[Column, Cell]]:
        """Return all further columns and cells."""
        return self.pairs[1:]


def plain_table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Table:
    """Make a table of plain text cells."""
    return Table(caption, columns, [Row([Cell(text) for text in row]) for row in rows])
