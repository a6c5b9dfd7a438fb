"""``manage.py settle --scheme KEY --period 2025``"""

import getpass
import time
from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser

from capitation.domain.payment import RefusedError
from capitation.models import SchemeVersion
from capitation.services import settlement
from contracts.domain.errors import DomainError
from contracts.wording import error_message


class Command(BaseCommand):
    help = (
        "Settle a year by a published scheme. Running it again proves that the same bytes come out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scheme", required=True, help="key of the scheme")
        parser.add_argument("--period", required=True, type=int, help="the year, such as 2025")
        parser.add_argument("--insurer", default="", help="code, when several insurers use the key")

    def handle(self, *, scheme: str, period: int | str, insurer: str, **_options: object) -> None:
        started = time.monotonic()
        try:
            settled = _settle(scheme, int(period), insurer)
        except DomainError as error:
            raise CommandError(error_message(error)) from error
        except RefusedError as error:
            raise CommandError("\n".join(str(problem) for problem in error.problems)) from error
        verb = "computed" if settled.is_new else "computed again, the same bytes"
        run = settled.run
        self.stdout.write(
            f"run {run.pk} {verb}: {run.total_fen} fen, {run.pending_count} pending lines, "
            f"output {run.output_sha256}, {time.monotonic() - started:.2f} s"
        )


def _settle(key: str, year: int, insurer: str) -> settlement.Settled:
    start, end = date(year, 1, 1), date(year + 1, 1, 1)
    run, _is_new = settlement.find_or_open(
        _scheme(key, insurer, start, end),
        period_start=start,
        period_end=end,
        started_by=f"command:{getpass.getuser()}",
    )
    return settlement.settle(run.pk)


def _scheme(key: str, insurer: str, start: date, end: date) -> SchemeVersion:
    """The newest version of a scheme in force over the whole period.

    The insurer must be named when several use the key (``several_insurers``).
    """
    versions = SchemeVersion.objects.filter(key=key).covering(start, end)
    if insurer:
        versions = versions.filter(insurer__code=insurer)
    found = list(versions.select_related("insurer__region").order_by("pk"))
    if not found:
        raise DomainError("unknown_scheme", "scheme", {"key": key})
    if len({version.insurer_id for version in found}) > 1:
        codes = ", ".join(sorted({version.insurer.code for version in found}))
        raise DomainError("several_insurers", "insurer", {"codes": codes})
    return found[-1]
