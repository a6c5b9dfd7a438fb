"""The kinds of files that can be imported. Each app registers its own in its ``apps.py``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from contracts.imports.columns import Column
    from contracts.imports.rows import Row
    from contracts.models import Staff

New = TypeVar("New")


@dataclass(frozen=True, slots=True)
class Context:
    """Who imports, and when. ``organisation_id`` limits everything to one organisation's teams; None does not."""

    by: Staff
    organisation_id: int | None
    today: date
    now: datetime


@dataclass(slots=True)
class Checked(Generic[New]):
    """What a check found: the new values with their rows, and the rows that are there already."""

    new: list[tuple[Row, New]] = field(default_factory=list)
    unchanged: list[Row] = field(default_factory=list)


class Kind(ABC, Generic[New]):
    """One kind of file: its columns, its checks against the database, and its writer."""

    key: str
    columns: Sequence[Column]
    # Words for the codes that only this kind uses.
    words: Mapping[str, str | Promise] = {}

    @abstractmethod
    def check(
        self, rows: Sequence[Row], context: Context, told: Callable[[int], None]
    ) -> Checked[New]:
        """Compare all rows with each other and with the database, set-based; problems are noted in the rows.

        ``told`` takes a percentage.
        """

    @abstractmethod
    def write(self, new: Sequence[New], context: Context) -> None:
        """Write checked values inside the caller's transaction and let the state follow."""


_kinds: dict[str, Kind[object]] = {}


def register(kind: Kind[New]) -> None:
    """Make a kind known; a second one with the same key replaces the first."""
    _kinds[kind.key] = kind  # type: ignore[assignment]  # values only travel back into the kind they came from


def kind_of(key: str) -> Kind[object]:
    """The kind with this key; KeyError when nobody registered it."""
    return _kinds[key]


def kinds() -> list[Kind[object]]:
    """All kinds in the order in which they were registered."""
    return list(_kinds.values())
