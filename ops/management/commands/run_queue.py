"""The supervisor's child (see ops.worker.cluster); people start ``manage.py worker`` instead."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from ops.worker import cluster


class Command(BaseCommand):
    help = "Internal: started by `manage.py worker`."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own declaration

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("parent", type=int)
        parser.add_argument("pipe", type=int)

    def handle(self, *, parent: int, pipe: int, **_: object) -> None:
        cluster.run(parent=parent, pipe=pipe)
