"""A run that stands comes out the same whatever happens to teams, contracts and residents after its cut-off."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.settlement.conftest import Settled


def found_a_team(settled: Settled) -> None:
    from contracts.models import Organisation, Team

    centre = Organisation.objects.filter(kind="health_centre").first()
    Team.objects.create(code="000-new", name="new", organisation=centre)


def rename_a_team(settled: Settled) -> None:
    from contracts.models import Team

    Team.objects.filter(pk=team_of(settled)).update(code="zzz-renamed", name="renamed")


def move_a_team_to_another_county(settled: Settled) -> None:
    from contracts.models import Organisation, Team

    team = Team.objects.select_related("organisation").get(pk=team_of(settled))
    other = Organisation.objects.filter(kind="health_centre").exclude(
        region=team.organisation.region
    )
    Team.objects.filter(pk=team.pk).update(organisation=other.first())


def move_a_team_out_of_the_region(settled: Settled) -> None:
    from contracts.models import Organisation, Region, Team

    region = Region.objects.create(code="990900", name="far", path="990900/")
    far = Organisation.objects.create(code="far", name="far", kind="health_centre", region=region)
    Team.objects.filter(pk=team_of(settled)).update(organisation=far)


def end_contracts_backwards(settled: Settled) -> None:
    from contracts.models import Contract

    Contract.objects.filter(
        team_id=team_of(settled),
        end_recorded_at__isnull=True,
        starts_on__lte=date(2025, 3, 1),
        ends_on__gt=date(2025, 3, 1),
    ).update(
        ends_on=date(2025, 3, 1),
        end_reason="moved",
        end_recorded_at=settled.run.cut_off + timedelta(seconds=1),
        end_recorded_by="admin",
    )


def end_registers_backwards(settled: Settled) -> None:
    from followup.models import RegisterEntry

    RegisterEntry.objects.filter(
        end_recorded_at__isnull=True, starts_on__lt=date(2025, 3, 1)
    ).update(
        ends_on=date(2025, 3, 1),
        end_reason="not_confirmed",
        end_recorded_at=settled.run.cut_off + timedelta(seconds=1),
    )


def report_deaths_late(settled: Settled) -> None:
    from contracts.models import Resident

    Resident.objects.filter(died_on__isnull=True).update(
        died_on=date(2025, 6, 1), death_recorded_at=settled.run.cut_off + timedelta(seconds=1)
    )


def rename_residents(settled: Settled) -> None:
    from contracts.models import Resident

    Resident.objects.update(name="another", search_text="another")


def team_of(settled: Settled) -> int:
    from capitation.models import Evidence

    row = Evidence.objects.filter(run_id=settled.run_id).first()
    assert row is not None
    return row.team_id


@pytest.mark.parametrize(
    "change",
    [
        found_a_team,
        rename_a_team,
        move_a_team_to_another_county,
        move_a_team_out_of_the_region,
        end_contracts_backwards,
        end_registers_backwards,
        report_deaths_late,
        rename_residents,
    ],
)
def test_a_standing_run_comes_out_the_same_after(
    settled: Settled, change: Callable[[Settled], None]
) -> None:
    from capitation.services import settlement

    output = settled.run.output_sha256

    change(settled)
    again = settlement.settle(settled.run_id)

    assert not again.is_new
    assert again.run.output_sha256 == output
