"""Every page of every role, found by following its links: axe, width, targets, console, weight."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.walk.town import reviewed

if TYPE_CHECKING:
    from tests.walk.town import Town, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

ROLES = ("doctor", "centre", "officer", "approver", "auditor", "operator")
# Not pages: downloads, fragments, addresses that only take what is sent to them.
NO_PAGES = frozenset(
    {
        "contracts:panel-export",
        "contracts:import-sample",
        "contracts:import-errors",
        "capitation:run-export",
        "capitation:statement-export",
        "capitation:my-rates",
        "capitation:run-progress",
        "followup:visit-assess",
    }
)
PAGE_BYTES = 200_000
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"


def view_of(path: str) -> str:
    """The name of the view behind an address, empty when there is none to open."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def walk(visitor: Visitor) -> dict[str, str]:
    """One address of every page that can be reached by links from the first one, by the name of its view."""
    known: dict[str, str] = {view_of(visitor.path): visitor.path}
    waiting = [visitor.path]
    while waiting:
        path = waiting.pop(0)
        if visitor.path != path:
            visitor.open(path)
        for link in visitor.page.evaluate(LINKS):
            if not link.startswith(visitor.url):
                continue
            there = link.removeprefix(visitor.url).split("#")[0]
            name = view_of(there)
            if name and name not in known and name not in NO_PAGES:
                known[name] = there
                waiting.append(there)
    return known


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_wrong_with_any_page(town: Town, role: str, language: str) -> None:
    found: list[str] = []

    with town.visitor(role, language=language) as visitor:
        for name, path in walk(visitor).items():
            visitor.open(path)
            found += [f"{name}: {wrong}" for wrong in reviewed(visitor.page)]
        found += visitor.spoken

    assert not found, "\n".join(found)
