"""How many wait behind an entry of the navigation; one cheap query each, only for whom it concerns."""

from django.http import HttpRequest

from contracts import clock
from contracts.domain.roles import Role
from contracts.models import Contract, Staff, Team
from contracts.panel import expiring

EXPIRING_DAYS = 30


def on_panel(request: HttpRequest) -> int | None:
    """The signed residents of the centre today."""
    staff = _admin(request)
    if staff is None:
        return None
    teams = Team.objects.filter(organisation=staff.organisation)
    return Contract.objects.active_on(clock.today()).filter(team__in=teams).count()


def expiring_soon(request: HttpRequest) -> int | None:
    """The contracts of the centre that run out within 30 days and are not followed by another."""
    staff = _admin(request)
    if staff is None:
        return None
    teams = Team.objects.filter(organisation=staff.organisation)
    return expiring(teams, clock.today(), EXPIRING_DAYS).count()


def _admin(request: HttpRequest) -> Staff | None:
    user = request.user
    return user if isinstance(user, Staff) and user.role == Role.CENTRE_ADMIN else None
