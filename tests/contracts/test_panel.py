"""The panel of a centre on any day: who is on it, in which order, and what the files hold."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import world as worlds

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

pytestmark = pytest.mark.django_db
PANEL = "/panel/"


def names(response: object) -> list[str]:
    return [row.contract.resident.name for row in response.context["rows"]]  # type: ignore[attr-defined]


def test_admin_sees_the_residents_of_the_centre_by_pinyin(client: Client, world: World) -> None:
    here = world.here
    worlds.sign(here, name="张三", team=here.teams[1])
    worlds.sign(here, name="安康")
    client.force_login(here.admin)

    response = client.get(PANEL)

    assert names(response) == ["安康", "此地居民0", "此地居民1", "张三"]  # an, ci, ci, zhang


def test_doctor_sees_the_own_team_only(client: Client, world: World) -> None:
    worlds.sign(world.here, name="张三", team=world.here.teams[1])
    client.force_login(world.here.doctor)

    response = client.get(PANEL)

    assert names(response) == ["此地居民0", "此地居民1"]


def test_last_day_is_on_the_panel_and_the_day_after_is_not(client: Client, world: World) -> None:
    client.force_login(world.here.admin)

    assert len(names(client.get(PANEL, {"day": "2026-12-31"}))) == 2
    assert names(client.get(PANEL, {"day": "2027-01-01"})) == []


def test_joined_and_left_count_against_the_day_asked(client: Client, world: World) -> None:
    here = world.here
    worlds.sign(here, name="新来", starts_on=date(2026, 6, 2))
    worlds.sign(here, name="离开", ends_on=date(2026, 6, 10))
    client.force_login(here.admin)

    joined = client.get(PANEL, {"moved": "joined"})
    left = client.get(PANEL, {"moved": "left"})

    assert names(joined) == ["新来"]
    assert names(left) == ["离开"]
    assert [entry.count for entry in joined.context["filters"]] == [3, 1, 1]


@pytest.mark.parametrize("text", ["新来", "xinlai", "xl"])
def test_search_finds_by_name_pinyin_and_initials(client: Client, world: World, text: str) -> None:
    worlds.sign(world.here, name="新来")
    client.force_login(world.here.admin)

    assert names(client.get(PANEL, {"q": text})) == ["新来"]


def test_pages_meet_without_a_gap_in_both_directions(client: Client, world: World) -> None:
    for number in range(60):
        worlds.sign(world.here, name=f"赵{'一二三四五六七八九十'[number % 10]}")
    client.force_login(world.here.admin)

    first = client.get(PANEL)
    second = client.get(PANEL + first.context["next"])
    back = client.get(PANEL + second.context["previous"])

    seen = [row.contract.pk for row in [*first.context["rows"], *second.context["rows"]]]
    assert len(seen) == len(set(seen)) == 62
    assert names(back) == names(first)
    assert not first.context["previous"]
    assert not second.context["next"]


@pytest.mark.parametrize("cursor", ["x", "0", "-1", "9" * 30])
def test_a_cursor_that_is_not_on_the_panel_is_not_found(
    client: Client, world: World, cursor: str
) -> None:
    client.force_login(world.here.admin)

    assert client.get(PANEL, {"after": cursor}).status_code == 404


def test_number_of_queries_does_not_grow_with_the_panel(client: Client, world: World) -> None:
    client.force_login(world.here.admin)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(PANEL)
    for number in range(45):
        worlds.sign(world.here, name=f"赵{number}")

    with CaptureQueriesContext(connection) as many:
        response = client.get(PANEL)

    assert len(names(response)) == 47
    assert len(many) == len(few)


def test_csv_never_starts_a_cell_with_a_formula(client: Client, world: World) -> None:
    worlds.sign(world.here, name='=HYPERLINK("http://x")')
    client.force_login(world.here.admin)

    text = client.get(reverse("contracts:panel-export", args=["csv"])).content.decode("utf-8-sig")

    assert "\"'=HYPERLINK" in text
    assert len(text.splitlines()) == 4


def test_xlsx_holds_texts_and_days_and_no_formula(client: Client, world: World) -> None:
    worlds.sign(world.here, name="=1+1")
    client.force_login(world.here.admin)

    content = client.get(reverse("contracts:panel-export", args=["xlsx"])).content

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=2))
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "d"}
    assert {row[9].value.date() for row in rows} == {date(2026, 12, 31)}


def test_export_is_written_into_the_access_log(client: Client, world: World) -> None:
    from contracts.models import AccessEvent

    client.force_login(world.here.admin)

    client.get(reverse("contracts:panel-export", args=["csv"]))

    event = AccessEvent.objects.get(action="exported")
    assert (event.subject, event.subject_key) == ("panel", world.here.centre.code)
    assert event.detail == "2 residents on 2026-06-15"


def test_unknown_file_kind_is_not_found(client: Client, world: World) -> None:
    client.force_login(world.here.admin)

    assert client.get(reverse("contracts:panel-export", args=["pdf"])).status_code == 404
