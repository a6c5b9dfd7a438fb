"""The doctor's pages: what they show, to whom, at what cost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

if TYPE_CHECKING:
    from django.test import Client

    from tests.followup.conftest import Place

TODAY = date(2026, 6, 15)

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor(client: Client, place: Place) -> Client:
    """A browser in which the doctor of the first team has logged in; pages in English."""
    client.force_login(place.doctor)
    client.cookies["django_language"] = "en"
    return client


def typed(**values: Any) -> dict[str, Any]:
    """What a browser sends for a controlled visit of today."""
    return {
        "systolic_mmhg": "128",
        "diastolic_mmhg": "78",
        "visited_on": TODAY.isoformat(),
        "mode": "clinic",
        "outcome": "continue",
        "glucose_unit": "mmol/L",
        **values,
    }


def test_today_lists_whom_to_see_with_the_reason(doctor: Client, place: Place) -> None:
    resident = place.resident("赵建国", sex="1")
    place.visit(resident, visited_on=TODAY - timedelta(61), systolic_mmhg=158, diastolic_mmhg=96)

    page = doctor.get(reverse("followup:today")).content.decode()

    # not controlled 61 days ago: due 14 days later, 47 days overdue
    assert "赵建国" in page
    assert "158/96" in page
    assert "47 days overdue" in page
    assert reverse("followup:visit-new", args=[resident.pk]) in page


def test_today_without_anybody_due_says_so(doctor: Client) -> None:
    assert "Nobody is due this week" in doctor.get(reverse("followup:today")).content.decode()


@pytest.mark.parametrize("residents", [10, 200])
def test_today_costs_the_same_whatever_the_number_of_rows(
    doctor: Client, place: Place, residents: int
) -> None:
    for number in range(residents):
        place.resident(f"居民{number}", registers=("hypertension", "t2dm"))
    doctor.get(reverse("followup:today"))

    with CaptureQueriesContext(connection) as queries:
        doctor.get(reverse("followup:today"))

    assert len(queries) == 12, [query["sql"][:90] for query in queries]


@pytest.mark.parametrize("wanted", ["王桂兰", "wangguilan", "wgl", "7720"])
def test_a_resident_is_found_by_name_pinyin_initials_and_phone_tail(
    doctor: Client, place: Place, wanted: str
) -> None:
    place.resident("王桂兰", phone="13800007720")
    place.resident("李秀英", phone="13800001111")

    page = doctor.get(reverse("followup:resident-search"), {"q": wanted}).content.decode()

    assert "王桂兰" in page
    assert "李秀英" not in page


def test_a_resident_is_found_by_the_last_four_of_the_identity_number(
    doctor: Client, place: Place
) -> None:
    resident = place.resident("王桂兰")

    page = doctor.get(
        reverse("followup:resident-search"), {"q": resident.id_last4}
    ).content.decode()

    assert "王桂兰" in page


def test_a_search_does_not_find_residents_of_another_team(doctor: Client, place: Place) -> None:
    place.resident("王桂兰", team=place.other_team)

    page = doctor.get(reverse("followup:resident-search"), {"q": "王桂兰"}).content.decode()

    assert "Nobody found among your residents" in page


def test_pages_of_another_teams_resident_do_not_exist(doctor: Client, place: Place) -> None:
    from followup.services.visits import record_visit

    resident = place.resident("别人", team=place.other_team)
    visit, _assessments = record_visit(
        by=place.other_doctor, entry=place.entry(resident, team=place.other_team)
    )

    pages = [
        reverse("followup:resident", args=[resident.pk]),
        reverse("followup:visit-new", args=[resident.pk]),
        reverse("followup:visit", args=[visit.pk]),
        reverse("followup:visit-correct", args=[visit.pk]),
    ]

    assert [doctor.get(page).status_code for page in pages] == [404, 404, 404, 404]
    assess = reverse("followup:visit-assess", args=[resident.pk])
    assert doctor.post(assess, typed()).status_code == 404


def test_reading_a_resident_is_written_to_the_access_log(doctor: Client, place: Place) -> None:
    from contracts.models import AccessEvent

    resident = place.resident("王桂兰")

    page = doctor.get(reverse("followup:resident", args=[resident.pk]))

    assert page.status_code == 200
    event = AccessEvent.objects.get(subject="resident", action="viewed")
    assert (event.actor, event.subject_key) == ("doctor", str(resident.pk))


def test_saving_a_visit_shows_what_it_means_and_takes_the_resident_off_the_list(
    doctor: Client, place: Place
) -> None:
    resident = place.resident("王桂兰")

    page = doctor.post(
        reverse("followup:visit-new", args=[resident.pk]),
        typed(hypertension_symptoms=["1"]),
        follow=True,
    ).content.decode()

    assert "Saved for 王桂兰: Hypertension Controlled. Next visit by 13 Sep 2026." in page
    assert "王桂兰" not in doctor.get(reverse("followup:today")).content.decode()


def test_an_emergency_says_what_to_do_now_before_anything_is_saved(
    doctor: Client, place: Place
) -> None:
    from followup.models import Visit

    resident = place.resident("陈德明")

    page = doctor.post(
        reverse("followup:visit-assess", args=[resident.pk]), typed(systolic_mmhg="186")
    ).content.decode()

    assert "What to do now" in page
    assert "Refer urgently" in page
    assert not Visit.objects.exists()


def test_an_impossible_value_is_refused_beside_its_field(doctor: Client, place: Place) -> None:
    from followup.models import Visit

    resident = place.resident("王桂兰")

    answer = doctor.post(
        reverse("followup:visit-new", args=[resident.pk]), typed(systolic_mmhg="1280")
    )

    assert answer.status_code == 422
    assert "1280 is not possible: at most 320 mmHg" in answer.content.decode()
    assert not Visit.objects.exists()


def test_an_unusual_value_is_saved_when_it_is_submitted_again(doctor: Client, place: Place) -> None:
    from followup.models import Visit

    resident = place.resident("王桂兰")
    address = reverse("followup:visit-new", args=[resident.pk])

    first = doctor.post(address, typed(systolic_mmhg="240"))
    second = doctor.post(address, typed(systolic_mmhg="240", confirmed="systolic_mmhg=240"))

    assert first.status_code == 422
    assert "unusually high" in first.content.decode()
    assert second.status_code == 302
    assert Visit.objects.get().systolic_mmhg == 240


def test_a_confirmation_does_not_cover_another_unusual_value(doctor: Client, place: Place) -> None:
    resident = place.resident("王桂兰")
    address = reverse("followup:visit-new", args=[resident.pk])

    answer = doctor.post(address, typed(systolic_mmhg="250", confirmed="systolic_mmhg=240"))

    assert answer.status_code == 422


def test_glucose_in_mg_dl_is_kept_as_entered_beside_the_canonical_value(
    doctor: Client, place: Place
) -> None:
    from followup.models import Visit

    resident = place.resident("吴志强", registers=("t2dm",))

    doctor.post(
        reverse("followup:visit-new", args=[resident.pk]),
        typed(glucose_unit="mg/dL", fasting_glucose="126", glucose_method="venous"),
    )

    section = Visit.objects.get().diabetes
    # 126 / 18.0182 = 6.9929...
    assert (str(section.fasting_glucose_mmol_l), section.glucose_entered) == ("6.99", "126 mg/dL")


def test_the_second_visit_of_a_day_is_refused_with_the_way_out(
    doctor: Client, place: Place
) -> None:
    resident = place.resident("王桂兰")
    place.visit(resident)

    answer = doctor.post(reverse("followup:visit-new", args=[resident.pk]), typed())

    assert answer.status_code == 422
    assert "already has a visit" in answer.content.decode()


def test_lifestyle_is_carried_over_only_when_the_doctor_asked(doctor: Client, place: Place) -> None:
    from followup.models import Visit

    asked, unasked = place.resident("问过"), place.resident("没问")
    for resident in (asked, unasked):
        place.visit(resident, visited_on=TODAY - timedelta(30), cigarettes_per_day=5)

    doctor.post(reverse("followup:visit-new", args=[asked.pk]), typed(same_lifestyle="on"))
    doctor.post(reverse("followup:visit-new", args=[unasked.pk]), typed())

    today = Visit.objects.filter(visited_on=TODAY)
    assert today.get(resident=asked).cigarettes_per_day == 5
    assert today.get(resident=unasked).cigarettes_per_day is None


def test_drugs_of_the_last_visit_stand_in_the_form(doctor: Client, place: Place) -> None:
    from dataclasses import replace

    from followup.models import VisitMedication
    from followup.services.visits import record_visit

    resident = place.resident("王桂兰")
    drugs = [VisitMedication(name="氨氯地平片", times_per_day="1", dose="5mg")]
    entry = replace(place.entry(resident, visited_on=TODAY - timedelta(30)), medications=drugs)
    record_visit(by=place.doctor, entry=entry)

    page = doctor.get(reverse("followup:visit-new", args=[resident.pk])).content.decode()

    assert 'value="氨氯地平片"' in page


def test_a_correction_writes_a_new_version_and_keeps_the_old_one_readable(
    doctor: Client, place: Place
) -> None:
    resident = place.resident("王桂兰")
    visit = place.visit(resident, systolic_mmhg=182)

    page = doctor.post(
        reverse("followup:visit-correct", args=[visit.pk]),
        typed(systolic_mmhg="128", correction_reason="typed 182 for 128"),
        follow=True,
    ).content.decode()

    assert "typed 182 for 128" in page
    old = doctor.get(reverse("followup:visit", args=[visit.pk])).content.decode()
    assert "This version has been corrected" in old
    assert "182/78" in old


def test_a_correction_without_a_reason_is_refused(doctor: Client, place: Place) -> None:
    visit = place.visit(place.resident("王桂兰"))

    answer = doctor.post(reverse("followup:visit-correct", args=[visit.pk]), typed())

    assert answer.status_code == 422
    assert "Say why the visit is corrected" in answer.content.decode()


def test_a_resident_on_no_register_has_no_form_to_fill(doctor: Client, place: Place) -> None:
    resident = place.resident("健康", registers=())

    page = doctor.get(reverse("followup:visit-new", args=[resident.pk])).content.decode()

    assert "On no register with a follow-up form" in page


def test_the_centre_admin_reads_residents_but_records_nothing(client: Client, place: Place) -> None:
    resident = place.resident("王桂兰")
    client.force_login(place.admin)

    assert client.get(reverse("followup:resident", args=[resident.pk])).status_code == 200
    assert client.get(reverse("followup:visit-new", args=[resident.pk])).status_code == 403
    assert client.get(reverse("followup:today")).status_code == 403
