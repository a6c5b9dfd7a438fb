"""A city that was never written: the rows alone, as they come from the dice."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from ops.city.biography import Chronicle, Desk, Town
from ops.city.places import YUNXI
from ops.city.rows import Rows

TODAY = date(2026, 11, 22)
City = dict[str, list[dict[str, Any]]]


def invent(residents: int, *, seed: int = 7, today: date = TODAY) -> City:
    """All rows of a city of this size; the teams have the ids 1 to 24."""
    desks = [Desk(team, ("甲", "乙"), ("d1", "d2")) for team in range(1, len(YUNXI.teams) + 1)]
    town = Town(YUNXI, 0, desks, {"990101": 2, "990102": 3}, package_id=1)
    chronicle = Chronicle(Rows(), seed=seed, today_ordinal=today.toordinal())
    city: City = defaultdict(list)
    for chunk in chronicle.residents(town, residents):
        for table, rows in chunk.items():
            city[table] += rows
    return city


@pytest.fixture(scope="session")
def inventing() -> Callable[..., City]:
    return invent


@pytest.fixture(scope="session")
def city() -> City:
    """A city of 6,000, large enough for shares to settle."""
    return invent(6000)
