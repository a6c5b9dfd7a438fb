"""The first page: everybody is sent to the page that answers "what needs me now?"."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from contracts.access import staff_of
from contracts.domain.roles import Role

# A role whose start page has no view of its own app is sent by the name of the address alone.
START_PAGES = {
    Role.DOCTOR: "followup:today",
    Role.CENTRE_ADMIN: "capitation:teams",
    Role.INSURER_OFFICER: "capitation:runs",
    Role.INSURER_APPROVER: "capitation:runs",
    Role.AUDITOR: "contracts:access-log",
    Role.OPERATOR: "ops:status",
}


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Send a member of staff to the start page of the role."""
    return redirect(START_PAGES[Role(staff_of(request).role)])
