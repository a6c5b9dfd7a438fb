"""What the demo prepares before it opens: schema, synthetic city, settled year. Each step may be repeated."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from capitation.models import SettlementRun
from capitation.services.decisions import approve_run, propose_run
from contracts.models import Resident
from contracts.selectors import staff_by_username
from ops.city import SETTLED, SettledYear
from ops.city.logins import LOGINS
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
    count = Resident.objects.count()
    if count:
        say(f"The city is there ({count:,} residents).")
        return
    say(f"Building a synthetic city of {residents:,} signed residents …")
    with transaction.atomic():
        call_command("seed_city", residents=residents)


def settle(say: Say) -> None:
    """Settle the demo's full year by each of its schemes, unless that has been done."""
    for year in SETTLED:
        runs = SettlementRun.objects.filter(scheme__key=year.scheme, insurer__code=year.insurer)
        if not runs.filter(computed_at__isnull=False).exists():
            say(f"Settling {SETTLED_PERIOD} by scheme {year.scheme} …")
            call_command("settle", scheme=year.scheme, period=SETTLED_PERIOD, insurer=year.insurer)
        if year.approved_by:
            _approve(runs.get(), year)


def log_ins() -> list[str]:
    """Answer the lines that tell how to log in."""
    return [str(login) for login in LOGINS]


def _approve(run: SettlementRun, year: SettledYear) -> None:
    """Let one demo user propose the run and another approve it, as people do."""
    if run.state == SettlementRun.State.COMPUTED:
        propose_run(by=staff_by_username(year.proposed_by), run=run)
    if run.state == SettlementRun.State.PROPOSED:
        approve_run(by=staff_by_username(year.approved_by), run=run)
