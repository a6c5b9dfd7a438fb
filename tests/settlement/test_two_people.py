"""An officer proposes, another person approves or returns; the database holds that, too."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from tests.settlement.conftest import Settled


def decide(settled: Settled, who: str, decision: str, note: str = "") -> str:
    answer = settled.client(who).post(
        f"/runs/{settled.run_id}/decision/", {"decision": decision, "note": note}, follow=True
    )
    return answer.content.decode()


def test_proposed_by_one_and_approved_by_another(settled: Settled) -> None:
    assert "Proposed. A second person" in decide(settled, "officer", "propose")
    assert settled.run.state == "proposed"

    assert "Approved. The teams see" in decide(settled, "approver", "approve")

    run = settled.run
    assert run.state == "approved"
    assert [d.action for d in run.decisions.order_by("pk")] == ["proposed", "approved"]


def test_returned_with_a_reason_and_proposed_again(settled: Settled) -> None:
    decide(settled, "officer", "propose")

    without = decide(settled, "approver", "return", "  ")
    page = decide(settled, "approver", "return", "Please look at team 3")

    assert "Returned to the officer" not in without
    assert "Please look at team 3" in page
    assert settled.run.state == "computed"
    assert "Proposed. A second person" in decide(settled, "officer", "propose")


def test_the_proposer_is_refused_even_with_the_approvers_role(settled: Settled) -> None:
    decide(settled, "officer", "propose")
    officer = settled.staff("officer")
    officer.role = "insurer_approver"
    officer.save()

    page = decide(settled, "officer", "approve")

    assert "The person who proposed a run cannot approve it." in page
    assert "somebody else has to approve it" in page
    assert settled.run.state == "proposed"


def test_raw_sql_cannot_make_one_person_both(settled: Settled) -> None:
    decide(settled, "officer", "propose")

    with (
        pytest.raises(IntegrityError, match="run_maker_is_not_checker"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE capitation_settlementrun SET state = 'approved', approved_by_id = proposed_by_id, "
            "approved_at = now() WHERE id = %s",
            [settled.run_id],
        )


@pytest.mark.parametrize("who", ["doctor", "centre", "auditor", "operator"])
def test_nobody_else_decides(settled: Settled, who: str) -> None:
    answer = settled.client(who).post(f"/runs/{settled.run_id}/decision/", {"decision": "propose"})

    assert answer.status_code == 403
    assert settled.run.state == "computed"


def test_a_team_sees_its_statement_once_it_is_approved(settled: Settled) -> None:
    from capitation.models import Statement

    own = Statement.objects.get(run=settled.run, team__code="H99010100001-02")
    other = Statement.objects.get(run=settled.run, team__code="H99010100001-01")
    client = settled.client("doctor")
    assert client.get(f"/statements/{own.pk}/").status_code == 404

    decide(settled, "officer", "propose")
    decide(settled, "approver", "approve")

    assert client.get(f"/statements/{own.pk}/").status_code == 200
    assert client.get(f"/statements/{other.pk}/").status_code == 404
    assert settled.client("officer.wanghai").get(f"/statements/{own.pk}/").status_code == 404
