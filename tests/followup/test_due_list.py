"""Who is due, in which order, and that the list stays cheap."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from tests.followup.conftest import Place

TODAY = date(2026, 6, 15)

pytestmark = pytest.mark.django_db


def names(place: Place, **wanted: object) -> list[str]:
    from followup.selectors import DueFilter, due_list

    return [row.name for row in due_list(place.doctor, TODAY, DueFilter(**wanted)).rows]


def test_emergencies_come_first_then_overdue_and_not_controlled_then_overdue_then_today(
    place: Place,
) -> None:
    # controlled on 17 March, so due 90 days later, on 15 June
    place.visit(place.resident("今日"), visited_on=TODAY - timedelta(90))
    place.visit(place.resident("逾期"), visited_on=TODAY - timedelta(100))
    # not controlled on 25 May: due 14 days later, on 8 June
    place.visit(place.resident("未达标"), visited_on=date(2026, 5, 25), systolic_mmhg=168)
    place.visit(place.resident("危急"), visited_on=TODAY, systolic_mmhg=186)
    place.visit(place.resident("本周"), visited_on=TODAY - timedelta(85))
    place.visit(place.resident("以后"), visited_on=TODAY)

    assert names(place) == ["危急", "未达标", "逾期", "今日", "本周"]


def test_each_view_holds_what_its_name_says(place: Place) -> None:
    from followup.selectors import DueFilter, DueView, due_list

    place.visit(place.resident("今日"), visited_on=TODAY - timedelta(90))
    place.visit(place.resident("逾期"), visited_on=TODAY - timedelta(100))
    place.visit(place.resident("本周"), visited_on=TODAY - timedelta(85))

    found = due_list(place.doctor, TODAY, DueFilter())

    assert found.counts == {
        DueView.ALL: 3,
        DueView.OVERDUE: 1,
        DueView.TODAY: 1,
        DueView.SOON: 1,
    }
    assert names(place, view=DueView.OVERDUE) == ["逾期"]
    assert names(place, view=DueView.TODAY) == ["今日"]
    assert names(place, view=DueView.SOON) == ["本周"]


def test_a_resident_with_two_conditions_is_one_row_with_both(place: Place) -> None:
    from followup.selectors import DueFilter, due_list

    place.resident("周福生", registers=("hypertension", "t2dm"))

    [row] = due_list(place.doctor, TODAY, DueFilter()).rows

    assert [state.condition for state in row.conditions] == ["hypertension", "t2dm"]
    # registered on 1 January, so the first visit was due 90 days later, on 1 April: 75 days ago
    assert (row.due_on, row.overdue_days) == (date(2026, 4, 1), 75)


def test_another_teams_resident_is_not_on_the_list(place: Place) -> None:
    place.resident("别人", team=place.other_team)

    assert names(place) == []


def test_a_resident_whose_contract_has_ended_is_not_on_the_list(place: Place) -> None:
    from contracts.models import Contract

    resident = place.resident("已解约")
    Contract.objects.filter(resident=resident).update(ends_on=TODAY)

    assert names(place) == []


def test_pages_follow_each_other_without_gap_or_repetition(place: Place) -> None:
    from followup.selectors import DueFilter, due_list

    for number in range(7):
        place.resident(f"居民{number}", registered_on=date(2026, 1, 1 + number % 3))

    seen: list[str] = []
    after = ""
    for _page in range(3):
        found = due_list(place.doctor, TODAY, DueFilter(after=after), size=3)
        seen += [row.name for row in found.rows]
        after = found.next_after

    assert len(seen) == 7
    assert seen == names(place)
    assert after == ""


def test_a_cursor_that_is_not_ours_reads_as_the_first_page(place: Place) -> None:
    place.resident("王桂兰")

    assert names(place, after="x_y") == ["王桂兰"]


@pytest.mark.parametrize("residents", [10, 200])
def test_the_list_costs_four_queries_whatever_its_length(place: Place, residents: int) -> None:
    from followup.selectors import DueFilter, due_list

    for number in range(residents):
        place.resident(f"居民{number}")

    with CaptureQueriesContext(connection) as queries:
        due_list(place.doctor, TODAY, DueFilter())

    # rows, residents, their conditions, counts
    assert len(queries) == 4


def test_the_states_of_a_register_add_to_everybody_on_it(place: Place) -> None:
    from followup.selectors import register_states

    place.visit(place.resident("达标"))
    place.visit(place.resident("未达标"), systolic_mmhg=168)
    place.visit(place.resident("危急"), systolic_mmhg=186)
    place.visit(place.resident("未测"), systolic_mmhg=None, diastolic_mmhg=None)
    place.resident("未随访")

    [states] = register_states(place.doctor, TODAY)

    assert (states.controlled, states.not_controlled, states.no_reading, states.not_seen) == (
        1,
        2,
        1,
        1,
    )
    assert states.total == 5
