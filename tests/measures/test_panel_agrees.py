"""Person-months by the Python twin and by SQL are the same, row by row."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capitation.domain.measures.values import Period, ResidentFacts
from capitation.domain.panel import PanelParams, PanelRow, PersonRule, person_months
from tests.measures import strategies
from tests.measures.residents import FactDatabase

RULES = [
    (),
    (PersonRule("old_and_ill", min_age=65, min_conditions=2),),
    (
        PersonRule("under_65", until_age=65),
        PersonRule("from_65", min_age=65),
        PersonRule("one_condition", min_conditions=1, until_conditions=2),
    ),
]
PARAMS = st.builds(
    PanelParams,
    counting=st.sampled_from(["month_start", "fifteen_days", "daily"]),
    registers=st.just(("hypertension", "t2dm")),
    rules=st.sampled_from(RULES),
    as_of=st.sampled_from(["month_start", "period_start", "period_end"]),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(params=PARAMS, people=strategies.people(), period=strategies.PERIODS)
def test_person_months_agree(
    fact_database: FactDatabase, params: PanelParams, people: list[ResidentFacts], period: Period
) -> None:
    expected = [row for facts in people for row in person_months(params, facts, period)]

    found = fact_database.engine(people).person_months(params, period)

    assert sorted(found, key=_order) == sorted(expected, key=_order)


def _order(row: PanelRow) -> tuple[object, ...]:
    return row.resident_id, row.team_id, row.register, row.rules
