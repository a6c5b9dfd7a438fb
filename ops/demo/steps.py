"""What the demo prepares before it opens: schema, synthetic city, settled year. Each step may be repeated."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection, transaction

from ops.postgres import address, launcher

Say = Callable[[str], None]
SETTLED_PERIOD = 2025


def start_database() -> bool:
    """Start the embedded server and turn this process to its address; answer whether this call started it."""
    was_started = launcher.start()
    connection.close()
    connection.settings_dict["HOST"] = str(address.current_address().socket)
    return was_started


def migrate() -> None:
    """Bring the schema up to date."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # whitenoise looks for it


def seed(residents: int, say: Say) -> None:
    """Build the synthetic city unless there is one. It is one transaction: an interrupted start repeats it whole."""
    count = apps.get_model("contracts", "Resident").objects.count()
    if count:
        say(f"The city is there ({count:,} residents).")
        return
    if "seed_city" not in get_commands():
        return
    say(f"Building a synthetic city of {residents:,} signed residents …")
    with transaction.atomic():
        call_command("seed_city", residents=residents)


def settle(say: Say) -> None:
    """Settle the demo's full year by each of its schemes, unless that has been done."""
    if "settle" not in get_commands():
        return
    runs = apps.get_model("capitation", "SettlementRun").objects.filter(computed_at__isnull=False)
    for scheme in demo_schemes():
        if not runs.filter(scheme__key=scheme).exists():
            say(f"Settling {SETTLED_PERIOD} by scheme {scheme} …")
            call_command("settle", scheme=scheme, period=SETTLED_PERIOD)


def demo_schemes() -> list[str]:
    """Answer the keys of the schemes that the city has published, as the city names them."""
    if importlib.util.find_spec("ops.city") is None:
        return []
    city = importlib.import_module("ops.city")
    return list(getattr(city, "SETTLED_SCHEMES", ()))


def log_ins() -> list[str]:
    """Answer the lines that tell how to log in."""
    if (
        importlib.util.find_spec("ops.city") is None
        or importlib.util.find_spec("ops.city.logins") is None
    ):
        return []
    return [str(entry) for entry in importlib.import_module("ops.city.logins").LOGINS]
