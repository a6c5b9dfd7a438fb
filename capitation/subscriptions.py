"""What this app does when care is recorded or a panel changes: the running year's evidence moves along."""

from datetime import date

from capitation.services import live
from contracts.events import panel_changed
from followup.events import care_recorded


def connect() -> None:
    """Subscribe to the events of the apps below; called once at start."""
    care_recorded.connect(_refresh, dispatch_uid="capitation.live.care")
    panel_changed.connect(_refresh, dispatch_uid="capitation.live.panel")


def _refresh(sender: object, *, resident_ids: list[int], as_of: date, **_kwargs: object) -> None:
    del sender
    live.refresh(resident_ids, as_of)
