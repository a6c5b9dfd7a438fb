"""What the demo adds to the log-in page."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from contracts.models import Staff
from ops.city.logins import LOGINS


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A log-in as the page shows it."""

    username: str
    password: str
    role: str


def demo_logins(request: HttpRequest) -> dict[str, list[DemoLogin]]:
    """The demo's log-ins, on the log-in page of a demo and nowhere else."""
    if settings.OPENCAPITATION_MODE != "demo" or request.path != reverse("account_login"):
        return {}
    shown = [
        DemoLogin(login.username, login.password, str(Staff.RoleChoice(login.role).label))
        for login in LOGINS
    ]
    return {"demo_logins": shown}
