"""An insurer of a wider region sees the runs below it, but only the insurer that pays decides on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from contracts.models import Staff
    from tests.settlement.conftest import Settled


def from_above(settled: Settled, role: str) -> Staff:
    """Somebody of an insurer whose region holds the run's region."""
    from contracts.models import Organisation, Region, Staff

    region = settled.run.insurer.region
    top = Region.objects.get(path=f"{region.path.split('/')[0]}/")
    office = Organisation.objects.create(code=role[-8:], name="above", kind="insurer", region=top)
    return Staff.objects.create_user(f"above.{role}", role=role, organisation=office)


def test_an_officer_of_another_insurer_proposes_nothing(settled: Settled) -> None:
    from capitation.services.decisions import propose_run
    from contracts.domain.errors import NotPermittedError

    with pytest.raises(NotPermittedError):
        propose_run(by=from_above(settled, "insurer_officer"), run=settled.run)

    assert settled.run.state == "computed"


def test_an_approver_of_another_insurer_approves_and_returns_nothing(settled: Settled) -> None:
    from capitation.services.decisions import approve_run, propose_run, return_run
    from contracts.domain.errors import NotPermittedError

    propose_run(by=settled.staff("officer"), run=settled.run)
    stranger = from_above(settled, "insurer_approver")

    with pytest.raises(NotPermittedError):
        approve_run(by=stranger, run=settled.run)
    with pytest.raises(NotPermittedError):
        return_run(by=stranger, run=settled.run, note="a reason")

    assert settled.run.state == "proposed"
