"""Every page of every role, found by following its links: axe, width, targets, console, weight."""

from __future__ import annotations

from io import StringIO
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
PAGE_BYTES, SHEET_BYTES, SCRIPT_BYTES = 200_000, 40_000, 60_000
WEIGHTS = "performance.getEntriesByType('resource').map(one => [one.name, one.decodedBodySize])"
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"


@pytest.fixture(scope="module", autouse=True)
def settled_year(town: Town) -> None:
    """2025 settled, proposed and approved, so that there are statements to look at for everybody."""
    from django.core.management import call_command

    from capitation.models import SettlementRun
    from capitation.services import decisions
    from contracts.models import Staff

    call_command("settle", scheme="city_htn", period=2025, stdout=StringIO())
    officer, approver = (Staff.objects.get(username=name) for name in ("officer", "approver"))
    decisions.propose_run(by=officer, run=SettlementRun.objects.get())
    decisions.approve_run(by=approver, run=SettlementRun.objects.get())


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


@pytest.mark.parametrize("role", ROLES)
def test_pages_and_their_sheets_and_scripts_stay_light(town: Town, role: str) -> None:
    sheets: dict[str, int] = {}
    scripts: dict[str, int] = {}
    heavy: list[str] = []

    with town.visitor(role) as visitor:
        for name, path in walk(visitor).items():
            answer = visitor.page.goto(town.url + path)
            assert answer is not None
            if len(answer.body()) > PAGE_BYTES:
                heavy.append(f"{name}: {len(answer.body())} bytes")
            weights = visitor.page.evaluate(WEIGHTS)
            sheets |= {url: size for url, size in weights if url.endswith(".css")}
            scripts |= {url: size for url, size in weights if url.endswith(".js")}

    assert heavy == []
    assert 0 < sum(sheets.values()) <= SHEET_BYTES, sheets
    assert 0 < sum(scripts.values()) <= SCRIPT_BYTES, scripts
