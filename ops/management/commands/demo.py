"""Run the whole product with a synthetic city until Ctrl-C."""

import os
import signal
import sys
import time
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from ops.demo import port, steps
from ops.demo.children import Children, page_status, web_command, worker_command
from ops.postgres import launcher
from ops.postgres.binaries import BinariesMissingError

DEFAULT_PORT = "8000"
DEFAULT_RESIDENTS = "20000"
READY_SECONDS = 60
SERVER_ERROR = 500


class Command(BaseCommand):
    help = "Runs the product with a synthetic city. Honours PORT and DEMO_RESIDENTS; Ctrl-C ends everything."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own declaration

    def handle(self, **_: object) -> None:
        self._began = time.monotonic()
        if settings.OPENCAPITATION_MODE == "production":
            message = "the demo has users with known passwords and does not run in production mode"
            raise CommandError(message)
        residents = _read_residents(os.environ.get("DEMO_RESIDENTS") or DEFAULT_RESIDENTS)
        try:
            number = port.read_port(os.environ.get("PORT") or DEFAULT_PORT)
            port.refuse_if_taken(number)
        except port.PortError as problem:
            raise CommandError(str(problem)) from problem
        _end_on_signals()
        self._run(number, residents)

    def _run(self, number: int, residents: int) -> None:
        children = Children(
            settings.BASE_DIR,
            {"OPENCAPITATION_DB_ROLE": "web", "OPENCAPITATION_DIES_WITH_PARENT": "1"},
        )
        stop_database = False
        try:
            if settings.EMBEDDED_DATABASE:
                self._say("Starting the database …")
                stop_database = steps.start_database()
            self._prepare(residents)
            self._say("Starting web server and worker …")
            connection.close()
            children.start("web server", web_command(number))
            children.start("worker", worker_command())
            self._wait_until_ready(children, number)
            self._welcome(number)
            while children.ended() is None:
                time.sleep(0.5)
            message = f"the {children.ended()} ended by itself; see the lines above"
            raise CommandError(message)
        except (launcher.DatabaseDownError, BinariesMissingError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self._say("Stopping …")
        finally:
            _ignore_interrupts()
            children.stop()
            connection.close()
            if stop_database:
                launcher.stop()
        self._say("Stopped.")

    def _prepare(self, residents: int) -> None:
        self._say("Bringing the database schema up to date …")
        steps.migrate()
        steps.seed(residents, self._say)
        steps.settle(self._say)

    def _wait_until_ready(self, children: Children, number: int) -> None:
        give_up_at = time.monotonic() + READY_SECONDS
        while time.monotonic() < give_up_at and children.ended() is None:
            status = page_status(number)
            if status is not None and status < SERVER_ERROR:
                return
            time.sleep(0.1)
        message = f"the first page did not answer within {READY_SECONDS} s; see the lines above"
        raise CommandError(message)

    def _welcome(self, number: int) -> None:
        self.stdout.write(f"Ready: http://{port.HOST}:{number}/")
        for line in steps.log_ins():
            self.stdout.write(f"  {line}")
        self.stdout.write("Ctrl-C stops everything; the data stay in var/ for the next start.")
        self.stdout.flush()

    def _say(self, line: str) -> None:
        self.stdout.write(f"[{time.monotonic() - self._began:5.1f} s] {line}")
        self.stdout.flush()


def _read_residents(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        message = f"DEMO_RESIDENTS={text!r} is not a whole number above 0"
        raise CommandError(message)
    return int(text)


def _end_on_signals() -> None:
    """End in order on Ctrl-C, kill and a closed terminal; a demo under nohup outlives its terminal."""
    signal.signal(signal.SIGINT, _interrupt)  # a shell's background job starts with it ignored
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _ignore_interrupts() -> None:
    """A second Ctrl-C must not leave processes behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdout.flush()
