"""The insurer's day: settle a year, open it down to a reading, propose, approve as somebody else, take it away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.walk import people
from tests.walk.town import reviewed

if TYPE_CHECKING:
    from tests.walk.town import Town, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
RUN, STATEMENT = re.compile(r"/runs/\d+/$"), re.compile(r"/statements/\d+/$")


def taken_away(visitor: Visitor, kind: str) -> bytes:
    """The file behind the link of this kind on the page."""
    with visitor.page.expect_download() as waited:
        visitor.page.click(f"a[href$='/export/{kind}/']")
    return waited.value.path().read_bytes()


def decide(visitor: Visitor, decision: str) -> None:
    """Press the button of a decision and say yes to its question."""
    visitor.page.click(f"[data-dialog={decision}]")
    with visitor.page.expect_navigation():
        visitor.page.click(f"#{decision} button[type=submit]")


def test_year_is_settled_opened_down_to_a_reading_proposed_and_approved(town: Town) -> None:
    from capitation.models import SettlementRun

    with town.visitor("officer") as officer, town.visitor("approver") as approver:
        page = officer.page
        officer.open("/runs/")
        page.select_option("[name=scheme]", index=0)
        page.select_option("[name=year]", "2025")
        page.click("form[action='/runs/'] button[type=submit]")
        page.wait_for_url(RUN)
        run_path = officer.path
        waiting = officer.text("main")
        wrong = reviewed(page)
        people.work_off()
        officer.open(run_path)
        run = SettlementRun.objects.get()
        total = f"{run.total_fen // 100:,}.{run.total_fen % 100:02d}"

        assert "Being computed" in waiting
        assert run.state == "computed"
        assert total in officer.text("main")
        wrong += reviewed(page)

        # a statement, its trace, the residents in and out, the reading
        open_a_reading(officer, wrong)

        officer.open(run_path)
        files = [taken_away(officer, kind) for kind in ("csv", "csv", "xlsx", "xlsx")]
        assert files[0] == files[1]
        assert files[2] == files[3]
        assert len(files[0].decode("utf-8-sig").splitlines()) > run.statements.count()

        approver.open(run_path)
        assert approver.page.locator("[data-dialog=approve]").count() == 0  # not proposed yet
        decide(officer, "propose")
        officer.open(run_path)
        assert officer.page.locator("[data-dialog=approve]").count() == 0
        assert SettlementRun.objects.get().state == "proposed"
        wrong += reviewed(page)

        approver.open(run_path)
        wrong += reviewed(approver.page)
        decide(approver, "approve")
        approver.open(run_path)
        wrong += reviewed(approver.page)

        run.refresh_from_db()
        assert run.state == "approved"
        assert run.proposed_by_id != run.approved_by_id
        assert wrong == []
        assert officer.spoken + approver.spoken == []


def open_a_reading(officer: Visitor, wrong: list[str]) -> None:
    """From the run to a statement, to a line, to residents, to the reading that decided."""
    page = officer.page
    page.locator("#teams tbody a[href^='/statements/']").first.click()
    page.wait_for_url(STATEMENT)
    wrong += reviewed(page)
    first = page.locator("details.line").first
    if not first.get_attribute("open"):
        first.locator("summary").click()
    trace = first.inner_text()
    evidence = page.locator("main a[href*='/evidence/']").first.get_attribute("href")
    line = page.locator("main a[href*='/lines/']").first.get_attribute("href")
    assert "=" in trace or "×" in trace
    assert evidence
    assert line
    officer.open(line)
    wrong += reviewed(page)
    officer.open(evidence)
    wrong += reviewed(page)
    assert re.search(r"\d+/\d+", page.locator("main tbody").inner_text())
    with page.expect_navigation():
        page.locator(".pills a").nth(1).click()
    wrong += reviewed(page)
