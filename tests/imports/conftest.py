"""One county with two centres and a far one; each has a team and an admin."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.imports.county import FAR_TEAM, OTHER_TEAM, PACKAGE, PASSWORD, TEAM, County

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def on_15_june() -> Iterator[None]:
    """Hold the clock on a Monday morning in Shanghai."""
    with time_machine.travel(
        datetime(2026, 6, 15, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")), tick=False
    ):
        yield


@pytest.fixture
def county(db: None, tmp_path: Path, settings: Any) -> County:
    """The county, empty of residents."""
    from contracts.models import Organisation, Region, ServicePackage, Staff, Team

    settings.MEDIA_ROOT = tmp_path / "media"
    city = Region.objects.create(code="990100", name="云溪市", path="990100/")
    here = Region.objects.create(code="990101", name="青石县", parent=city, path="990100/990101/")
    far_city = Region.objects.create(code="990200", name="望海市", path="990200/")
    centres = [
        Organisation.objects.create(code=code, name=name, kind="health_centre", region=region)
        for code, name, region in (
            ("H99010100001", "柳桥街道社区卫生服务中心", here),
            ("H99010100002", "松岭镇中心卫生院", here),
            ("H99020100001", "北湾镇中心卫生院", far_city),
        )
    ]
    teams = [
        Team.objects.create(code=code, name=name, organisation=centre)
        for code, name, centre in zip(
            (TEAM, OTHER_TEAM, FAR_TEAM),
            ("柳桥第二团队", "松岭第一团队", "北湾第一团队"),
            centres,
            strict=True,
        )
    ]
    admins = [
        Staff.objects.create_user(
            username=f"admin-{place}",
            password=PASSWORD,
            role="centre_admin",
            organisation=centre,
            full_name="周建平",
        )
        for place, centre in enumerate(centres)
    ]
    ServicePackage.objects.create(key=PACKAGE, name="基本服务包", valid_from=date(2024, 1, 1))
    return County(teams[0], teams[1], admins[0], admins[1], tmp_path)
