"""Run the job worker under its supervisor."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from ops import gate
from ops.worker.supervisor import Supervisor


class Command(BaseCommand):
    help = "Runs the job worker; restarts it when it is stuck. SIGTERM or Ctrl-C ends every process of it."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own declaration

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--heal-after",
            type=float,
            default=15,
            metavar="SECONDS",
            help="restart the queue when a job has waited so long although a worker is free (default 15)",
        )

    def handle(self, *, heal_after: float, **_: object) -> None:
        gate.refuse_unsafe_start()
        Supervisor(heal_after=heal_after).run()
