"""The only clock: the day in Shanghai, which the demo may hold still, and the instant."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Today's calendar date in the product's time zone; ``OPENCAPITATION_TODAY`` holds it for a demo."""
    fixed: date | None = settings.FIXED_TODAY
    return fixed or timezone.localdate()


def now() -> datetime:
    """The present instant. A held day keeps the hour of the real clock."""
    instant = timezone.now()  # noqa: TID251 - this is the clock
    fixed: date | None = settings.FIXED_TODAY
    if fixed is None:
        return instant
    return timezone.localtime(instant).replace(year=fixed.year, month=fixed.month, day=fixed.day)
