"""The clock stands on 15 June 2026; two cities."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.world import World, make_world

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def on_15_june() -> Iterator[None]:
    """Hold the clock on a Monday morning in Shanghai."""
    morning = datetime(2026, 6, 15, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    with time_machine.travel(morning, tick=False):
        yield


@pytest.fixture
def world(db: None) -> World:
    """Two cities, two residents each."""
    return make_world()
