"""Reads of the registers."""

from datetime import date

from django.db.models import Q

from followup.models import RegisterEntry


def residents_with_changed_entries(since: date, until: date) -> set[int]:
    """Residents one of whose register entries began or ended within [since, until]."""
    began_or_ended = Q(starts_on__range=(since, until)) | Q(ends_on__range=(since, until))
    return set(RegisterEntry.objects.filter(began_or_ended).values_list("resident_id", flat=True))
