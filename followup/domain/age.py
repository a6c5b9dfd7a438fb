"""Age in completed years."""

from __future__ import annotations

from datetime import date


def completed_years(born_on: date, on: date) -> int:
    """Return the age in completed years on the day ``on``.

    The day of the 65th birthday counts as 65. A birthday on 29 February counts on 1 March in
    common years (the reading that is later, stated here because calendars differ).
    Raises ValueError for a day before birth.
    """
    if on < born_on:
        message = f"{on} is before the birth on {born_on}"
        raise ValueError(message)
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
