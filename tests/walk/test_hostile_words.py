"""Names that are markup or formulas: shown as text on every page, quoted in every file."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests import world as worlds
from tests.walk import people
from tests.walk.conftest import TODAY

if TYPE_CHECKING:
    from contracts.models import Resident
    from tests.walk.town import Town, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
MARKUP = (
    "<script>document.title='run'</script>",
    "\"><img src=x onerror=document.title='run'>",
    "'-document.title='run'-'",
    "{{7*7}}{% now 'Y' %}",
    "<svg/onload=document.title='run'>",
)
FORMULAS = ("=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1")
NAMES = (*MARKUP, *FORMULAS)


@pytest.fixture(scope="module")
def hostile(town: Town) -> list[Resident]:
    """Residents of the doctor's team, and a team, whose names are meant to do harm."""
    from contracts.models import Team

    residents = [
        people.overdue(name[:50], conditions=people.HYPERTENSION, today=TODAY) for name in NAMES
    ]
    Team.objects.create(code="H99010100001-99", name=MARKUP[0], organisation=people.county().centre)
    return residents


def shows_as_text(visitor: Visitor, path: str) -> None:
    """Nothing on the page ran: its title is its own, and no element came out of a name."""
    visitor.open(path)
    visitor.page.wait_for_load_state("networkidle")
    assert visitor.page.title() != "run", path
    assert visitor.page.locator("main script, main img, [onload], [onerror]").count() == 0, path
    assert visitor.spoken == [], path


def test_no_page_of_the_doctor_runs_a_name(town: Town, hostile: list[Resident]) -> None:
    with town.visitor("doctor") as doctor:
        for resident in hostile:
            shows_as_text(doctor, f"/residents/{resident.pk}/")
            assert doctor.text("h1") == " ".join(resident.name.split())
        for path in (
            "/today/",
            f"/residents/{hostile[0].pk}/visits/new/",
            "/residents/?q=%3Cscript%3Edocument.title%3D%27run%27%3C%2Fscript%3E",
            "/measures/cn.htn.control_2017/",
        ):
            shows_as_text(doctor, path)


def test_no_page_of_the_centre_runs_a_name(town: Town, hostile: list[Resident]) -> None:
    with town.visitor("centre") as admin:
        for path in ("/panel/", "/panel/?q=%3Cscript%3E", "/teams/", "/measures/", "/imports/"):
            shows_as_text(admin, path)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_a_file_begins_like_a_formula(
    town: Town, hostile: list[Resident], kind: str
) -> None:
    with town.visitor("doctor") as doctor:
        answer = doctor.page.request.get(f"{town.url}/panel/export/{kind}/")
        content = answer.body()

    if kind == "csv":
        cells = [
            cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row
        ]
    else:
        sheet = load_workbook(io.BytesIO(content), data_only=False).active
        assert sheet is not None
        every = [cell for row in sheet.iter_rows() for cell in row]
        assert not [cell.value for cell in every if cell.data_type == "f"]
        cells = [str(cell.value) for cell in every if cell.value is not None]
    named = [cell for cell in cells if any(name.strip()[:50] in cell for name in NAMES)]
    assert len(named) >= len(NAMES)
    if kind == "csv":
        assert not [cell for cell in named if cell[:1] in "=+-@\t\r"]


def test_hostile_file_name_is_shown_as_text(town: Town) -> None:
    with town.visitor("centre") as admin:
        admin.open("/imports/")
        admin.page.select_option("[name=kind]", "residents")
        content = f"姓名,身份证号\r\n{MARKUP[0]},{worlds.id_number('990101', TODAY, 7)}\r\n"
        admin.page.set_input_files(
            "[name=file]",
            [
                {
                    "name": "<img src=x onerror=document.title='run'>.csv",
                    "mimeType": "text/csv",
                    "buffer": content.encode(),
                }
            ],
        )
        admin.page.click("[data-save]")
        people.work_off()
        shows_as_text(admin, admin.path)
        shows_as_text(admin, "/imports/")
