"""Age for lists of people."""

from datetime import date


def age_on(born_on: date, day: date) -> int:
    """Completed years on a day; the day of the birthday counts, 29 February counts on 1 March in common years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
