"""Two cities never see each other: every detail, list, export and API address with the other's ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests import world as worlds
from tests.access.matrix import LETTERS, QUERIES, ROWS, Row, things
from tests.access.test_every_address import ask
from tests.world import SECRET, World

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
# An auditor sees every region; that is the role.
SEES_ALL = {"auditor"}
WITH_IDS = [row for row in ROWS if any(not part.startswith("=") for part in row.args)]
WITHOUT_IDS = [row for row in ROWS if row not in WITH_IDS and row.method == "get"]


def content(answer: Any) -> str:
    body: bytes = b"".join(answer) if answer.streaming else answer.content
    return body.decode("utf-8", "replace")


def visitors(row: Row) -> list[str]:
    letters = LETTERS if row.roles == "*" else {x: LETTERS[x] for x in row.roles}
    return [role for role in letters.values() if role not in SEES_ALL]


@pytest.mark.parametrize("row", WITH_IDS, ids=lambda row: row.key)
def test_a_thing_of_the_other_city_does_not_exist(client: Client, world: World, row: Row) -> None:
    things(world.here)
    theirs = things(world.there)

    for role in visitors(row):
        client.force_login(world.here.staff[role])
        answer = ask(client, row, theirs)

        assert (role, answer.status_code) == (role, row.foreign)
        assert SECRET not in content(answer)


@pytest.mark.parametrize("row", WITHOUT_IDS, ids=lambda row: row.key)
def test_lists_and_exports_hold_nothing_of_the_other_city(
    client: Client, world: World, row: Row
) -> None:
    ours = things(world.here)
    things(world.there)

    for role in visitors(row):
        client.force_login(world.here.staff[role])
        answer = ask(client, row, ours)

        assert SECRET not in content(answer)


@pytest.mark.parametrize("asked", QUERIES, ids=[f"{q[0]}?{q[2]} {q[3]}" for q in QUERIES])
def test_an_id_of_the_other_city_in_a_query_is_not_found(
    client: Client, world: World, asked: tuple[str, tuple[str, ...], str, str]
) -> None:
    name, args, parameter, role = asked
    theirs = things(world.there)
    after = {
        "api:residents": theirs["resident"],
        "api:runs": theirs["run"],
        "api:statements": theirs["statement"],
    }
    wanted = {
        "team": world.there.teams[0].pk,
        "resident": theirs["resident"],
        "after": after.get(name, theirs["contract"]),
    }
    client.force_login(world.here.staff[role])

    answer = client.get(reverse(name, args=args), {parameter: wanted[parameter]})

    assert answer.status_code == 404
    assert SECRET not in content(answer)


def test_search_finds_nobody_of_the_other_city(client: Client, world: World) -> None:
    theirs = world.there.residents[0]
    client.force_login(world.here.doctor)

    for text in (theirs.name, theirs.id_number, theirs.id_last4, theirs.phone, theirs.phone_tail):
        found = client.get("/api/residents/", {"q": text}).json()["results"]

        assert theirs.pk not in {row["id"] for row in found}


def test_a_visit_for_a_resident_of_the_other_city_is_not_found(
    client: Client, world: World
) -> None:
    client.force_login(world.here.doctor)
    body = {
        "resident_id": world.there.residents[0].pk,
        "visited_on": "2026-06-14",
        "mode": "clinic",
        "outcome": "continue",
        "hypertension": {},
    }

    answer = client.post("/api/visits/", body, content_type="application/json")

    assert answer.status_code == 404


def test_the_insurer_of_the_other_city_starts_no_run_of_ours(client: Client, world: World) -> None:
    things(world.here)
    client.force_login(world.there.staff["insurer_officer"])

    answer = client.post(
        "/api/runs/", {"scheme": worlds.SCHEME, "year": 2025}, content_type="application/json"
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_scheme")


def test_another_team_of_the_same_centre_is_not_the_doctors(client: Client, world: World) -> None:
    resident = worlds.sign(world.here, name="二队人", team=world.here.teams[1])
    client.force_login(world.here.doctor)

    assert client.get(f"/api/residents/{resident.pk}/").status_code == 404
    assert client.get(reverse("followup:resident", args=[resident.pk])).status_code == 404
