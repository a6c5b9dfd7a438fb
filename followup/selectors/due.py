"""Who is due: one row per resident, read from the care states alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Value, When

from contracts.selectors import names_of, residents_visible_to
from followup.models import CareState
from followup.rules import clinical_rule_set

if TYPE_CHECKING:
    from contracts.models import Staff

PAGE = 20
DUE_SOON = "due_soon"


class DueRank(IntEnum):
    """The order of the list, the most urgent first."""

    EMERGENCY = 0
    OVERDUE_NOT_CONTROLLED = 1
    OVERDUE = 2
    TODAY = 3
    SOON = 4


class DueView(StrEnum):
    """The parts of the list that a doctor may look at alone."""

    ALL = "all"
    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"


@dataclass(frozen=True, slots=True)
class DueFilter:
    """What is asked for; ``after`` is the cursor of the last row seen, empty for the first page."""

    view: DueView = DueView.ALL
    condition: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class DueCondition:
    """Where the resident stands in one condition. ``last_value_1/2`` are mmHg, or mmol/L for glucose."""

    condition: str
    state: str
    last_visit_on: date | None
    last_value_1: Decimal | None
    last_value_2: Decimal | None
    unsatisfactory_count: int
    action: str
    next_due_on: date | None


@dataclass(frozen=True, slots=True)
class DueResident:
    """One row: a resident with all conditions on the register; ``overdue_days`` is negative before the day."""

    resident_id: int
    name: str
    sex: str
    born_on: date
    phone: str
    rank: DueRank
    due_on: date
    overdue_days: int
    conditions: Sequence[DueCondition]
    cursor: str


@dataclass(frozen=True, slots=True)
class DueList:
    """A page of the list, how many each view holds, and the cursor of the next page (empty: the last)."""

    rows: Sequence[DueResident]
    counts: dict[DueView, int]
    next_after: str


def due_list(staff: Staff, day: date, wanted: DueFilter, *, size: int = PAGE) -> DueList:
    """The residents whom this member of staff should see next, the most urgent first. Four queries.

    Emergencies come first, then overdue and not controlled, overdue, due today, due within the days that the
    rule set calls soon; within a rank the earliest due day first. A wrong cursor reads as the first page.
    """
    residents = _due_residents(staff, day, wanted.condition)
    shown = residents.filter(_of_view(wanted.view, day)).filter(_after(wanted.after))
    found = list(shown.order_by("rank", "due_on", "resident_id")[: size + 1])
    page = found[:size]
    return DueList(
        rows=_rows(page, day),
        counts=_counts(residents, day),
        next_after=_cursor(page[-1]) if len(found) > size else "",
    )


def due_count(staff: Staff, day: date) -> int:
    """How many residents the due list holds. One query."""
    return _due_residents(staff, day, "").count()


def _due_residents(staff: Staff, day: date, condition: str) -> QuerySet[Any, Any]:
    """One row per resident: rank and first due day. Nobody whose contract ended, however old the state is."""
    until = day + timedelta(days=_soon_days(day))
    is_urgent = Q(state=CareState.State.EMERGENCY)
    is_overdue = Q(next_due_on__lt=day)
    states = CareState.objects.filter(
        is_urgent | Q(next_due_on__lte=until),
        next_due_on__isnull=False,
        resident__in=residents_visible_to(staff, day).values("pk"),
    )
    if condition:
        states = states.filter(condition=condition)
    rank = Case(
        When(is_urgent, then=Value(DueRank.EMERGENCY.value)),
        When(
            is_overdue & Q(state=CareState.State.NOT_CONTROLLED),
            then=Value(DueRank.OVERDUE_NOT_CONTROLLED.value),
        ),
        When(is_overdue, then=Value(DueRank.OVERDUE.value)),
        When(next_due_on=day, then=Value(DueRank.TODAY.value)),
        default=Value(DueRank.SOON.value),
        output_field=IntegerField(),
    )
    return (
        states.order_by().values("resident_id").annotate(rank=Min(rank), due_on=Min("next_due_on"))
    )


def _soon_days(day: date) -> int:
    """How many days ahead the list looks, as the rule set's band says."""
    bands = clinical_rule_set(day).overdue_bands
    return next((-band.from_days for band in bands if band.band == DUE_SOON), 0)


def _of_view(view: DueView, day: date) -> Q:
    return {
        DueView.ALL: Q(),
        DueView.OVERDUE: Q(due_on__lt=day),
        DueView.TODAY: Q(due_on=day),
        DueView.SOON: Q(due_on__gt=day),
    }[view]


def _counts(residents: QuerySet[Any, Any], day: date) -> dict[DueView, int]:
    asked = {view.value: Count("resident_id", filter=_of_view(view, day)) for view in DueView}
    asked[DueView.ALL.value] = Count("resident_id")
    found = residents.aggregate(**asked)
    return {view: found[view.value] for view in DueView}


def _rows(page: Sequence[dict[str, Any]], day: date) -> list[DueResident]:
    ids = [row["resident_id"] for row in page]
    residents = names_of(ids)
    conditions: dict[int, list[DueCondition]] = defaultdict(list)
    for state in CareState.objects.filter(resident_id__in=ids).order_by("condition"):
        conditions[state.resident_id].append(
            DueCondition(
                condition=state.condition,
                state=state.state,
                last_visit_on=state.last_visit_on,
                last_value_1=state.last_value_1,
                last_value_2=state.last_value_2,
                unsatisfactory_count=state.unsatisfactory_count,
                action=state.action,
                next_due_on=state.next_due_on,
            )
        )
    return [
        DueResident(
            resident_id=row["resident_id"],
            name=residents[row["resident_id"]].name,
            sex=residents[row["resident_id"]].sex,
            born_on=residents[row["resident_id"]].born_on,
            phone=residents[row["resident_id"]].phone,
            rank=DueRank(row["rank"]),
            due_on=row["due_on"],
            overdue_days=(day - row["due_on"]).days,
            conditions=tuple(conditions[row["resident_id"]]),
            cursor=_cursor(row),
        )
        for row in page
    ]


def _cursor(row: dict[str, Any]) -> str:
    return f"{row['rank']}_{row['due_on'].isoformat()}_{row['resident_id']}"


def _after(cursor: str) -> Q:
    """The rows behind a cursor, everything when there is none or it is not one of ours."""
    try:
        rank_text, day_text, resident_text = cursor.split("_")
        rank, due_on, resident_id = (
            int(rank_text),
            date.fromisoformat(day_text),
            int(resident_text),
        )
    except ValueError:
        return Q()
    return (
        Q(rank__gt=rank)
        | Q(rank=rank, due_on__gt=due_on)
        | Q(rank=rank, due_on=due_on, resident_id__gt=resident_id)
    )
