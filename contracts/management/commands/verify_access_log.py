from typing import Any

from django.core.management.base import BaseCommand, CommandError

from contracts import access_chain


class Command(BaseCommand):
    """Prove that the access log is as it was written."""

    help = "Recompute the hash chain of the access log; names the first event that does not fit."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        check = access_chain.verify()
        if check.broken is not None:
            found = check.broken
            message = (
                f"broken at event {found.event_id}: actor {found.actor}, position {found.position}, "
                f"{found.fault} does not fit"
            )
            raise CommandError(message)
        self.stdout.write(f"{check.events} events of {check.actors} actors: the chain holds")
