"""What this app does when a panel changes: the due lists follow the resident to his new team."""

from datetime import date

from contracts.events import panel_changed
from followup.services import care_states


def connect() -> None:
    """Subscribe to the events of the app below; called once at start."""
    panel_changed.connect(_refresh, dispatch_uid="followup.care_states.panel")


def _refresh(sender: object, *, resident_ids: list[int], as_of: date, **_kwargs: object) -> None:
    del sender
    care_states.refresh(resident_ids, as_of)
