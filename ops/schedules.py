"""What the worker does by itself every day."""

from datetime import datetime, time, timedelta

from django.utils import timezone
from django_q.models import Schedule

from contracts import clock

# A few minutes after midnight in the product's time zone, when a new day has surely begun.
TURN_OF_DAY_AT = time(0, 5)


def ensure_schedules() -> None:
    """Make sure that the daily schedules stand, once each, whatever was there before."""
    tomorrow = clock.today() + timedelta(days=1)
    Schedule.objects.get_or_create(
        name="turn of the day",
        defaults={
            "func": "capitation.tasks.turn_of_day",
            "schedule_type": Schedule.DAILY,
            "next_run": timezone.make_aware(datetime.combine(tomorrow, TURN_OF_DAY_AT)),
        },
    )
