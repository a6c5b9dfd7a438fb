"""The family doctor's day: find, record, see what it means, correct; by keyboard, and without a script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.walk import people
from tests.walk.conftest import TODAY
from tests.walk.town import reviewed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.models import Resident
    from tests.walk.town import Town, Visitor

RECORDED = re.compile(r"/visits/\d+/$")
pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module")
def wang(town: Town) -> Resident:
    """王桂兰, overdue with both conditions."""
    return people.overdue("王桂兰", today=TODAY)


@pytest.fixture(scope="module")
def zhao(town: Town) -> Resident:
    """赵铁山, overdue with hypertension."""
    return people.overdue("赵铁山", conditions=people.HYPERTENSION, today=TODAY)


@pytest.fixture(scope="module")
def qian(town: Town) -> Resident:
    """钱多福, overdue with hypertension; the doctor sees him without a script."""
    return people.overdue("钱多福", conditions=people.HYPERTENSION, today=TODAY)


@pytest.fixture
def doctor(town: Town) -> Iterator[Visitor]:
    """The doctor's browser, in English."""
    with town.visitor("doctor") as visitor:
        yield visitor


def rates(visitor: Visitor) -> list[tuple[int, int]]:
    """Residents at target and on the register, for blood pressure and for glucose, as the first page shows them."""
    visitor.page.wait_for_selector("#my-rates")
    found = re.findall(r"(\d+) of (\d+) residents", visitor.text("#my-rates"))
    return [(int(at_target), int(every)) for at_target, every in found]


def due_count(visitor: Visitor) -> int:
    """How many are due, as the navigation says."""
    return int(visitor.text(".nav a[href='/today/'] .n"))


def test_follow_up_by_keyboard_alone_moves_the_rate_and_the_due_list(
    doctor: Visitor, wang: Resident
) -> None:
    page = doctor.page
    form = f"/residents/{wang.pk}/visits/new/"
    rates_before, due_before = rates(doctor), due_count(doctor)

    doctor.press("/")
    doctor.type("wgl")
    doctor.press("Enter")
    page.wait_for_url("**/residents/?q=wgl")
    doctor.tab_to(f"/residents/{wang.pk}/")
    doctor.press("Enter")
    page.wait_for_url(f"**/residents/{wang.pk}/")
    doctor.tab_to(form)
    doctor.press("Enter")
    page.wait_for_url(f"**{form}")
    doctor.wait_for_focus("systolic_mmhg")
    doctor.type("128")
    doctor.press("Enter")
    doctor.type("78")
    for _step in range(10):
        if doctor.focused == "fasting_glucose":
            break
        doctor.press("Enter")
    doctor.type("6.1")
    page.wait_for_selector("#assessment dl")
    while_typing = doctor.text("#assessment")
    doctor.press("Control+Enter")
    page.wait_for_url(RECORDED)

    assert while_typing.count("Controlled") >= 2
    said = doctor.text("main")
    assert "128/78" in said
    assert "6.1 mmol/L" in said
    assert "What to do" in said
    # controlled: seen again in three months at the latest
    assert "Next visit by" in said
    doctor.open("/today/")
    assert rates(doctor) == [(at_target + 1, every) for at_target, every in rates_before]
    assert due_count(doctor) == due_before - 1
    assert page.locator(f"#due a[href='/residents/{wang.pk}/']").count() == 0


def test_emergency_says_what_to_do_now_before_and_after_saving(
    doctor: Visitor, zhao: Resident
) -> None:
    page = doctor.page
    doctor.open(f"/residents/{zhao.pk}/visits/new/")
    doctor.wait_for_focus("systolic_mmhg")

    doctor.type("186")
    doctor.press("Enter")
    doctor.type("112")
    page.wait_for_selector("#assessment .badge.urgent")
    before = doctor.text("#assessment")
    wrong_before = reviewed(page)
    page.focus("[name=diastolic_mmhg]")
    doctor.press("Control+Enter")
    page.wait_for_url(RECORDED)

    for said in (before, doctor.text("main")):
        assert "Emergency" in said
        assert "What to do now" in said
        assert "Refer urgently" in said
    assert wrong_before + reviewed(page) == []


def test_impossible_value_is_refused_and_the_field_is_named(
    doctor: Visitor, zhao: Resident
) -> None:
    from followup.models import Visit

    page = doctor.page
    before = Visit.objects.filter(resident=zhao).count()
    doctor.open(f"/residents/{zhao.pk}/visits/new/")
    doctor.wait_for_focus("systolic_mmhg")

    doctor.type("512")
    doctor.press("Enter")
    doctor.type("78")
    doctor.press("Control+Enter")
    page.wait_for_selector("[name=systolic_mmhg][aria-invalid=true]")

    summary = doctor.text("[data-focus]")
    assert "Systolic" in summary
    assert page.locator("[name=systolic_mmhg]").input_value() == "512"
    assert page.locator("[name=diastolic_mmhg]").input_value() == "78"
    assert reviewed(page) == []
    assert Visit.objects.filter(resident=zhao).count() == before


def test_correction_keeps_the_version_before_readable(doctor: Visitor, wang: Resident) -> None:
    from followup.models import Visit

    page = doctor.page
    original = Visit.objects.filter(resident=wang).order_by("visited_on", "pk").first()
    assert original is not None
    doctor.open(f"/visits/{original.pk}/")

    doctor.tab_to(f"/visits/{original.pk}/correct/")
    doctor.press("Enter")
    page.wait_for_url("**/correct/")
    page.fill("[name=systolic_mmhg]", "152")
    page.fill("[name=correction_reason]", "typing mistake")
    doctor.press("Control+Enter")
    page.wait_for_url(lambda address: "/correct/" not in address)

    assert "152/96" in doctor.text("main")
    assert "162/96" in doctor.text("#versions, .trail")
    assert "typing mistake" in doctor.text("main")
    assert reviewed(page) == []
    doctor.open(f"/visits/{original.pk}/")
    assert "This version has been corrected" in doctor.text("main")
    assert doctor.spoken == []


def test_the_same_way_without_a_script(town: Town, qian: Resident) -> None:
    with town.visitor("doctor", has_script=False) as doctor:
        page = doctor.page
        page.fill("[name=q]", "qdf")
        doctor.press("Enter")
        page.wait_for_url("**/residents/?q=qdf")
        page.click(f"a[href='/residents/{qian.pk}/']")
        page.click(f"a[href='/residents/{qian.pk}/visits/new/']")
        page.fill("[name=systolic_mmhg]", "512")
        page.fill("[name=diastolic_mmhg]", "82")
        page.click("[data-save]")
        refused = doctor.text("main")
        page.fill("[name=systolic_mmhg]", "134")
        page.click("[data-save]")
        page.wait_for_url(RECORDED)
        saved = doctor.text("main")
        page.click("a[href$='/correct/']")
        page.fill("[name=systolic_mmhg]", "136")
        page.fill("[name=correction_reason]", "read again")
        page.click("[data-save]")
        page.wait_for_url(lambda address: "/correct/" not in address)
        corrected = doctor.text("main")
        doctor.open("/today/")
        page.click("main a[href='/my-rates/']")
        answered = doctor.text("body")

    assert "Systolic" in refused
    assert "134/82" in saved
    assert "Controlled" in saved
    assert "136/82" in corrected
    assert re.search(r"\d+ of \d+ residents", answered)
