"""How many wait behind an entry of the navigation."""

from django.http import HttpRequest

from contracts import clock
from contracts.access import staff_of
from followup.selectors import due_count


def due_now(request: HttpRequest) -> int:
    """How many residents are on the due list of whoever looks. One query, on every page of a doctor."""
    return due_count(staff_of(request), clock.today())
