"""What /healthz and /readyz say to a machine that has not logged in."""

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

import jobs
from ops import health


def test_the_process_answers_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_a_sound_installation_is_ready(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "checks": {"database": "ok", "migrations": "ok", "queue": "ok"},
        "oldest_due_seconds": 0,
    }


@pytest.mark.django_db
def test_a_job_that_nobody_takes_makes_it_not_ready(client: Client, settings: Settings) -> None:
    jobs.enqueue("math.sqrt", key="root", x=4)
    settings.QUEUE_STUCK_SECONDS = -1

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["queue"] == "failed"


@pytest.mark.django_db
def test_a_missing_migration_makes_it_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'contracts'")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["migrations"] == "failed"


@pytest.mark.django_db
def test_a_database_that_is_down_makes_it_not_ready_and_tells_no_address(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere/secret")

    found = health.readiness()

    connection.close()
    assert found.checks == {"database": "failed", "migrations": "unknown", "queue": "unknown"}
    assert not found.is_ready
