"""Write the synthetic city into an empty database."""

from argparse import ArgumentParser
from datetime import date
from time import monotonic

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from contracts import clock
from ops.city import afterwards
from ops.city.seed import RESIDENTS, SEED, CityExistsError, found_cities

FEWEST_RESIDENTS = 100
# The year 2025 has to be over, or there is nothing to settle.
EARLIEST_TODAY = date(2026, 1, 1)


class Command(BaseCommand):
    help = "Writes a synthetic city (invented people, fixed seed) into an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--residents", type=int, default=RESIDENTS, help="residents of the main city"
        )
        parser.add_argument("--today", type=date.fromisoformat, help="YYYY-MM-DD; default: today")
        parser.add_argument("--seed", type=int, default=SEED, help="another seed is another city")

    def handle(self, *, residents: int, today: date | None, seed: int, **_: object) -> None:
        today = today or clock.today()
        self._refuse(residents, today)
        started = monotonic()
        try:
            with transaction.atomic():  # an interrupted start leaves nothing behind
                census = found_cities(residents=residents, today=today, seed=seed, say=self._say)
                founded = monotonic() - started
                afterwards.settle_in(today=today, say=self._say)
        except CityExistsError as error:
            message = "The database is already seeded: it has residents. Nothing was changed."
            raise CommandError(message) from error
        for table, count in census.rows.items():
            self._say(f"{count:>9,}  {table}")
        self._say(f"{census.staff_count:>9,}  contracts_staff")
        took = monotonic() - started
        self._say(f"The city stands after {took:.1f} s ({founded:.1f} s for its rows).")

    def _refuse(self, residents: int, today: date) -> None:
        if settings.OPENCAPITATION_MODE == "production":
            message = "A synthetic city has no place in production. Nothing was changed."
            raise CommandError(message)
        if residents < FEWEST_RESIDENTS:
            message = f"--residents {residents}: a city has at least {FEWEST_RESIDENTS} residents"
            raise CommandError(message)
        if today < EARLIEST_TODAY:
            message = f"--today {today}: the history needs the whole of 2025; give {EARLIEST_TODAY} or later"
            raise CommandError(message)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
