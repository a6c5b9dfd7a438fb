"""Pages of a list by the key of its last row: the thousandth page costs what the first costs.

The cursor in an address is a row's id alone, never a name; it is looked up within the rows that the reader may see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

Row = TypeVar("Row", bound=Model)
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page and the cursors around it; an empty cursor means there is nothing more."""

    rows: list[Row]
    before: str
    after: str

    def links(self, query: str) -> tuple[str, str]:
        """The addresses of the page before and after, behind the filters of ``query``; empty when there is none."""
        joint = f"?{query}&" if query else "?"
        return (
            f"{joint}before={self.before}" if self.before else "",
            f"{joint}after={self.after}" if self.after else "",
        )


def page(
    rows: QuerySet[Row],
    *,
    by: Sequence[str],
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
) -> Page[Row]:
    """One page of ``rows`` ordered ``by`` fields (a minus descends; the last one is unique). Two queries at most.

    A cursor that is not among the rows raises Http404.
    """
    backwards = bool(before) and not after
    order = [_turned(name) for name in by] if backwards else list(by)
    wanted = rows.order_by(*order)
    cursor = before if backwards else after
    if cursor:
        wanted = wanted.filter(_beyond(rows, order, cursor))
    found = list(wanted[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_before, has_after = (more, bool(found)) if backwards else (bool(cursor), more)
    return Page(
        rows=found,
        before=str(found[0].pk) if found and has_before else "",
        after=str(found[-1].pk) if found and has_after else "",
    )


def _beyond(rows: QuerySet[Row], order: Sequence[str], cursor: str) -> Q:
    names = [name.removeprefix("-") for name in order]
    if not cursor.isdecimal() or len(cursor) > len(str(2**63)) - 1:
        raise Http404
    values: tuple[Any, ...] | None = (
        rows.order_by().filter(pk=int(cursor)).values_list(*names).first()
    )
    if values is None:
        raise Http404
    beyond, equal = Q(), Q()
    for name, ordered, value in zip(names, order, values, strict=True):
        step = "lt" if ordered.startswith("-") else "gt"
        beyond |= equal & Q(**{f"{name}__{step}": value})
        equal &= Q(**{name: value})
    return beyond


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"
