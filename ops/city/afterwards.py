"""What follows once the rows of the city are written: published schemes, care states, live evidence.

The one place that knows the services of the apps above the data. They are looked up by name when they are called,
so that the city does not depend on what a service imports.
"""

from collections.abc import Callable
from datetime import date
from importlib import import_module, util
from time import monotonic
from typing import Any

from django.db import connection

from contracts.models import Staff
from ops.city import PUBLISHED_SCHEMES

Say = Callable[[str], None]
STATE_TABLES = ("followup_carestate", "capitation_liveevidence", "capitation_livecounter")


def settle_in(*, today: date, say: Say) -> None:
    """Publish the insurers' payment schemes and bring care states and live evidence up to date."""
    for username, scheme in PUBLISHED_SCHEMES:
        _publish(username, scheme, say)
    _run(say, "Care states", "followup.services.care_states", "rebuild_all", today)
    _run(say, "Live evidence", "capitation.services.live", "rebuild", today)
    with connection.cursor() as cursor:
        cursor.execute(f"analyze {', '.join(STATE_TABLES)}")


def _publish(username: str, scheme: str, say: Say) -> None:
    """Publish a shipped scheme document as the insurer's member of staff."""
    publish = _service("capitation.services.documents", "publish_scheme")
    if publish is None:
        say(f"Scheme {scheme}: skipped, schemes cannot be published yet")
        return
    catalogue = import_module("capitation.catalogue")
    by = Staff.objects.select_related("organisation").get(username=username)
    publish(
        by=by, insurer=by.organisation, text=catalogue.scheme_text(scheme), name=f"{scheme}.toml"
    )
    say(f"Scheme {scheme} published for {by.organisation}")


def _run(say: Say, title: str, module: str, name: str, *values: Any) -> None:
    service = _service(module, name)
    if service is None:
        say(f"{title}: skipped, there is no {module}.{name} yet")
        return
    started = monotonic()
    service(*values)
    say(f"{title}: {monotonic() - started:.1f} s")


def _service(module: str, name: str) -> Callable[..., Any] | None:
    if util.find_spec(module) is None:
        return None
    found: Callable[..., Any] | None = getattr(import_module(module), name, None)
    return found
