"""Signing and ending contracts at the desk: whom one finds, what clashes, what is written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests import world as worlds

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

pytestmark = pytest.mark.django_db
FIND, NEW = "/contracts/find/", "/contracts/new/"


def found(client: Client, text: str) -> list[str]:
    return [row["resident"].name for row in client.post(FIND, {"q": text}).context["found"]]


def form(world: World, **changes: str) -> dict[str, str]:
    return {
        "team": str(world.here.teams[0].pk),
        "package": str(world.here.package.pk),
        "number": "HT-NEW",
        "signed_on": "2026-06-15",
        "starts_on": "2026-06-15",
        "last_day_on": "2027-06-14",
        **changes,
    }


def test_whole_identity_number_finds_anybody_of_the_city(client: Client, world: World) -> None:
    resident = worlds.unsigned(world.here, name="新人")
    client.force_login(world.here.admin)

    assert found(client, resident.id_number) == ["新人"]
    assert found(client, resident.id_number.lower()) == ["新人"]


def test_a_name_finds_only_residents_the_centre_knows(client: Client, world: World) -> None:
    worlds.unsigned(world.here, name="新人")
    worlds.sign(world.here, name="老友", starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1))
    client.force_login(world.here.admin)

    assert found(client, "新人") == []
    assert found(client, "老友") == ["老友"]


def test_nobody_of_another_city_is_found(client: Client, world: World) -> None:
    client.force_login(world.here.admin)

    assert found(client, world.there.residents[0].id_number) == []


def test_signing_writes_the_day_after_the_last_day(client: Client, world: World) -> None:
    from contracts.models import Contract

    resident = worlds.unsigned(world.here, name="新人")
    client.force_login(world.here.admin)
    row = client.post(FIND, {"q": resident.id_number}).context["found"][0]

    response = client.post(row["href"], form(world))

    contract = Contract.objects.get(number="HT-NEW")
    assert response.status_code == 302
    assert (contract.resident, contract.ends_on) == (resident, date(2027, 6, 15))
    assert contract.recorded_by == world.here.admin.username


def test_a_clash_names_the_team_and_since_when_beside_the_field(
    client: Client, world: World
) -> None:
    client.force_login(world.here.admin)

    response = client.post(f"{NEW}?resident={world.here.residents[0].pk}", form(world))

    error = str(response.context["form"].errors["starts_on"])
    assert response.status_code == 422
    assert world.here.teams[0].name in error
    assert "2026-01-01" in error


@pytest.mark.parametrize("token", ["forged", "MQ:1abc:xyz"])
def test_a_forged_choice_is_not_found(client: Client, world: World, token: str) -> None:
    client.force_login(world.here.admin)

    assert client.get(NEW, {"chosen": token}).status_code == 404


def test_a_team_of_another_centre_is_no_choice(client: Client, world: World) -> None:
    resident = worlds.sign(world.here, name="老友", ends_on=date(2026, 6, 1))
    client.force_login(world.here.admin)

    response = client.post(
        f"{NEW}?resident={resident.pk}", form(world, team=str(world.there.teams[0].pk))
    )

    assert response.status_code == 422
    assert "team" in response.context["form"].errors


def test_a_number_in_use_is_refused(client: Client, world: World) -> None:
    resident = worlds.sign(world.here, name="老友", ends_on=date(2026, 6, 1))
    client.force_login(world.here.admin)

    response = client.post(
        f"{NEW}?resident={resident.pk}", form(world, number=world.here.contracts[0].number)
    )

    assert "number" in response.context["form"].errors


def test_ending_keeps_what_was_agreed_and_leaves_the_panel_the_day_after(
    client: Client, world: World
) -> None:
    contract = world.here.contracts[0]
    client.force_login(world.here.admin)

    response = client.post(
        reverse("contracts:contract-end", args=[contract.pk]),
        {"last_day_on": "2026-06-30", "reason": "moved"},
    )

    contract.refresh_from_db()
    assert response.status_code == 302
    assert contract.ends_on == date(2026, 7, 1)
    assert contract.agreed_ends_on == date(2027, 1, 1)


def test_ending_before_the_first_day_is_refused_beside_the_field(
    client: Client, world: World
) -> None:
    client.force_login(world.here.admin)

    response = client.post(
        reverse("contracts:contract-end", args=[world.here.contracts[0].pk]),
        {"last_day_on": "2025-06-30", "reason": "moved"},
    )

    assert response.status_code == 422
    assert "last_day_on" in response.context["form"].errors


def test_expiring_lists_last_days_inside_the_window_and_not_the_renewed(
    client: Client, world: World
) -> None:
    # today is 15 June; within 30 days: last days 15 June to 15 July
    for name, ends_on in [
        ("今天到期", date(2026, 6, 16)),
        ("七月十五", date(2026, 7, 16)),
        ("七月十六", date(2026, 7, 17)),
        ("昨天到期", date(2026, 6, 15)),
    ]:
        worlds.sign(world.here, name=name, ends_on=ends_on)
    renewed = worlds.sign(world.here, name="已续签", ends_on=date(2026, 7, 1))
    world.here.contracts[-1].__class__.objects.create(
        number="HT-FOLLOWS",
        resident=renewed,
        team=world.here.teams[0],
        package=world.here.package,
        signed_on=date(2026, 6, 1),
        starts_on=date(2026, 7, 1),
        recorded_at=world.here.contracts[-1].recorded_at,
        recorded_by="world",
    )
    client.force_login(world.here.admin)

    response = client.get("/contracts/expiring/")

    rows = response.context["rows"]
    assert [(row["contract"].resident.name, row["left"]) for row in rows] == [
        ("今天到期", 0),
        ("七月十五", 30),
    ]
    assert [window.count for window in response.context["windows"]] == [2, 3, 3]
