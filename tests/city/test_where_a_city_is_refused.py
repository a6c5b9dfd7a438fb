"""Where no city is founded: in production, and on a day when there is no full year to settle."""

from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

TODAY = date(2026, 11, 22)


def test_production_refuses_it(db, settings):
    from contracts.models import Resident

    settings.OPENCAPITATION_MODE = "production"

    with pytest.raises(CommandError, match="production"):
        call_command("seed_city", residents=300, today=TODAY)

    assert not Resident.objects.exists()


def test_a_day_before_the_end_of_2025_is_refused(db):
    with pytest.raises(CommandError, match="2025"):
        call_command("seed_city", residents=300, today=date(2025, 12, 31))


def test_too_few_residents_are_refused(db):
    with pytest.raises(CommandError, match="at least 100"):
        call_command("seed_city", residents=3, today=TODAY)


def test_the_quick_password_of_the_product_is_renewed_at_the_first_log_in(settings):
    from django.contrib.auth.hashers import check_password, identify_hasher

    from ops.city.staff import quick_password

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]

    stored = quick_password("demo-doctor")

    assert check_password("demo-doctor", stored)
    assert identify_hasher(stored).must_update(stored)
