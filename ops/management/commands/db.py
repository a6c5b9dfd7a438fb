"""Start, stop or look at the embedded database."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ops.postgres import address, launcher
from ops.postgres.binaries import BinariesMissingError
from ops.postgres.pidfile import server_pid


class Command(BaseCommand):
    help = (
        "Starts, stops or shows the embedded PostgreSQL server; DATABASE_URL makes it unnecessary."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own declaration

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status"])

    def handle(self, *, action: str, **_: Any) -> None:
        if not settings.EMBEDDED_DATABASE:
            self.stdout.write(
                "DATABASE_URL is set: the embedded database is not used; nothing done."
            )
            return
        try:
            self.stdout.write({"start": _start, "stop": _stop, "status": _status}[action]())
        except (launcher.DatabaseDownError, BinariesMissingError) as error:
            raise CommandError(str(error)) from error


def _start() -> str:
    word = "started" if launcher.start() else "was running already"
    return f"The embedded database {word}: {address.current_address().data}"


def _stop() -> str:
    return (
        "The embedded database stopped."
        if launcher.stop()
        else "The embedded database was not running."
    )


def _status() -> str:
    where = address.current_address()
    if launcher.is_reachable(where):
        return (
            f"running, process {server_pid(where.data)}, data {where.data}, socket {where.socket}"
        )
    return f"down, data {where.data}"
