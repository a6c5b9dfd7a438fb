"""The API: what comes back, what is refused and how, and that its description is right."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command

from tests import world as worlds

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

pytestmark = pytest.mark.django_db
RESIDENTS, VISITS = "/api/residents/", "/api/visits/"


def visit_of(resident_id: int, **changes: Any) -> dict[str, Any]:
    return {
        "resident_id": resident_id,
        "visited_on": "2026-06-15",
        "mode": "clinic",
        "outcome": "continue",
        "systolic_mmhg": 152,
        "diastolic_mmhg": 88,
        "weight_kg": "66.4",
        "height_cm": "160.0",
        "hypertension": {"symptoms": ["1"], "salt": "2"},
        "medications": [{"name": "氨氯地平", "times_per_day": "1", "dose": "5 mg"}],
        **changes,
    }


def post(client: Client, body: dict[str, Any]) -> Any:
    return client.post(VISITS, body, content_type="application/json")


def floats_in(value: Any) -> list[float]:
    if isinstance(value, float):
        return [value]
    if isinstance(value, dict):
        return [found for item in value.values() for found in floats_in(item)]
    if isinstance(value, list):
        return [found for item in value for found in floats_in(item)]
    return []


def test_description_is_valid_and_without_warnings() -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=io.StringIO())


def test_search_finds_on_the_own_panel_and_shows_no_identity_number(
    client: Client, world: World
) -> None:
    client.force_login(world.here.doctor)

    answer = client.get(RESIDENTS, {"q": "此地居民1"})

    assert [row["id"] for row in answer.json()["results"]] == [world.here.residents[1].pk]
    assert world.here.residents[1].id_number not in answer.content.decode()


def test_pages_of_the_panel_meet_without_a_gap(client: Client, world: World) -> None:
    for number in range(55):
        worlds.sign(world.here, name=f"赵{number}")
    client.force_login(world.here.doctor)

    first = client.get(RESIDENTS).json()
    second = client.get(RESIDENTS, {"after": first["next_after"]}).json()

    ids = [row["id"] for row in first["results"] + second["results"]]
    assert len(ids) == len(set(ids)) == 57
    assert second["next_after"] == ""


def test_resident_opens_with_phone_and_contracts(client: Client, world: World) -> None:
    client.force_login(world.here.doctor)
    resident = world.here.residents[0]

    answer = client.get(f"{RESIDENTS}{resident.pk}/").json()

    assert answer["phone"] == resident.phone
    assert [row["ends_on"] for row in answer["contracts"]] == ["2027-01-01"]


def test_visit_is_recorded_with_its_class_and_next_day(client: Client, world: World) -> None:
    from followup.models import Visit

    client.force_login(world.here.doctor)

    answer = post(client, visit_of(world.here.residents[1].pk))

    body = answer.json()
    assert answer.status_code == 201, body
    assert body["assessments"][0]["visit_class"] == "not_controlled"
    assert body["visit"]["bmi"] == "25.9"  # 66.4 / 1.6 / 1.6 = 25.94
    assert body["visit"]["medications"][0]["name"] == "氨氯地平"
    assert Visit.objects.get(pk=body["visit"]["id"]).entered_by == world.here.doctor.username
    assert floats_in(body) == []


def test_second_visit_on_one_day_is_a_conflict_with_a_code(client: Client, world: World) -> None:
    client.force_login(world.here.doctor)

    answer = post(client, visit_of(world.here.residents[0].pk))

    assert answer.status_code == 409
    assert answer.json()["code"] == "visit_exists"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"systolic_mmhg": 700}, "systolic_mmhg"),
        ({"systolic_mmhg": 80, "diastolic_mmhg": 90}, "systolic_mmhg"),
        ({"diastolic_mmhg": None}, "systolic_mmhg"),
        ({"mode": "telepathy"}, "mode"),
        ({"hypertension": {"symptoms": ["77"]}}, "hypertension"),
        ({"danger_signs": ["nonsense"]}, "danger_signs"),
        ({"visited_on": "15.6.2026"}, "visited_on"),
    ],
)
def test_wrong_values_are_refused_by_field(
    client: Client, world: World, changes: dict[str, Any], field: str
) -> None:
    client.force_login(world.here.doctor)

    answer = post(client, visit_of(world.here.residents[1].pk, **changes))

    assert answer.status_code == 400
    assert field in answer.json()


def test_visit_in_the_future_is_a_problem_with_a_code(client: Client, world: World) -> None:
    client.force_login(world.here.doctor)

    answer = post(client, visit_of(world.here.residents[1].pk, visited_on="2026-06-16"))

    assert (answer.status_code, answer.json()["code"]) == (400, "in_the_future")


def test_due_list_has_decimals_as_text(client: Client, world: World) -> None:
    client.force_login(world.here.doctor)

    answer = client.get("/api/due/").json()

    assert [row["resident_id"] for row in answer["results"]] == [world.here.residents[1].pk]
    assert floats_in(answer) == []


def test_anonymous_callers_get_401_and_wrong_roles_403(client: Client, world: World) -> None:
    assert client.get(RESIDENTS).status_code == 401

    client.force_login(world.here.staff["insurer_officer"])

    assert client.get(RESIDENTS).status_code == 403


def test_writing_needs_the_token_of_the_session(world: World) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.here.doctor)

    assert post(strict, visit_of(world.here.residents[1].pk)).status_code == 403
