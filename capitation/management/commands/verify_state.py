"""``manage.py verify_state``: does the kept state equal a full recomputation?"""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from capitation.services import live
from contracts import clock
from followup.services import care_states

SHOWN = 20


class Command(BaseCommand):
    help = "Compare care states, live evidence and team counters with a full recomputation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="write the recomputed state")

    def handle(self, *, repair: bool, **_options: object) -> None:
        today = clock.today()
        found = care_states.differences(today) + live.differences(today)
        for line in found[:SHOWN]:
            self.stdout.write(line)
        if not found:
            self.stdout.write("State and full recomputation agree: 0 differences.")
            return
        if repair:
            care_states.rebuild_all(today)
            live.rebuild(today)
            self.stdout.write(f"{len(found)} differences repaired.")
            return
        raise CommandError(f"{len(found)} differences; --repair writes the recomputed state")
