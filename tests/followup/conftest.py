"""A small place to follow residents up in: one county, one centre, two teams, a doctor in each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.models import Resident, Staff, Team
    from followup.models import Visit

TODAY = date(2026, 6, 15)
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def on_15_june() -> Iterator[None]:
    """Hold the clock on a Monday morning in Shanghai."""
    morning = datetime(2026, 6, 15, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    with time_machine.travel(morning, tick=False):
        yield


@dataclass
class Place:
    """What the tests need to make residents and visits."""

    team: Team
    other_team: Team
    doctor: Staff
    other_doctor: Staff
    admin: Staff

    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def resident(
        self,
        name: str = "王桂兰",
        *,
        born_on: date = date(1955, 3, 1),
        sex: str = "2",
        team: Team | None = None,
        registers: tuple[str, ...] = ("hypertension",),
        registered_on: date = date(2026, 1, 1),
        phone: str = "",
    ) -> Resident:
        """A resident signed for 2026 and on the registers, with the care states that follow."""
        from contracts import clock
        from contracts.domain import identity
        from contracts.models import Contract, Resident, ServicePackage
        from contracts.services.residents import NewResident, create_residents
        from followup.models import RegisterEntry
        from followup.services import care_states

        number = next(self.numbers)
        card = identity.parse(
            _id_number(born_on, 2 * number + (sex == "1")), known_regions=frozenset({"990101"})
        )
        [resident] = create_residents(
            [
                NewResident(
                    name=name,
                    identity=card,
                    phone=phone or f"1380000{number:04d}",
                    address="示范县解放路 8 号",
                    region=(team or self.team).organisation.region,
                )
            ]
        )
        Contract.objects.create(
            number=f"HT-{number}",
            resident=resident,
            team=team or self.team,
            package=ServicePackage.objects.get(key="basic"),
            signed_on=date(2026, 1, 1),
            starts_on=date(2026, 1, 1),
            ends_on=date(2027, 1, 1),
            agreed_ends_on=date(2027, 1, 1),
            recorded_at=clock.now(),
            recorded_by="admin",
        )
        for condition in registers:
            RegisterEntry.objects.create(
                resident=resident,
                condition=condition,
                starts_on=registered_on,
                recorded_at=clock.now(),
                recorded_by="admin",
            )
        care_states.refresh([resident.pk], clock.today())
        assert Resident.objects.filter(pk=resident.pk).exists()
        return resident

    def entry(self, resident: Resident, **values: Any) -> Any:
        """A follow-up not yet written: 128/78 at the clinic today unless said otherwise."""
        from followup.models import DiabetesSection, HypertensionSection, Visit
        from followup.services.visits import VisitEntry

        conditions = values.pop("conditions", ("hypertension",))
        diabetes = {key: values.pop(key) for key in ("fasting_glucose_mmol_l",) if key in values}
        fields = {
            "team": self.team,
            "visited_on": TODAY,
            "mode": "clinic",
            "systolic_mmhg": 128,
            "diastolic_mmhg": 78,
            "performed_by": self.doctor.username,
            "provenance": "manual",
            **values,
        }
        return VisitEntry(
            visit=Visit(resident=resident, **fields),
            hypertension=HypertensionSection() if "hypertension" in conditions else None,
            diabetes=DiabetesSection(**diabetes) if "t2dm" in conditions else None,
        )

    def visit(self, resident: Resident, **values: Any) -> Visit:
        """A recorded follow-up."""
        from followup.services.visits import record_visit

        visit, _assessments = record_visit(by=self.doctor, entry=self.entry(resident, **values))
        return visit


@pytest.fixture
def place(db: None) -> Place:
    """The place, empty of residents."""
    from contracts.models import Organisation, Region, ServicePackage, Staff, Team, TeamMembership

    region = Region.objects.create(code="990101", name="示范县", path="990101/")
    centre = Organisation.objects.create(
        code="C1", name="中心卫生院", kind="health_centre", region=region
    )
    teams = [
        Team.objects.create(code=f"T{n}", name=f"第{n}队", organisation=centre) for n in (1, 2)
    ]
    ServicePackage.objects.create(key="basic", name="基础包", valid_from=date(2020, 1, 1))
    doctors = [
        Staff.objects.create_user(
            username, password=PASSWORD, role="doctor", organisation=centre, full_name=name
        )
        for username, name in (("doctor", "沈若川"), ("neighbour", "高明"))
    ]
    for team, doctor in zip(teams, doctors, strict=True):
        TeamMembership.objects.create(
            team=team, staff=doctor, function="lead", starts_on=date(2025, 1, 1)
        )
    admin = Staff.objects.create_user(
        "admin", password=PASSWORD, role="centre_admin", organisation=centre
    )
    return Place(teams[0], teams[1], doctors[0], doctors[1], admin)


def _id_number(born_on: date, sequence: int) -> str:
    """A valid identity number (GB 11643): region, birth, sequence (odd = man), check character."""
    body = f"990101{born_on:%Y%m%d}{sequence:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]
