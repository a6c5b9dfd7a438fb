"""The city in a real database: founded once, two regions apart, with log-ins that work."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.core.management.base import CommandError

from ops.city.logins import LOGINS

TODAY = date(2026, 11, 22)
RESIDENTS = 300


def seed_city(**options):
    said = StringIO()
    call_command("seed_city", residents=RESIDENTS, today=TODAY, stdout=said, **options)
    return said.getvalue()


@pytest.fixture(scope="module")
def founded(django_db_setup, django_db_blocker):
    """The city of this module, taken back when its last test is through."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield seed_city()
        transaction.set_rollback(True)


@pytest.fixture
def said(founded, db):
    return founded


def test_it_writes_two_cities_and_says_how_many_rows(said):
    from contracts.models import Resident, Team

    assert Resident.objects.count() == RESIDENTS + 60
    assert Team.objects.count() == 24 + 1
    assert "360  contracts_resident" in said


def test_a_second_time_is_refused_and_changes_nothing(said):
    from contracts.models import Contract

    before = Contract.objects.count()

    with pytest.raises(CommandError, match="already seeded"):
        seed_city()

    assert Contract.objects.count() == before


def test_identity_numbers_and_telephones_open_and_are_found(said):
    from contracts.domain import identity
    from contracts.models import Resident
    from ops.city.places import REGION_CODES

    for resident in Resident.objects.exclude(phone_sealed=None)[:20]:
        number = identity.parse(resident.id_number, known_regions=REGION_CODES)

        assert number.born_on == resident.born_on
        assert number.last4 == resident.id_last4
        assert resident.phone.startswith("1790")
        assert resident.phone.endswith(resident.phone_tail)
        assert list(Resident.objects.found_by(resident.id_number)) == [resident]
        assert resident in Resident.objects.found_by(resident.name)


def test_every_log_in_of_the_list_works_and_is_marked_as_demo(said):
    from contracts.models import Staff

    for login in LOGINS:
        staff = Staff.objects.get(username=login.username)

        assert len(login.password) >= 10
        assert staff.check_password(login.password)
        assert staff.is_demo
        assert staff.role == login.role


def test_nobody_else_can_log_in(said):
    from contracts.models import Staff

    others = Staff.objects.exclude(username__in=[login.username for login in LOGINS])

    assert others.count() > 24 * 3
    assert not any(staff.has_usable_password() for staff in others)
    assert all(staff.is_demo for staff in others)
    assert authenticate(username=others[0].username, password="demo-doctor") is None


def test_every_team_is_led_and_every_centre_has_one_admin(said):
    from contracts.domain.roles import Role
    from contracts.models import Staff, Team

    assert Team.objects.filter(memberships__function="lead").distinct().count() == 25
    assert Staff.objects.filter(role=Role.CENTRE_ADMIN).count() == 6 + 1


def test_the_two_cities_do_not_see_each_other(said):
    from contracts.models import Resident, Staff, Team

    yunxi, wanghai = (Staff.objects.get(username=name) for name in ("officer", "officer.wanghai"))
    here, there = (set(Team.objects.visible_to(staff, TODAY)) for staff in (yunxi, wanghai))
    doctors = [Staff.objects.get(username=name) for name in ("doctor", "doctor.wanghai")]
    panels = [set(Resident.objects.visible_to(doctor, TODAY)) for doctor in doctors]

    assert (len(here), len(there)) == (24, 1)
    assert not here & there
    assert all(panels)
    assert not panels[0] & panels[1]


def test_the_next_rows_get_free_ids(said):
    from django.db import connection

    from ops.city.rows import TABLES

    for table in TABLES:
        with connection.cursor() as cursor:
            cursor.execute(f"select max(id) from {table}")  # noqa: S608 - names from our list
            highest = cursor.fetchone()[0]
            cursor.execute("select nextval(pg_get_serial_sequence(%s, 'id'))", [table])

            assert cursor.fetchone()[0] == highest + 1


def test_due_lists_and_schemes_are_there(said):
    from capitation.models import SchemeVersion
    from followup.models import CareState
    from ops.city import SETTLED

    keys = set(SchemeVersion.objects.values_list("key", flat=True))

    assert {year.scheme for year in SETTLED} <= keys
    assert CareState.objects.filter(next_due_on__lt=TODAY).exists()
