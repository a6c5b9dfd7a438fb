"""A live server with a small synthetic city for the tests of this folder, founded once per module."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from tests.walk.town import Town

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser
    from pytest_django.plugin import DjangoDbBlocker

TODAY = date(2026, 11, 20)  # a Friday
RESIDENTS = 300


@pytest.fixture(scope="module")
def town(
    browser: Browser, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Town]:
    """The city on its own day, committed, with a server before it; emptied after the module."""
    from django.core.management import call_command
    from django.db import connection
    from pytest_django.live_server_helper import LiveServer

    held = settings.FIXED_TODAY
    settings.FIXED_TODAY = TODAY
    with django_db_blocker.unblock():
        assert connection.settings_dict["NAME"].startswith("test_"), "mark the tests with django_db"
        call_command("seed_city", residents=RESIDENTS, today=TODAY, stdout=StringIO())
        server = LiveServer("127.0.0.1")
        yield Town(browser, server.url)
        server.stop()
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=False)
    settings.FIXED_TODAY = held
