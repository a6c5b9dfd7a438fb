"""What the app above may subscribe to (only in its ``apps.py``). Sent inside the transaction of the change."""

from django.dispatch import Signal

# resident_ids: list[int]; as_of: date. A visit, reading, encounter or register entry was recorded or corrected.
care_recorded = Signal()
