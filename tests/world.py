"""Two cities of the same shape that must never see each other: staff of every role, teams, residents, a visit.

``make_world()`` builds both; ``world.here`` and ``world.there`` are alike, so a test asks with the people of one
for the things of the other. Whatever the other city holds carries ``SECRET`` in its text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capitation.models import SettlementRun, Statement
    from contracts.models import (
        Contract,
        ImportBatch,
        Organisation,
        Region,
        Resident,
        ServicePackage,
        Staff,
        Team,
    )
    from followup.models import Visit

PASSWORD = "correct horse battery"
SECRET = "彼岸"
SCHEME = "city_htn_2025"
MEASURE = "cn.htn.control_2017"
STARTS_ON, ENDS_ON = date(2026, 1, 1), date(2027, 1, 1)
ROLES = (
    "doctor",
    "centre_admin",
    "insurer_officer",
    "insurer_approver",
    "auditor",
    "operator",
)
_numbers: Iterator[int] = count(1)


@dataclass
class City:
    """One pooling area with a county, an insurer, a centre, two teams, residents and a visit."""

    mark: str
    region: Region
    county: Region
    insurer: Organisation
    centre: Organisation
    teams: list[Team]
    package: ServicePackage
    staff: dict[str, Staff] = field(default_factory=dict)
    residents: list[Resident] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)

    @property
    def doctor(self) -> Staff:
        """The doctor of the first team."""
        return self.staff["doctor"]

    @property
    def admin(self) -> Staff:
        """The admin of the centre."""
        return self.staff["centre_admin"]


@dataclass
class World:
    """Both cities."""

    here: City
    there: City


def make_world(*, residents: int = 2) -> World:
    """Two cities with so many residents of the first team each, a visit of the first resident."""
    return World(
        here=make_city("990100", "此地", residents=residents),
        there=make_city("990200", SECRET, residents=residents),
    )


def make_city(code: str, mark: str, *, residents: int) -> City:
    """One city. Its auditor and operator belong to nobody and see what their role sees."""
    from contracts.models import Organisation, Region, ServicePackage, Team

    region = Region.objects.create(code=code, name=f"{mark}市", path=f"{code}/")
    county_code = f"{code[:4]}01"
    county = Region.objects.create(
        code=county_code, name=f"{mark}县", parent=region, path=f"{code}/{county_code}/"
    )
    insurer = Organisation.objects.create(
        code=f"YB{code}", name=f"{mark}医保中心", kind="insurer", region=region
    )
    centre = Organisation.objects.create(
        code=f"H{county_code}", name=f"{mark}卫生院", kind="health_centre", region=county
    )
    teams = [
        Team.objects.create(
            code=f"{centre.code}-0{number}", name=f"{mark}第{number}队", organisation=centre
        )
        for number in (1, 2)
    ]
    package, _ = ServicePackage.objects.get_or_create(
        key="basic", defaults={"name": "基础包", "valid_from": date(2020, 1, 1)}
    )
    city = City(mark, region, county, insurer, centre, teams, package)
    _hire(city)
    for number in range(residents):
        sign(city, name=f"{mark}居民{number}", conditions=("hypertension",))
    if residents:
        city.visits.append(visit(city, city.residents[0]))
    return city


def sign(
    city: City,
    *,
    name: str,
    team: Team | None = None,
    born_on: date = date(1955, 3, 1),
    conditions: tuple[str, ...] = (),
    starts_on: date = STARTS_ON,
    ends_on: date | None = ENDS_ON,
) -> Resident:
    """A resident with a contract and on the registers of these conditions."""
    from contracts import clock
    from contracts.models import Contract
    from followup.models import RegisterEntry
    from followup.services import care_states

    resident = unsigned(city, name=name, born_on=born_on)
    city.contracts.append(
        Contract.objects.create(
            number=f"HT-{resident.pk}-{starts_on:%Y%m%d}",
            resident=resident,
            team=team or city.teams[0],
            package=city.package,
            signed_on=starts_on,
            starts_on=starts_on,
            ends_on=ends_on,
            agreed_ends_on=ends_on,
            recorded_at=clock.now(),
            recorded_by="world",
        )
    )
    for condition in conditions:
        RegisterEntry.objects.create(
            resident=resident,
            condition=condition,
            starts_on=starts_on,
            recorded_at=clock.now(),
            recorded_by="world",
        )
    care_states.refresh([resident.pk], clock.today())
    return resident


def unsigned(city: City, *, name: str, born_on: date = date(1955, 3, 1)) -> Resident:
    """A resident without a contract."""
    from contracts.domain import identity
    from contracts.services.residents import NewResident, create_residents

    number = next(_numbers)
    card = identity.parse(
        id_number(city.county.code, born_on, number), known_regions=frozenset({city.county.code})
    )
    [resident] = create_residents(
        [
            NewResident(
                name=name,
                identity=card,
                phone=f"138{number:08d}",
                address=f"{city.mark}路 {number} 号",
                region=city.county,
            )
        ]
    )
    city.residents.append(resident)
    return resident


def visit(city: City, resident: Resident, *, on: date | None = None) -> Visit:
    """A follow-up of the first team: 128/78 mmHg at the clinic."""
    from contracts import clock
    from followup.models import HypertensionSection, Visit
    from followup.services.visits import VisitEntry, record_visit

    row = Visit(
        resident=resident,
        team=city.teams[0],
        visited_on=on or clock.today(),
        mode="clinic",
        systolic_mmhg=128,
        diastolic_mmhg=78,
        performed_by=city.doctor.username,
        provenance="manual",
        other_signs=city.mark,
    )
    recorded, _ = record_visit(
        by=city.doctor, entry=VisitEntry(visit=row, hypertension=HypertensionSection())
    )
    return recorded


def id_number(region_code: str, born_on: date, sequence: int) -> str:
    """A valid identity number (GB 11643): region, birth, sequence (odd = man), check character."""
    body = f"{region_code}{born_on:%Y%m%d}{sequence % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def _hire(city: City) -> None:
    from contracts.models import Staff, TeamMembership

    places = {
        "doctor": city.centre,
        "centre_admin": city.centre,
        "insurer_officer": city.insurer,
        "insurer_approver": city.insurer,
        "auditor": None,
        "operator": None,
    }
    for role in ROLES:
        city.staff[role] = Staff.objects.create_user(
            f"{role}.{city.region.code}",
            password=PASSWORD,
            role=role,
            organisation=places[role],
            full_name=f"{city.mark}{role}",
        )
    TeamMembership.objects.create(
        team=city.teams[0], staff=city.doctor, function="lead", starts_on=date(2020, 1, 1)
    )


def settle_by_hand(city: City) -> tuple[SettlementRun, Statement]:
    """An approved run of one scheme with one statement of one line; enough to open every page of money."""
    from capitation import catalogue
    from capitation.models import SettlementRun, Statement, StatementLine
    from capitation.services.documents import publish_scheme
    from contracts import clock

    now = clock.now()
    scheme = publish_scheme(
        by=city.staff["insurer_approver"],
        insurer=city.insurer,
        text=catalogue.scheme_text(SCHEME),
        name=SCHEME,
    )
    run = SettlementRun.objects.create(
        insurer=city.insurer,
        scheme=scheme,
        kind="annual",
        period_start=date(2025, 1, 1),
        period_end=date(2026, 1, 1),
        cut_off=now,
        state="running",
        started_by=city.staff["insurer_officer"].username,
        started_at=now,
    )
    statement = Statement.objects.create(
        run=run, team=city.teams[0], total_fen=123_456, pending_count=0, sha256="0" * 64
    )
    StatementLine.objects.create(
        statement=statement,
        position=1,
        key="base:fund",
        component="base",
        source="fund",
        status="final",
        counts=True,
        amount_fen=123_456,
        trace=_trace(city.mark),
    )
    _evidence(city, run)
    run.state, run.computed_at = "approved", now
    run.total_fen, run.progress_percent = 123_456, 100
    run.proposed_by, run.proposed_at = city.staff["insurer_officer"], now
    run.approved_by, run.approved_at = city.staff["insurer_approver"], now
    run.save()
    return run, statement


def _evidence(city: City, run: SettlementRun) -> None:
    """One resident in the measure and on the register of the run."""
    from capitation.models import Evidence, MeasureResult, PanelShare

    Evidence.objects.create(
        run=run,
        measure=MEASURE,
        period_start=run.period_start,
        team=city.teams[0],
        resident=city.residents[0],
        status="numerator",
        reason="at_target",
        reasons=["at_target"],
        value_1=128,
        value_2=78,
        limit_1=150,
        limit_2=90,
        decided_on=run.period_start,
        used_refs=[f"visit:{city.visits[0].pk}"],
    )
    MeasureResult.objects.create(
        run=run,
        measure=MEASURE,
        team=city.teams[0],
        period_start=run.period_start,
        period_end=run.period_end,
        numerator=1,
        denominator=1,
        excluded=0,
    )
    PanelShare.objects.create(
        run=run,
        team=city.teams[0],
        resident=city.residents[0],
        register="hypertension",
        months_num=12,
        months_den=1,
    )


def upload_by_hand(city: City) -> ImportBatch:
    """An import that was written."""
    from contracts import clock
    from contracts.models import ImportBatch

    return ImportBatch.objects.create(
        kind="contracts",
        state="written",
        file_name=f"{city.mark}.csv",
        sha256="0" * 64,
        organisation=city.centre,
        started_by=city.admin.username,
        started_at=clock.now(),
        row_count=1,
        written_count=1,
    )


def _trace(mark: str) -> dict[str, Any]:
    """A trace with every key that a line's explanation shows."""
    return {
        "kind": "base",
        "about": "",
        "label_zh": f"{mark}基数",
        "label_en": f"{mark} base",
        "clause_zh": f"{mark}条款",
        "clause_en": f"{mark} clause",
        "clause_source": "",
        "clause_article": "",
        "formula": "months × price",
        "numbers": "1 × 1234.56 = 1234.56",
        "comparison": "",
        "measures": [],
        "figures": [],
        "parents": [],
        "steps": [
            {
                "kind": "person_months",
                "values": {"rules": "", "person_months": "12", "person_factor": "1", "factor": "1"},
            }
        ],
    }
