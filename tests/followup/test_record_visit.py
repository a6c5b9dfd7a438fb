"""Recording a visit: what it means, what moves with it, what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import Error, connection

from contracts.domain.errors import DomainError

if TYPE_CHECKING:
    from tests.followup.conftest import Place

TODAY = date(2026, 6, 15)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("systolic", "diastolic", "state", "due_after_days"),
    [
        # born in 1955, so the limit is below 150/90
        (128, 78, "controlled", 90),
        (149, 89, "controlled", 90),
        (150, 80, "not_controlled", 14),
        (140, 90, "not_controlled", 14),
        (180, 80, "emergency", 14),
        (150, 110, "emergency", 14),
        (None, None, "no_reading", 14),
    ],
)
def test_the_care_state_moves_with_the_visit(
    place: Place, systolic: int | None, diastolic: int | None, state: str, due_after_days: int
) -> None:
    from followup.models import CareState

    resident = place.resident(registered_on=date(2026, 1, 1))

    visit = place.visit(resident, systolic_mmhg=systolic, diastolic_mmhg=diastolic)

    kept = CareState.objects.get(resident=resident)
    assert (kept.state, kept.last_visit_id) == (state, visit.pk)
    assert kept.next_due_on == TODAY + timedelta(days=due_after_days)


def test_the_class_of_the_form_is_written_with_the_section(place: Place) -> None:
    visit = place.visit(
        place.resident(registers=("hypertension", "t2dm")),
        conditions=("hypertension", "t2dm"),
        fasting_glucose_mmol_l=Decimal("7.8"),
    )

    assert visit.hypertension.classification == "1"
    assert visit.diabetes.classification == "2"


def test_two_unsatisfactory_visits_in_a_row_ask_for_referral(place: Place) -> None:
    from followup.models import CareState

    resident = place.resident()
    place.visit(resident, visited_on=TODAY - timedelta(14), systolic_mmhg=160)
    place.visit(resident, systolic_mmhg=158)

    state = CareState.objects.get(resident=resident)
    assert (state.unsatisfactory_count, state.action) == (2, "refer_and_follow_up")


@pytest.mark.parametrize(
    ("visited_on", "code"),
    [
        (TODAY + timedelta(1), "in_the_future"),
        (date(1955, 2, 28), "before_birth"),
        # the contract starts on 1 January 2026
        (date(2025, 12, 31), "no_contract"),
    ],
)
def test_an_impossible_day_is_refused(place: Place, visited_on: date, code: str) -> None:
    from followup.models import Visit

    resident = place.resident()

    with pytest.raises(DomainError, match=code):
        place.visit(resident, visited_on=visited_on)

    assert not Visit.objects.exists()


def test_a_second_visit_of_the_same_team_and_day_is_refused(place: Place) -> None:
    resident = place.resident()
    place.visit(resident)

    with pytest.raises(DomainError, match="visit_exists"):
        place.visit(resident)


def test_a_condition_that_is_not_on_the_register_is_refused(place: Place) -> None:
    with pytest.raises(DomainError, match="no_register"):
        place.visit(place.resident(), conditions=("t2dm",))


def test_only_a_doctor_records(place: Place) -> None:
    from followup.services.visits import record_visit

    with pytest.raises(DomainError, match="not_permitted"):
        record_visit(by=place.admin, entry=place.entry(place.resident()))


def test_a_correction_moves_the_state_and_leaves_the_first_entry_alone(place: Place) -> None:
    from followup.models import CareState, Visit
    from followup.services.visits import correct_visit

    resident = place.resident()
    first = place.visit(resident, systolic_mmhg=182)

    corrected, _assessments = correct_visit(
        by=place.doctor, original=first, entry=place.entry(resident), reason="typing error"
    )

    assert CareState.objects.get(resident=resident).state == "controlled"
    assert Visit.objects.get(pk=first.pk).systolic_mmhg == 182
    assert list(Visit.objects.current()) == [corrected]


def test_a_version_that_was_corrected_cannot_be_corrected_again(place: Place) -> None:
    from followup.services.visits import correct_visit

    resident = place.resident()
    first = place.visit(resident)
    correct_visit(by=place.doctor, original=first, entry=place.entry(resident), reason="once")

    with pytest.raises(DomainError, match="already_corrected"):
        correct_visit(by=place.doctor, original=first, entry=place.entry(resident), reason="twice")


@pytest.mark.parametrize(
    "statement",
    ["update followup_visit set systolic_mmhg = 120", "delete from followup_visit"],
)
def test_the_database_refuses_to_change_or_delete_a_visit(place: Place, statement: str) -> None:
    place.visit(place.resident())

    with connection.cursor() as cursor, pytest.raises(Error):
        cursor.execute(statement)


def test_recording_is_written_to_the_access_log_without_a_reading(place: Place) -> None:
    from contracts.models import AccessEvent

    visit = place.visit(place.resident("王桂兰"))

    event = AccessEvent.objects.get(action="recorded")
    assert (event.actor, event.subject, event.subject_key) == ("doctor", "visit", str(visit.pk))
    assert event.detail == ""


def test_the_care_states_are_what_a_recomputation_finds(place: Place) -> None:
    from followup.services import care_states

    for number in range(3):
        resident = place.resident(f"居民{number}", registers=("hypertension", "t2dm"))
        place.visit(
            resident, visited_on=TODAY - timedelta(30 * number), systolic_mmhg=130 + 15 * number
        )

    assert care_states.differences(TODAY) == []


def test_a_rebuild_restores_states_that_were_lost(place: Place) -> None:
    from followup.models import CareState
    from followup.services import care_states

    place.visit(place.resident())
    CareState.objects.all().delete()

    assert len(care_states.differences(TODAY)) == 1
    assert care_states.rebuild_all(TODAY) == 1
    assert care_states.differences(TODAY) == []
