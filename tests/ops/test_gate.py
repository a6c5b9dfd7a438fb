"""Production refuses to start with what is only fit for the demo."""

import os
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from pytest_django import Settings

from ops import gate

SAFE = {
    "OPENCAPITATION_MODE": "production",
    "DEBUG": False,
    "FIXED_TODAY": None,
    "SECRET_KEY": "k3" * 30,
    "FIELD_KEY": "0a" * 32,
    "INDEX_KEY": "0b" * 32,
}


@pytest.fixture
def production(settings: Settings) -> Settings:
    """Settings that may start in production mode."""
    for name, value in SAFE.items():
        setattr(settings, name, value)
    return settings


def test_sound_settings_have_no_fault(production: Settings) -> None:
    assert gate.unsafe_settings() == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DEBUG", True, "DEBUG is on"),
        ("FIXED_TODAY", date(2026, 11, 22), "held on one day"),
        ("SECRET_KEY", "missing", "secret key is missing"),
        ("SECRET_KEY", "django-insecure-" + "x" * 50, "a default one"),
        ("SECRET_KEY", "short", "shorter than 50"),
        ("FIELD_KEY", "", "OPENCAPITATION_FIELD_KEY is not a key"),
        ("INDEX_KEY", "zz" * 32, "OPENCAPITATION_INDEX_KEY is not a key"),
        ("INDEX_KEY", "0a" * 32, "are the same"),
    ],
)
def test_each_unsafe_setting_is_named(
    production: Settings, name: str, value: object, said: str
) -> None:
    setattr(production, name, value)

    (fault,) = gate.unsafe_settings()

    assert said in fault


def test_demo_mode_asks_nothing(settings: Settings) -> None:
    settings.OPENCAPITATION_MODE = "demo"
    settings.DEBUG = True

    assert gate.unsafe_settings() == []


@pytest.mark.django_db
def test_demo_users_stop_the_start_and_the_check(production: Settings) -> None:
    get_user_model().objects.create(username="demo", is_demo=True)

    with pytest.raises(SystemExit, match="1 demo users can log in"):
        gate.refuse_unsafe_start()
    with pytest.raises(SystemCheckError, match=r"ops\.E002"):
        call_command("check", deploy=True, databases=["default"])


@pytest.mark.django_db
def test_the_embedded_database_is_a_warning_only(production: Settings) -> None:
    production.EMBEDDED_DATABASE = True

    gate.refuse_unsafe_start()
    found = {one.id: one.level for one in checks.run_checks(include_deployment_checks=True)}

    assert found["ops.W001"] == checks.WARNING


def test_the_web_servers_entry_refuses_a_missing_secret() -> None:
    environment = {name: text for name, text in os.environ.items() if "OPENCAPITATION" not in name}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"

    done = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        cwd=settings.BASE_DIR,
        env={**environment, "OPENCAPITATION_MODE": "production"},
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "does not start in production mode" in done.stderr
    assert "OPENCAPITATION_SECRET_KEY" in done.stderr
