"""Every page of every role, found by following its links: axe, width, targets, console, weight."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.access.matrix import ROWS
from tests.walk.town import reviewed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Response

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
# No link of the town leads there: for machines, for the operator, behind an upload (looked at in the admin's day).
UNLINKED = frozenset({"ops:healthz", "ops:readyz", "ui:design", "contracts:import-detail"})
# What a role may open without finding it in its navigation.
ALLOWED = {"doctor": ("/panel/", "/contracts/expiring/")}
PAGE_BYTES, SHEET_BYTES, SCRIPT_BYTES = 200_000, 40_000, 60_000
SHEETS = "[...document.querySelectorAll('link[rel=stylesheet]')].map(one => one.href)"
SCRIPTS = "[...document.querySelectorAll('script[src]')].map(one => one.src)"
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


def walk(visitor: Visitor, unlinked: tuple[str, ...]) -> Iterator[tuple[str, Response]]:
    """Open one address of every page that can be reached by links from the first one: the view's name, the answer.

    ``unlinked`` are further addresses to open and to follow the links of.
    """
    known = {view_of(path) for path in (visitor.path, *unlinked)}
    waiting = [visitor.path, *unlinked]
    while waiting:
        path = waiting.pop(0)
        answer = visitor.page.goto(visitor.url + path)
        assert answer is not None
        for link in visitor.page.evaluate(LINKS):
            there = link.removeprefix(visitor.url).split("#")[0]
            name = view_of(there) if link.startswith(visitor.url) else ""
            if name and name not in known and name not in NO_PAGES:
                known.add(name)
                waiting.append(there)
        yield view_of(path), answer


def weight_of(visitor: Visitor, named: str) -> int:
    """The bytes of the files that the page names; asked for anew, since a cached file reports no size."""
    addresses = visitor.page.evaluate(named)
    return sum(len(visitor.page.request.get(address).body()) for address in addresses)


def too_heavy(visitor: Visitor, answer: Response) -> list[str]:
    """What of the page weighs more than it may: itself, its sheets, its scripts."""
    sums = {
        "page": (len(answer.body()), PAGE_BYTES),
        "sheets": (weight_of(visitor, SHEETS), SHEET_BYTES),
        "scripts": (weight_of(visitor, SCRIPTS), SCRIPT_BYTES),
    }
    return [
        f"the {part} weighs {size} bytes, at most {most}"
        for part, (size, most) in sums.items()
        if not 0 < size <= most
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_wrong_with_any_page(town: Town, role: str, language: str) -> None:
    found: list[str] = []
    seen: set[str] = set()

    with town.visitor(role, language=language) as visitor:
        for name, answer in walk(visitor, ALLOWED.get(role, ())):
            seen.add(name)
            found += [f"{name}: {wrong}" for wrong in too_heavy(visitor, answer)]
            found += [f"{name}: {wrong}" for wrong in reviewed(visitor.page)]
        found += visitor.spoken

    assert not found, "\n".join(found)
    assert pages_of(role) - seen == set()


def pages_of(role: str) -> set[str]:
    """The pages that the table of addresses and roles opens to a role."""
    key = {"centre": "centre_admin", "officer": "insurer_officer", "approver": "insurer_approver"}
    return {
        row.name
        for row in ROWS
        if row.method == "get"
        and row.status_for(key.get(role, role)) == 200
        and not row.name.startswith("api:")
        and row.name not in NO_PAGES | UNLINKED
    }


def test_access_log_opens_for_a_reason_and_nothing_is_wrong_with_it(town: Town) -> None:
    with town.visitor("auditor") as auditor:
        auditor.open("/access-log/")
        auditor.page.fill("[name=reason]", "case 17")
        with auditor.page.expect_navigation():
            auditor.page.click("main form[method=post] button[type=submit]")
        said = auditor.text("main")
        found = reviewed(auditor.page) + auditor.spoken

    assert "case 17" in said
    assert not found, "\n".join(found)
