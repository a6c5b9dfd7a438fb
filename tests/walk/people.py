"""Residents of the doctor's team whose readings a test knows, beside the invented ones."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from ops.city.logins import DEMO_TEAM
from tests import world as worlds

if TYPE_CHECKING:
    from contracts.models import Resident

BOTH = ("hypertension", "t2dm")
HYPERTENSION = ("hypertension",)


def county() -> worlds.City:
    """The doctor's county in the shape in which residents are made for tests."""
    from contracts.models import Organisation, ServicePackage, Staff, Team

    team = Team.objects.select_related("organisation__region__parent").get(code=DEMO_TEAM)
    region = team.organisation.region
    assert region.parent is not None
    return worlds.City(
        mark="云溪",
        region=region.parent,
        county=region,
        insurer=Organisation.objects.get(kind="insurer", region=region.parent),
        centre=team.organisation,
        teams=[team],
        package=ServicePackage.objects.get(),
        staff={"doctor": Staff.objects.get(username="doctor")},
    )


def overdue(name: str, *, conditions: tuple[str, ...] = BOTH, today: date) -> Resident:
    """A resident last seen forty days ago with 162/96 mmHg and 9.1 mmol/L: at no target, due four weeks ago."""
    from capitation.services import live
    from followup.models import DiabetesSection, HypertensionSection, Visit
    from followup.services.visits import VisitEntry, record_visit

    place = county()
    resident = worlds.sign(place, name=name, conditions=conditions)
    live.refresh([resident.pk], today)
    visit = Visit(
        resident=resident,
        team=place.teams[0],
        visited_on=today - timedelta(days=40),
        mode="clinic",
        outcome="continue",
        systolic_mmhg=162,
        diastolic_mmhg=96,
        performed_by=place.doctor.username,
        provenance="manual",
    )
    diabetes = DiabetesSection(fasting_glucose_mmol_l=Decimal("9.1"), glucose_method="capillary")
    record_visit(
        by=place.doctor,
        entry=VisitEntry(
            visit=visit,
            hypertension=HypertensionSection(),
            diabetes=diabetes if "t2dm" in conditions else None,
        ),
    )
    return resident


def work_off() -> None:
    """Do what waits in the queue, as the worker would: in a thread of its own, with its own connection."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        pool.submit(_work_off).result()


def _work_off() -> None:
    from importlib import import_module

    from django.db import connection
    from django_q.models import OrmQ

    try:
        for job in OrmQ.objects.order_by("pk"):
            task = job.task
            module, _dot, name = task["func"].rpartition(".")
            getattr(import_module(module), name)(*task["args"], **task["kwargs"])
            job.delete()
    finally:
        connection.close()
