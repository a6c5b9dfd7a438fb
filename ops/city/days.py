"""Days as ordinals and instants as minutes of Shanghai time, and the texts that PostgreSQL reads them by."""

from datetime import date
from functools import cache

DAY_MINUTES = 24 * 60
SUNDAY = 0  # ordinals divisible by seven


def ordinal(year: int, month: int, day: int) -> int:
    """The ordinal of a calendar date."""
    return date(year, month, day).toordinal()


@cache
def iso(day: int) -> str:
    """The ISO text of a day."""
    return date.fromordinal(day).isoformat()


@cache
def year_of(day: int) -> int:
    """The calendar year of a day."""
    return date.fromordinal(day).year


@cache
def years_later(day: int, years: int) -> int:
    """The same date some years on; the 29th of February moves to the 1st of March."""
    start = date.fromordinal(day)
    try:
        return start.replace(year=start.year + years).toordinal()
    except ValueError:
        return date(start.year + years, 3, 1).toordinal()


def age_on(born: int, day: int) -> int:
    """Completed years of age."""
    birth, now = date.fromordinal(born), date.fromordinal(day)
    return now.year - birth.year - ((now.month, now.day) < (birth.month, birth.day))


def instant(day: int, minute: int) -> int:
    """The instant ``minute`` minutes into a day."""
    return day * DAY_MINUTES + minute


def stamp(moment: int) -> str:
    """The text of an instant, with the offset of Shanghai."""
    day, minute = divmod(moment, DAY_MINUTES)
    return f"{iso(day)} {minute // 60:02d}:{minute % 60:02d}:00+08:00"


def workday(day: int) -> int:
    """The day itself, or the Monday after a Sunday."""
    return day + 1 if day % 7 == SUNDAY else day
