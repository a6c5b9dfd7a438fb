"""A city of 300 residents on 22 November 2026, its year 2025 settled once per module and taken back afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import time_machine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django import DjangoDbBlocker

    from capitation.models import SettlementRun
    from contracts.models import Staff

TODAY = date(2026, 11, 22)
MORNING = datetime(2026, 11, 22, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
START, END = date(2025, 1, 1), date(2026, 1, 1)
CONTROL = "cn.htn.control_2017"
READMISSION = "cn.readmit.30d_allcause"


@dataclass(frozen=True)
class Settled:
    """The settled year and the people who look at it."""

    run_id: int

    @property
    def run(self) -> SettlementRun:
        from capitation.models import SettlementRun

        return SettlementRun.objects.select_related("scheme", "insurer__region").get(pk=self.run_id)

    def staff(self, username: str) -> Staff:
        from contracts.models import Staff

        return Staff.objects.select_related("organisation__region").get(username=username)

    def client(self, username: str) -> Client:
        from django.test import Client

        # English, so that what the tests look for stands in the code; the pages are Chinese by default.
        client = Client(headers={"accept-language": "en"})
        client.force_login(self.staff(username))
        return client


def found_city() -> None:
    from django.core.management import call_command

    call_command("seed_city", residents=300, today=TODAY, stdout=StringIO())


def settle_2025() -> int:
    from capitation.models import SchemeVersion
    from capitation.services import settlement

    scheme = SchemeVersion.objects.select_related("insurer__region").get(key="city_htn")
    run, _ = settlement.find_or_open(
        scheme, period_start=START, period_end=END, started_by="officer"
    )
    return settlement.settle(run.pk).run.pk


@pytest.fixture(autouse=True)
def on_22_november() -> Iterator[None]:
    """Hold the clock on the morning of the city's today; it goes on, so that waiting works."""
    with time_machine.travel(MORNING, tick=True):
        yield


@pytest.fixture(scope="module")
def settled_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """The number of the run of this module."""
    from django.db import transaction

    with (
        django_db_blocker.unblock(),
        time_machine.travel(MORNING, tick=True),
        transaction.atomic(),
    ):
        found_city()
        yield settle_2025()
        transaction.set_rollback(True)


@pytest.fixture
def settled(settled_once: int, db: None) -> Settled:
    """The settled year; what a test changes is taken back."""
    return Settled(settled_once)
