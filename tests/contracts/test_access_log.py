"""The access log: a reason before it opens, filters, and the proof that nobody changed it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

if TYPE_CHECKING:
    from django.test import Client

    from tests.world import World

pytestmark = pytest.mark.django_db
LOG = "/access-log/"


@pytest.fixture
def auditor(client: Client, world: World) -> Client:
    """An auditor who gave a reason."""
    client.force_login(world.here.staff["auditor"])
    client.post(LOG, {"reason": "case 2026-17"})
    return client


def tamper(statement: str) -> None:
    """Change the log as only somebody with the database in hands can: with the guard switched off."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE contracts_accessevent DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE contracts_accessevent ENABLE TRIGGER USER")


def test_without_a_reason_no_event_is_shown(client: Client, world: World) -> None:
    client.force_login(world.here.staff["auditor"])

    response = client.get(LOG)

    assert "events" not in response.context
    assert client.post(LOG, {"reason": "x"}).status_code == 422


def test_the_reason_is_written_with_every_look(auditor: Client) -> None:
    from contracts.models import AccessEvent

    auditor.get(LOG)

    assert AccessEvent.objects.get(subject="access log").reason == "case 2026-17"


def test_the_reason_holds_for_an_hour(auditor: Client) -> None:
    start = datetime(2026, 6, 15, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))

    with time_machine.travel(start + timedelta(minutes=59), tick=False):
        assert "events" in auditor.get(LOG).context
    with time_machine.travel(start + timedelta(minutes=61), tick=False):
        assert "events" not in auditor.get(LOG).context


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"subject": "visit"}, 2),
        ({"actor": "doctor.990100"}, 1),
        ({"action": "exported"}, 0),
        ({"first_day": "2026-06-15", "last_day": "2026-06-15"}, 2),
        ({"first_day": "2026-06-16"}, 0),
        ({"last_day": "2026-06-14"}, 0),
    ],
)
def test_filters_narrow_the_log(auditor: Client, filters: dict[str, str], count: int) -> None:
    assert len(auditor.get(LOG, filters).context["events"]) == count


def test_untouched_log_holds(auditor: Client) -> None:
    assert auditor.get(LOG, {"check": "1"}).context["check"].broken is None
    call_command("verify_access_log")


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE contracts_accessevent SET subject_key = '0' WHERE position = 1", "hash"),
        ("UPDATE contracts_accessevent SET position = 7 WHERE position = 1", "position"),
        (
            "DELETE FROM contracts_accessevent WHERE position = 1 AND actor LIKE 'doctor%'",
            "position",
        ),
    ],
)
def test_a_changed_log_is_named(world: World, statement: str, fault: str) -> None:
    from contracts.services import access

    access.record(
        by=world.here.doctor, action=access.Action.VIEWED, subject="resident", subject_key=1
    )
    tamper(statement)

    with pytest.raises(CommandError, match=f"{fault} does not fit"):
        call_command("verify_access_log")
