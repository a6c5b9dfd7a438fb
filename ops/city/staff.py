"""The ground the residents stand on: regions, organisations, teams, the people who work there."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password

from contracts.domain.roles import Role
from contracts.models import Organisation, Region, ServicePackage, Staff, Team, TeamMembership
from ops.city import days, people
from ops.city.biography import Desk, Town
from ops.city.dice import Dice
from ops.city.logins import LOGINS, Login
from ops.city.places import CITIES, MARK, Centre, City
from ops.city.places import Team as TeamPlan

# The demo's passwords are printed on the screen; Django hashes them at full strength at the first log-in.
QUICK_ITERATIONS = 1000
# Keeps the residents of two cities apart.
CITY_NUMBERS = 5_000_000
FUNCTIONS = ("lead", "doctor", "nurse", "public_health")
DOCTORS = 2
PACKAGE = "basic-2024"
JOINED_ON = date(2019, 1, 1)
OLDEST_STAFF, YOUNGEST_STAFF = 1965, 1996


@dataclass(slots=True)
class _Payroll:
    """Staff and memberships that are waiting to be written."""

    dice: Dice
    unusable: str
    staff: list[Staff]
    memberships: list[tuple[str, str, str]]  # username, team code, function

    def hire(self, username: str, role: Role, organisation: Organisation) -> Staff:
        """Somebody with an invented name who cannot log in."""
        born = days.ordinal(self.dice.whole(OLDEST_STAFF, YOUNGEST_STAFF), 6, 1)
        person = Staff(
            username=username,
            password=self.unusable,
            role=role.value,
            organisation=organisation,
            full_name=people.invent_name(self.dice, born=born, sex=self.dice.choice("12")),
            is_demo=True,
        )
        self.staff.append(person)
        return person

    def welcome(self, login: Login, organisation: Organisation | None) -> Staff:
        """A demo user who can log in."""
        person = Staff(
            username=login.username,
            password=quick_password(login.password),
            role=login.role.value,
            organisation=organisation,
            full_name=login.full_name,
            is_demo=True,
        )
        self.staff.append(person)
        return person


def build(*, seed: int) -> list[Town]:
    """Write regions, organisations, teams, staff and the service package; answer the cities to settle."""
    package = ServicePackage.objects.create(
        key=PACKAGE, name="家庭医生签约基本服务包" + MARK, valid_from=JOINED_ON
    )
    unusable = make_password(None)
    towns = []
    for place, city in enumerate(CITIES):
        payroll = _Payroll(Dice(seed * 7919 + place), unusable, [], [])
        towns.append(_found(city, payroll, place * CITY_NUMBERS, package))
    everywhere = _Payroll(Dice(seed), unusable, [], [])
    for login in LOGINS:
        if not login.organisation:
            everywhere.welcome(login, None)
    Staff.objects.bulk_create(everywhere.staff)
    return towns


def quick_password(password: str) -> str:
    """The stored form of a demo password, made in a millisecond instead of half a second."""
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=QUICK_ITERATIONS)
    return make_password(password)


def _found(city: City, payroll: _Payroll, first_number: int, package: ServicePackage) -> Town:
    county_ids = _regions(city)
    organisations = _organisations(city, county_ids)
    by_code = {login.organisation: login for login in LOGINS if not login.team}
    for login in LOGINS:
        if not login.team and login.organisation in organisations:
            payroll.welcome(login, organisations[login.organisation])
    desks = []
    for centre in city.centres:
        organisation = organisations[centre.code]
        if centre.code not in by_code:
            payroll.hire(f"a{centre.code[1:]}", Role.CENTRE_ADMIN, organisation)
        desks += [_staff_team(payroll, plan, organisation) for plan in centre.teams]
    teams = _teams(city.centres, organisations)
    _write(payroll, teams)
    return Town(
        city=city,
        first_number=first_number,
        desks=[
            Desk(teams[code].pk, doctors=doctors, clerks=clerks) for code, doctors, clerks in desks
        ],
        county_ids=county_ids,
        package_id=package.pk,
    )


def _regions(city: City) -> dict[str, int]:
    top = Region.objects.create(code=city.code, name=city.name, path=f"{city.code}/")
    ids = {city.code: top.pk}
    for county in city.counties:
        path = f"{city.code}/{county.code}/"
        region = Region.objects.create(code=county.code, name=county.name, parent=top, path=path)
        ids[county.code] = region.pk
    return ids


def _organisations(city: City, region_ids: dict[str, int]) -> dict[str, Organisation]:
    kinds = Organisation.Kind
    plans = [
        (city.insurer_code, city.name.removesuffix(MARK) + "医疗保障局", kinds.INSURER, city.code),
        *((each.code, each.name, kinds.HEALTH_CENTRE, each.county.code) for each in city.centres),
        *((each.code, each.name, kinds.HOSPITAL, each.county) for each in city.hospitals),
    ]
    written = Organisation.objects.bulk_create(
        Organisation(code=code, name=name + MARK, kind=kind, region_id=region_ids[region])
        for code, name, kind, region in plans
    )
    return {organisation.code: organisation for organisation in written}


def _staff_team(
    payroll: _Payroll, plan: TeamPlan, organisation: Organisation
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Staff a team; answer its code, its doctors by name and all of its people by username."""
    leader = next((login for login in LOGINS if login.team == plan.code), None)
    members = []
    for place, function in enumerate(FUNCTIONS, start=1):
        if leader is not None and function == leader.function:
            person = payroll.welcome(leader, organisation)
        else:
            name = f"d{plan.code[1:].replace('-', '')}{place}"
            person = payroll.hire(name, Role.DOCTOR, organisation)
        payroll.memberships.append((person.username, plan.code, function))
        members.append(person)
    doctors = tuple(person.full_name for person in members[:DOCTORS])
    return plan.code, doctors, tuple(person.username for person in members)


def _teams(centres: tuple[Centre, ...], organisations: dict[str, Organisation]) -> dict[str, Team]:
    written = Team.objects.bulk_create(
        Team(code=plan.code, name=plan.name, organisation=organisations[centre.code])
        for centre in centres
        for plan in centre.teams
    )
    return {team.code: team for team in written}


def _write(payroll: _Payroll, teams: dict[str, Team]) -> None:
    staff = {person.username: person for person in Staff.objects.bulk_create(payroll.staff)}
    TeamMembership.objects.bulk_create(
        TeamMembership(
            staff=staff[username], team=teams[code], function=function, starts_on=JOINED_ON
        )
        for username, code, function in payroll.memberships
    )
