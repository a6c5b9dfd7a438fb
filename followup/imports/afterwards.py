"""What follows when care was imported: states and counters move in the same transaction. The one place for it."""

from collections.abc import Collection
from datetime import date

from django.db.models import Model

from contracts.imports.lookups import in_parts
from followup import events
from followup.services import care_states

AT_ONCE = 2_000


def care_changed(sender: type[Model], resident_ids: Collection[int], as_of: date) -> None:
    """Bring the care states of these residents up to date and tell the app above."""
    for part in in_parts(sorted(resident_ids), AT_ONCE):
        care_states.refresh(part, as_of)
        events.care_recorded.send(sender, resident_ids=part, as_of=as_of)
