"""The centre admin's day: the panel on two days, the teams, contracts that expire, a file with a mistake."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from contracts import clock
from tests import world as worlds
from tests.walk import people
from tests.walk.conftest import TODAY
from tests.walk.town import reviewed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tests.walk.town import Town, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

HEADERS = "姓名,身份证号,性别,出生日期,联系电话,住址,行政区划代码,死亡日期"


@pytest.fixture
def admin(town: Town) -> Iterator[Visitor]:
    """The centre admin's browser, in English."""
    with town.visitor("centre") as visitor:
        yield visitor


def signed_on(visitor: Visitor, day: date) -> int:
    """How many have signed, as the panel of a day says."""
    visitor.open(f"/panel/?day={day.isoformat()}")
    found = re.match(r"([\d,]+) residents? signed", visitor.text(".head p"))
    assert found, visitor.text(".head p")
    return int(found[1].replace(",", ""))


def file_of(*rows: tuple[str, str, str]) -> dict[str, object]:
    """A file of residents as a county sends it: name, identity number, day of birth."""
    lines = [HEADERS, *(f"{name},{number},女,{born},,,990101," for name, number, born in rows)]
    text = "\r\n".join([*lines, ""])
    return {"name": "名册.csv", "mimeType": "text/csv", "buffer": text.encode("gb18030")}


def test_panel_counts_whom_a_contract_covers_on_the_day(admin: Visitor) -> None:
    from contracts.models import Contract

    own = Contract.objects.filter(team__organisation__code="H99010100001")
    days = (TODAY, TODAY.replace(year=2025, month=3, day=31))

    shown = [signed_on(admin, day) for day in days]

    counted = [own.filter(starts_on__lte=day).exclude(ends_on__lte=day).count() for day in days]
    assert shown == counted
    assert shown[0] != shown[1]
    assert admin.spoken == []


def test_day_of_the_panel_is_chosen_by_hand(admin: Visitor) -> None:
    admin.open("/panel/")

    admin.page.fill("[name=day]", "2025-03-31")
    admin.page.locator("[name=day]").dispatch_event("change")
    admin.page.wait_for_url("**day=2025-03-31**")

    assert "31 Mar 2025" in admin.text(".head p")


def test_teams_stand_side_by_side_with_rate_and_denominator(admin: Visitor) -> None:
    from contracts.models import Team

    admin.open("/teams/")

    rows = admin.page.locator("table.teams tbody tr:not(.total)")
    own = Team.objects.filter(organisation__code="H99010100001")
    assert rows.count() == own.count()
    for team in own:
        row = rows.filter(has_text=team.name).inner_text()
        assert re.search(r"\d+\.\d\d\s%|not measured", row)
        assert re.search(r"\d+ / \d+", row)


def test_expiring_contracts_are_those_that_end_in_time(admin: Visitor) -> None:
    from datetime import timedelta

    from contracts.models import Contract

    expected = Contract.objects.filter(
        team__organisation__code="H99010100001",
        ends_on__gt=TODAY,
        ends_on__lte=TODAY + timedelta(days=91),
        end_reason="",
    )

    admin.open("/contracts/expiring/?within=90")

    names = admin.page.locator("main tbody th").all_inner_texts()
    assert expected.count() > 0
    assert len(names) == min(expected.count(), 50)


def test_mistake_is_named_by_row_column_value_and_what_is_expected(
    town: Town, admin: Visitor
) -> None:
    from datetime import date

    from contracts.models import Resident

    page = admin.page
    born = date(1957, 8, 13)
    right = worlds.id_number("990101", born, 902)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    other = worlds.id_number("990101", date(1958, 2, 3), 904)

    admin.open("/imports/")
    page.select_option("[name=kind]", "residents")
    page.set_input_files(
        "[name=file]", [file_of(("范小舟", wrong, "1957-08-13"), ("路遥", other, "1958-02-03"))]
    )
    page.click("[data-save]")
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    people.work_off()
    page.reload()
    report = page.locator("#problems tbody tr").first.inner_text()
    before = Resident.objects.filter(name__in=("范小舟", "路遥")).count()
    wrong_with_the_page = reviewed(page)

    assert f"{wrong[:6]}********{wrong[-4:]}" in report
    assert "2" in report.split()  # the row below the headers
    assert "身份证号" in report
    assert "check" in report
    assert before == 0  # one bad row: nothing is written
    assert wrong_with_the_page == []

    admin.open("/imports/")
    page.select_option("[name=kind]", "residents")
    page.set_input_files(
        "[name=file]", [file_of(("范小舟", right, "1957-08-13"), ("路遥", other, "1958-02-03"))]
    )
    page.click("[data-save]")
    page.wait_for_url(re.compile(r"/imports/\d+/$"))
    people.work_off()
    page.reload()
    page.click("button[name=rows][value=all]")
    people.work_off()
    page.reload()

    assert Resident.objects.filter(name__in=("范小舟", "路遥")).count() == 2
    assert "Written" in admin.text("main")
    assert admin.spoken == []
    assert clock.today() == TODAY
