"""Which pages each role finds in the rail, as a table.

Roles are the text keys of ``contracts.domain.roles``; this layer may not import them. An entry
whose URL name does not exist (yet) is left out. A count is found by a function that the owning
app registers in its ``apps.py``; it must be cheap: it runs on every page.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DOCTOR = "doctor"
CENTRE = "centre_admin"
OFFICER = "insurer_officer"
APPROVER = "insurer_approver"
AUDITOR = "auditor"
OPERATOR = "operator"
PAYER = frozenset({OFFICER, APPROVER})

ROLE_WORDS: dict[str, Promise] = {
    DOCTOR: _("Family doctor"),
    CENTRE: _("Centre admin"),
    OFFICER: _("Insurer officer"),
    APPROVER: _("Insurer approver"),
    AUDITOR: _("Auditor"),
    OPERATOR: _("Operator"),
}
ON_THE_BAR = 5

Counter = Callable[[HttpRequest], int | None]
COUNTS: dict[str, Counter] = {}


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the navigation, before it is known who looks."""

    label: Promise
    url_name: str
    icon: str
    roles: frozenset[str]
    count_key: str = ""
    also: tuple[str, ...] = ()  # prefixes of URL names that belong under this entry


ITEMS: tuple[Item, ...] = (
    Item(
        _("Today"),
        "followup:today",
        "today",
        frozenset({DOCTOR}),
        "due",
        ("followup:visit",),
    ),
    Item(
        _("Teams"),
        "capitation:teams",
        "chart",
        frozenset({CENTRE}),
        also=("capitation:team",),
    ),
    Item(
        _("Residents"),
        "followup:resident-search",
        "people",
        frozenset({DOCTOR, CENTRE}),
        "residents",
        ("followup:resident",),
    ),
    Item(_("Panel"), "contracts:panel", "contract", frozenset({CENTRE}), "panel"),
    Item(_("Expiring"), "contracts:expiring", "clock", frozenset({CENTRE}), "expiring"),
    Item(
        _("Imports"),
        "contracts:imports",
        "upload",
        frozenset({CENTRE}),
        "imports",
        ("contracts:import",),
    ),
    Item(
        _("Runs"),
        "capitation:runs",
        "chart",
        PAYER | {AUDITOR},
        "runs",
        ("capitation:run",),
    ),
    Item(
        _("Teams"),
        "capitation:teams",
        "people",
        PAYER | {AUDITOR},
        also=("capitation:team",),
    ),
    Item(
        _("Measures"),
        "capitation:measures",
        "gauge",
        PAYER | {DOCTOR, CENTRE, AUDITOR},
        also=("capitation:measure-residents",),
    ),
    Item(
        _("Statements"),
        "capitation:statements",
        "money",
        PAYER | {DOCTOR, CENTRE, AUDITOR},
        "statements",
        ("capitation:statement", "capitation:line", "capitation:evidence"),
    ),
    Item(
        _("Schemes"),
        "capitation:schemes",
        "book",
        PAYER | {AUDITOR},
        also=("capitation:scheme", "capitation:measure-document"),
    ),
    Item(
        _("Access log"),
        "contracts:access-log",
        "eye",
        frozenset({AUDITOR}),
    ),
    Item(_("Status"), "ops:status", "gauge", frozenset({OPERATOR})),
    Item(_("Components"), "ui:design", "grid", frozenset({OPERATOR})),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the rail, ready to show; ``is_extra`` does not fit the bar of a phone."""

    label: str
    href: str
    icon: str
    count: int | None
    is_current: bool
    is_extra: bool


def register_count(key: str, count: Counter) -> None:
    """Let an app above say how many wait behind an entry."""
    COUNTS[key] = count


def _url(url_name: str) -> str | None:
    """Return the address of a page, or None while the page has not landed."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def _is_current(item: Item, here: str) -> bool:
    """Say whether the page shown lies under this entry."""
    return here == item.url_name or any(here.startswith(prefix) for prefix in item.also)


def entries(request: HttpRequest, role: str) -> list[Entry]:
    """Return the entries of a role, with counts, in the order of the table."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    shown: list[Entry] = []
    for item in ITEMS:
        href = _url(item.url_name) if role in item.roles else None
        if href is None:
            continue
        count = COUNTS.get(item.count_key)
        shown.append(
            Entry(
                label=str(item.label),
                href=href,
                icon=item.icon,
                count=count(request) if count else None,
                is_current=_is_current(item, here),
                is_extra=len(shown) >= ON_THE_BAR,
            )
        )
    return shown
