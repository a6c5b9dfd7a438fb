"""Teams and running measures: the counts, the residents behind them, and that pages stay cheap."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import world as worlds
from tests.world import World, make_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

pytestmark = pytest.mark.django_db
TEAMS, MEASURES = "/teams/", "/measures/"
CONTROL = "cn.htn.control_2017"


@pytest.fixture(autouse=True)
def on_15_june() -> Iterator[None]:
    """Hold the clock on a Monday morning in Shanghai."""
    morning = datetime(2026, 6, 15, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    with time_machine.travel(morning, tick=False):
        yield


@pytest.fixture
def world(db: None) -> World:
    """Two cities with two residents with hypertension each; the first was measured today at 128/78."""
    from capitation.services import live
    from contracts import clock

    made = make_world()
    live.rebuild(clock.today())
    return made


def test_team_shows_its_counts_and_the_rate_with_its_denominator(
    client: Client, world: World
) -> None:
    client.force_login(world.here.admin)

    first, second = client.get(TEAMS).context["rows"]

    _label, rate = first.rates[0]
    assert (first.standing.signed, first.standing.hypertension) == (2, 2)
    assert (rate.numerator, rate.denominator) == (1, 2)
    assert second.standing.signed == 0
    assert second.rates[0][1].exact is None


def test_total_adds_counts_and_never_averages_rates(client: Client, world: World) -> None:
    from capitation.services import live
    from contracts import clock

    worlds.sign(world.here, name="二队人", team=world.here.teams[1], conditions=("hypertension",))
    live.rebuild(clock.today())
    client.force_login(world.here.admin)

    total = client.get(TEAMS).context["total"]

    # 1 of 2 and 0 of 1: together 1 of 3, not the mean of 50 % and 0 %
    assert (total.rates[0][1].numerator, total.rates[0][1].denominator) == (1, 3)
    assert total.standing.signed == 3


@pytest.mark.parametrize(
    ("sort", "first"), [("", 0), ("signed", 0), ("bp", 0), ("nonsense", 0), ("overdue", 0)]
)
def test_sorting_takes_only_known_columns(
    client: Client, world: World, sort: str, first: int
) -> None:
    client.force_login(world.here.admin)

    rows = client.get(TEAMS, {"sort": sort}).context["rows"]

    assert rows[0].standing.team == world.here.teams[first]


def test_number_of_queries_does_not_grow_with_the_teams(client: Client, world: World) -> None:
    from contracts.models import Team

    client.force_login(world.here.admin)
    with CaptureQueriesContext(connection) as few:
        client.get(TEAMS)
    for number in range(20):
        Team.objects.create(
            code=f"MORE-{number}", name=f"第{number}队", organisation=world.here.centre
        )

    with CaptureQueriesContext(connection) as many:
        response = client.get(TEAMS)

    assert len(response.context["rows"]) == 22
    assert len(many) == len(few)


def test_insurer_sees_teams_and_no_resident(client: Client, world: World) -> None:
    client.force_login(world.here.staff["insurer_officer"])

    teams = client.get(TEAMS)
    measures = client.get(MEASURES)

    assert len(teams.context["rows"]) == 2
    assert all(not card["href"] for card in measures.context["cards"])
    assert client.get(f"{MEASURES}{CONTROL}/").status_code == 403


def test_residents_behind_a_rate_add_to_its_denominator(client: Client, world: World) -> None:
    client.force_login(world.here.doctor)

    reached = client.get(f"{MEASURES}{CONTROL}/", {"status": "numerator"}).context["rows"]
    missed = client.get(f"{MEASURES}{CONTROL}/", {"status": "denominator"}).context["rows"]

    assert [(row["resident"], row["found"]) for row in reached] == [
        (world.here.residents[0], "128/78 (limit 150/90)")
    ]
    assert [row["resident"] for row in missed] == [world.here.residents[1]]


def test_my_rates_move_with_a_recorded_visit(client: Client, world: World) -> None:
    client.force_login(world.here.doctor)
    before = client.get("/my-rates/").context["figures"][0]

    worlds.visit(world.here, world.here.residents[1])

    after = client.get("/my-rates/").context["figures"][0]
    assert before.value.replace("\N{NO-BREAK SPACE}", " ") == "50.00 %"
    assert after.value.replace("\N{NO-BREAK SPACE}", " ") == "100.00 %"


def test_unknown_measure_and_foreign_team_are_not_found(client: Client, world: World) -> None:
    client.force_login(world.here.admin)

    assert client.get(f"{MEASURES}nonsense/").status_code == 404
    assert client.get(MEASURES, {"team": world.there.teams[0].pk}).status_code == 404


def test_every_reason_in_the_evidence_has_words(world: World) -> None:
    from capitation.models import LiveEvidence
    from capitation.wording import EVIDENCE_REASONS

    found = {code for row in LiveEvidence.objects.all() for code in [row.reason, *row.reasons]}

    assert found
    assert found <= set(EVIDENCE_REASONS)
