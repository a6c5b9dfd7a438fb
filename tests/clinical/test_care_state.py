"""Where a resident stands with a condition, from all of his visits."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from followup.domain.care_state import (
    CareState,
    VisitForState,
    assess_history,
    care_state,
    overdue_band,
)
from followup.domain.classify import Action, Readings, VisitClass
from tests.clinical.documents import CN_2017

BORN_ON = date(1970, 1, 1)
REGISTERED_ON = date(2026, 1, 1)


def _visit(
    day: date, systolic: int | None = None, diastolic: int | None = None, **more: Any
) -> VisitForState:
    given: dict[str, Any] = {"visit_id": day.toordinal(), "mode": "clinic", **more}
    return VisitForState(
        visited_on=day,
        recorded_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
        readings=Readings(
            None if systolic is None else Decimal(systolic),
            None if diastolic is None else Decimal(diastolic),
        ),
        **given,
    )


def _state(*visits: VisitForState, as_of: date = date(2026, 6, 1)) -> CareState:
    return care_state(
        CN_2017,
        "hypertension",
        born_on=BORN_ON,
        registered_on=REGISTERED_ON,
        visits=visits,
        as_of=as_of,
    )


def test_without_a_visit_the_first_is_due_90_days_after_registration() -> None:
    state = _state(as_of=date(2026, 4, 2))

    assert state.next_due_on == date(2026, 4, 1)
    assert state.overdue_days == 1
    assert state.overdue_band == "overdue"
    assert state.last_assessment is None


def test_two_uncontrolled_in_a_row_are_referred_and_due_in_14_days() -> None:
    state = _state(_visit(date(2026, 3, 14), 150, 92), _visit(date(2026, 3, 1), 155, 95))

    assert state.last_assessment is not None
    assert state.last_assessment.action == Action.REFER_AND_FOLLOW_UP
    assert state.consecutive_unsatisfactory == 2
    assert state.next_due_on == date(2026, 3, 28)


def test_a_telephone_reading_is_shown_to_the_doctor() -> None:
    state = _state(
        _visit(date(2026, 3, 1), 155, 95), _visit(date(2026, 3, 10), 130, 80, mode="phone")
    )

    assert state.last_reading_on == date(2026, 3, 10)
    assert state.last_visit_on == date(2026, 3, 10)
    assert state.last_face_to_face_on == date(2026, 3, 1)
    assert state.last_assessment is not None
    assert state.last_assessment.visit_class == VisitClass.CONTROLLED


def test_a_call_without_a_reading_does_not_move_a_due_day_that_is_ahead() -> None:
    state = _state(_visit(date(2026, 3, 1), 130, 80), _visit(date(2026, 5, 1), mode="phone"))

    assert state.next_due_on == date(2026, 5, 30)
    assert state.last_reading_on == date(2026, 3, 1)


def test_a_call_without_a_reading_after_the_due_day_gives_two_weeks() -> None:
    state = _state(_visit(date(2026, 1, 5), 130, 80), _visit(date(2026, 5, 1), mode="phone"))

    assert state.next_due_on == date(2026, 5, 15)


@pytest.mark.parametrize(
    ("booked_on", "due_on"),
    [
        (date(2026, 4, 1), date(2026, 4, 1)),
        (date(2026, 8, 1), date(2026, 5, 30)),  # later than the rule set allows
        (None, date(2026, 5, 30)),
    ],
)
def test_the_doctors_booking_counts_up_to_the_limit(booked_on: date | None, due_on: date) -> None:
    state = _state(_visit(date(2026, 3, 1), 130, 80, booked_on=booked_on))

    assert state.next_due_on == due_on


def test_a_booking_does_not_postpone_a_recheck() -> None:
    state = _state(_visit(date(2026, 3, 1), 150, 95, booked_on=date(2026, 5, 1)))

    assert state.next_due_on == date(2026, 3, 15)


def test_ended_management_is_never_due() -> None:
    state = _state(_visit(date(2026, 3, 1), 130, 80, outcome="ended"))

    assert state.next_due_on is None
    assert state.overdue_days is None
    assert state.overdue_band == "ended"


def test_a_lost_resident_stays_due() -> None:
    state = _state(_visit(date(2026, 1, 5), 130, 80), _visit(date(2026, 4, 1), outcome="lost"))

    assert state.is_lost
    assert state.next_due_on == date(2026, 4, 5)


def test_visits_after_the_day_are_not_looked_at() -> None:
    visits = (_visit(date(2026, 3, 1), 130, 80), _visit(date(2026, 5, 1), 155, 95))

    state = _state(*visits, as_of=date(2026, 4, 30))

    assert state.last_visit_on == date(2026, 3, 1)


def test_visits_of_one_day_count_in_the_order_they_were_recorded() -> None:
    day = date(2026, 3, 1)
    first = _visit(day, 155, 95, visit_id=1)
    second = _visit(day, 130, 80, visit_id=2)

    history = assess_history(CN_2017, "hypertension", born_on=BORN_ON, visits=(second, first))

    assert [item.visit.visit_id for item in history] == [1, 2]


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (-8, "not_due"),
        (-7, "due_soon"),
        (0, "due_soon"),
        (1, "overdue"),
        (30, "overdue"),
        (31, "overdue_30"),
        (90, "overdue_30"),
        (91, "overdue_90"),
    ],
)
def test_overdue_bands_begin_where_the_rule_set_says(days: int, band: str) -> None:
    assert overdue_band(CN_2017, days) == band
