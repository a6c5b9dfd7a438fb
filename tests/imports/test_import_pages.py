"""The page of the centre admin: upload, report, write; who else may look; what becomes of the file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import jobs
from contracts.models import ImportBatch, Resident, Staff
from contracts.services import uploads
from tests.imports.county import RESIDENT_HEADERS, County, id_number

if TYPE_CHECKING:
    from django.test import Client

OTHER = id_number(date(1948, 12, 9), 11)
GOOD = ("王桂兰", id_number(), "女", "", "990101")
BAD = ("单晓明", OTHER, "女", "", "990101")


def upload(
    client: Client, county: County, *rows: tuple[str, ...], name: str = "名册.csv"
) -> ImportBatch:
    """Upload a file of residents; answers the import."""
    content = county.csv(RESIDENT_HEADERS, *rows).read_bytes()
    answer = client.post(
        reverse("contracts:imports"),
        {"kind": "residents", "file": SimpleUploadedFile(name, content)},
    )
    batch = ImportBatch.objects.latest("pk")
    assert answer.status_code == 302, answer.content.decode()
    return batch


def test_a_right_file_is_checked_then_written_then_deleted(client: Client, county: County) -> None:
    client.force_login(county.admin)

    batch = upload(client, county, GOOD)
    shown = client.get(reverse("contracts:import-detail", args=[batch.pk]))
    before = Resident.objects.count()
    client.post(reverse("contracts:import-commit", args=[batch.pk]), {"rows": "all"})

    batch.refresh_from_db()
    assert shown.status_code == 200
    assert (before, Resident.objects.count()) == (0, 1)
    assert (batch.state, batch.written_count) == ("written", 1)
    assert not uploads.stored_path(batch.stored_name).exists()


def test_the_valid_rows_are_written_and_the_others_downloaded(
    client: Client, county: County
) -> None:
    client.force_login(county.admin)
    batch = upload(client, county, GOOD, BAD)

    client.post(reverse("contracts:import-commit", args=[batch.pk]), {"rows": "all"})
    after_all = Resident.objects.count()
    client.post(reverse("contracts:import-commit", args=[batch.pk]), {"rows": "valid"})
    answer = client.get(reverse("contracts:import-errors", args=[batch.pk]))

    assert (after_all, Resident.objects.count()) == (0, 1)
    assert OTHER.encode() in answer.content


def test_a_written_file_cannot_be_written_again(client: Client, county: County) -> None:
    client.force_login(county.admin)
    batch = upload(client, county, GOOD)
    address = reverse("contracts:import-commit", args=[batch.pk])
    client.post(address, {"rows": "all"})

    answer = client.post(address, {"rows": "all"}, follow=True)

    assert answer.status_code == 200
    assert Resident.objects.count() == 1


def test_a_file_of_another_type_is_refused_on_the_page(client: Client, county: County) -> None:
    client.force_login(county.admin)
    file = SimpleUploadedFile("../../etc/名册.csv", b"%PDF-1.7 not a table")

    client.post(reverse("contracts:imports"), {"kind": "residents", "file": file})

    batch = ImportBatch.objects.get()
    assert (batch.state, batch.file_name) == ("refused", "名册.csv")
    assert "PDF" in client.get(reverse("contracts:import-detail", args=[batch.pk])).content.decode()


def test_a_large_file_is_checked_by_the_worker(
    client: Client, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "INLINE_BYTES", {"csv": 10, "xlsx": 10})
    client.force_login(county.admin)

    batch = upload(client, county, GOOD)
    waiting = client.get(reverse("contracts:import-detail", args=[batch.pk])).content.decode()
    keys = jobs.waiting_keys()
    uploads.run_batch(batch_id=batch.pk, username=county.admin.username, write="nothing")

    batch.refresh_from_db()
    assert keys == [f"import:{batch.pk}:nothing"]
    assert 'hx-trigger="every 1s"' in waiting
    assert batch.state == "checked"


def test_a_job_that_is_offered_again_writes_nothing_twice(client: Client, county: County) -> None:
    client.force_login(county.admin)
    batch = upload(client, county, GOOD)
    client.post(reverse("contracts:import-commit", args=[batch.pk]), {"rows": "all"})

    uploads.run_batch(batch_id=batch.pk, username=county.admin.username, write="all")

    assert Resident.objects.count() == 1


def test_an_import_of_another_organisation_does_not_exist(client: Client, county: County) -> None:
    client.force_login(county.admin)
    batch = upload(client, county, GOOD, BAD)
    client.force_login(county.other_admin)

    answers = [
        client.get(reverse("contracts:import-detail", args=[batch.pk])),
        client.get(reverse("contracts:import-errors", args=[batch.pk])),
        client.post(reverse("contracts:import-commit", args=[batch.pk]), {"rows": "valid"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert batch.file_name not in client.get(reverse("contracts:imports")).content.decode()


@pytest.mark.parametrize(
    "role", ["doctor", "insurer_officer", "insurer_approver", "auditor", "operator"]
)
def test_other_roles_do_not_import(client: Client, county: County, role: str) -> None:
    staff = Staff.objects.create_user(
        username=role, role=role, organisation=county.admin.organisation
    )
    client.force_login(staff)

    assert client.get(reverse("contracts:imports")).status_code == 403
    assert client.get(reverse("contracts:import-sample", args=["visits", "csv"])).status_code == 403


def test_the_empty_page_offers_sample_files(client: Client, county: County) -> None:
    client.force_login(county.admin)

    page = client.get(reverse("contracts:imports")).content.decode()
    sample = client.get(reverse("contracts:import-sample", args=["visits", "xlsx"]))

    assert reverse("contracts:import-sample", args=["residents", "csv"]) in page
    assert sample.content.startswith(b"PK")


def test_files_older_than_a_week_are_deleted(client: Client, county: County) -> None:
    client.force_login(county.admin)
    old = upload(client, county, GOOD, BAD)
    ImportBatch.objects.filter(pk=old.pk).update(started_at=old.started_at - timedelta(days=8))

    upload(client, county, GOOD, BAD)

    assert not uploads.stored_path(old.stored_name).exists()
    assert not uploads.error_path(old).exists()
