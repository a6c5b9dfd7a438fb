"""The officer's pages: what they show agrees with what is paid, costs few queries and tells no names."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.settlement.conftest import CONTROL, READMISSION, Settled

TEAM = "H99010100001-02"


def statement_id(settled: Settled, team: str = TEAM) -> int:
    from capitation.models import Statement

    return Statement.objects.get(run=settled.run, team__code=team).pk


def evidence_path(settled: Settled, measure: str, team: str = TEAM) -> str:
    return f"/statements/{statement_id(settled, team)}/evidence/{measure}/2025-01-01/"


def all_pages(settled: Settled) -> list[str]:
    pk = statement_id(settled)
    return [
        "/runs/",
        f"/runs/{settled.run_id}/",
        "/statements/",
        f"/statements/{pk}/",
        *(f"/statements/{pk}/lines/{position}/" for position in range(1, 6)),
        f"/statements/{pk}/lines/1/residents/",
        f"/statements/{pk}/lines/5/stays/",
        evidence_path(settled, CONTROL),
        evidence_path(settled, READMISSION),
        "/schemes/",
        f"/schemes/{settled.run.scheme_id}/",
        f"/schemes/measures/{CONTROL}/",
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("who", ["officer", "approver", "auditor"])
def test_every_page_opens_and_names_nobody(settled: Settled, who: str, language: str) -> None:
    from contracts.models import Resident, Staff

    residents = list(Resident.objects.all())
    staff = set(Staff.objects.values_list("full_name", flat=True))
    names = {resident.name for resident in residents} - staff
    secrets = {resident.id_number for resident in residents if resident.id_number}
    secrets |= {resident.phone for resident in residents if resident.phone}
    client = settled.client(who)

    for path in all_pages(settled):
        answer = client.get(path, headers={"accept-language": language})
        text = re.sub(r"<[^>]+>", " ", answer.content.decode())

        assert answer.status_code == 200, path
        assert not [name for name in names if name in text], path
        assert not [secret for secret in secrets if secret in text], path
        assert "/residents/" not in answer.content.decode().replace("residents/?", "").replace(
            "lines/1/residents/", ""
        ), path


@pytest.mark.parametrize("measure", [CONTROL, READMISSION])
def test_the_evidence_page_counts_what_the_line_counts(settled: Settled, measure: str) -> None:
    from capitation.models import MeasureResult

    result = MeasureResult.objects.get(
        run=settled.run, team__code=TEAM, measure=measure, period_start="2025-01-01"
    )
    client = settled.client("officer")

    shown = {}
    for status in ("numerator", "denominator", "excluded"):
        path, count = f"{evidence_path(settled, measure)}?status={status}", 0
        while path:
            page = client.get(path)
            count += len(page.context["rows"])
            query = page.context["next"]
            path = f"{evidence_path(settled, measure)}{query}" if query else ""
        shown[status] = count

    assert shown["numerator"] == result.numerator
    assert shown["numerator"] + shown["denominator"] == result.denominator
    assert shown["excluded"] == result.excluded


def test_the_pages_of_one_team_and_of_many_cost_the_same(settled: Settled) -> None:
    """A long list of evidence takes no more queries than a short one."""
    from capitation.models import MeasureResult

    sizes = MeasureResult.objects.filter(run=settled.run, measure=CONTROL).order_by("denominator")
    client = settled.client("officer")
    client.get("/statements/")
    counted = []

    for result in (sizes[0], sizes[len(sizes) - 1]):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(evidence_path(settled, CONTROL, result.team.code))
        counted.append(len(queries))

    assert max(counted) - min(counted) <= 3  # no visit, no reading and no resident to look up
    assert max(counted) <= 25


def test_looking_at_evidence_is_written_down(settled: Settled) -> None:
    from contracts.models import AccessEvent

    settled.client("officer").get(evidence_path(settled, CONTROL))

    event = AccessEvent.objects.filter(actor="officer", subject="evidence").latest("pk")
    assert event.action == "listed"
    assert CONTROL in event.subject_key


def test_the_own_team_sees_names_with_the_visit_that_decided(settled: Settled) -> None:
    from capitation.models import SettlementRun

    SettlementRun.objects.filter(pk=settled.run_id).update(
        state="approved",
        proposed_by=settled.staff("officer"),
        proposed_at=settled.run.computed_at,
        approved_by=settled.staff("approver"),
        approved_at=settled.run.computed_at,
    )

    page = settled.client("doctor").get(evidence_path(settled, CONTROL)).content.decode()

    assert re.search(r'href="/residents/\d+/"', page)
    assert re.search(r'href="/visits/\d+/"', page)


def test_an_unknown_line_measure_or_day_is_not_found(settled: Settled) -> None:
    pk, client = statement_id(settled), settled.client("officer")

    for path in (
        f"/statements/{pk}/lines/99/",
        f"/statements/{pk}/lines/2/residents/",
        f"/statements/{pk}/lines/1/stays/",
        f"/statements/{pk}/evidence/{CONTROL}/2023-01-01/",
        f"/statements/{pk}/evidence/{CONTROL}/yesterday/",
        f"/statements/{pk}/evidence/no.such/2025-01-01/",
        f"/statements/{pk}/export/pdf/",
    ):
        assert client.get(path).status_code == 404, path


def test_the_form_starts_a_run_once_and_says_why_it_may_not(settled: Settled) -> None:
    from capitation.models import SettlementRun

    client, scheme = settled.client("officer"), settled.run.scheme_id
    answer = client.post("/runs/", {"scheme": scheme, "year": 2025})
    assert answer.headers["Location"] == f"/runs/{settled.run_id}/"

    wrong = client.post("/runs/", {"scheme": scheme, "year": 1999})

    assert wrong.status_code == 422
    assert SettlementRun.objects.count() == 1


def test_progress_polls_and_then_has_the_page_loaded_again(settled: Settled) -> None:
    from capitation.models import SettlementRun

    client = settled.client("officer")
    running = SettlementRun.objects.get(pk=settled.run_id)
    running.pk, running.cut_off = None, running.started_at
    running.state, running.progress_step, running.progress_percent = "running", "panel", 60
    running.save()

    through = client.get(f"/runs/{settled.run_id}/progress/", headers={"hx-request": "true"})
    under_way = client.get(f"/runs/{running.pk}/progress/", headers={"hx-request": "true"})

    assert through.headers["HX-Refresh"] == "true"
    assert "Counting person-months" in under_way.content.decode()
    assert "hx-get" in under_way.content.decode()
