"""What the apps above may subscribe to (only in their ``apps.py``). Sent inside the transaction of the change."""

from django.dispatch import Signal

# resident_ids: list[int]; as_of: date. Somebody signed, left, moved to another team or died.
panel_changed = Signal()
