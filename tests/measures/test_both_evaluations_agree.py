"""Whatever the residents, the Python evaluation and the SQL text give the same evidence."""

from __future__ import annotations

from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capitation.domain.measures.document import Measure
from capitation.domain.measures.values import Period, ResidentFacts
from tests.measures import strategies
from tests.measures.residents import FactDatabase, altered, python_evidence

generated = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

LAST_READING = [
    altered(
        key,
        missing=missing,
        tie_rule=tie_rule,
        age_on=age_on,
        staleness_days=staleness,
        lost_outcomes=lost,
        on_death=on_death,
        on_leaving=on_leaving,
        sources=["clinic", "screening"],
    )
    for key, missing, tie_rule, (age_on, staleness), (lost, on_death, on_leaving) in product(
        ["cn.htn.control_2017", "cn.htn.control_2025", "cn.dm.fpg_control_2017"],
        ["not_at_target", "fallback", "excluded"],
        ["last_of_day", "lowest_of_day", "mean_of_day"],
        [("visit_date", None), ("period_end", None), ("visit_date", 30)],
        [(["lost"], "excluded", "excluded"), ([], "stays", "stays"), (["lost", "ended"], "stays", "excluded")],
    )
]  # fmt: skip

VISIT_SCHEDULE = [
    altered(
        key,
        pattern=pattern,
        rechecks_count=rechecks_count,
        annual_exam=annual_exam,
        max_gap_days=max_gap_days,
        on_death=on_death,
        on_leaving=on_leaving,
    )
    for key, pattern, rechecks_count, annual_exam, max_gap_days, (on_death, on_leaving) in product(
        ["cn.htn.standardised_2017", "cn.dm.standardised_2017"],
        ["prorated", "every_quarter"],
        [True, False],
        [True, False],
        [None, 60],
        [("excluded", "excluded"), ("stays", "stays")],
    )
]

READMISSION = [
    altered(
        "cn.readmit.30d_allcause",
        window_days=window_days,
        discharge_day_number=discharge_day_number,
        day0_counts=day0_counts,
        transfer_gap_days=gap_days,
        transfer_needs_other_hospital=needs_other,
        planned_source=planned_source,
        outcome_hospital=hospital,
        dx_prefix=dx_prefix,
        index_register=register,
        index_groups=groups,
        index_exclusions=exclusions,
        exclude_dx=exclude_dx,
    )
    for (window_days, discharge_day_number), day0_counts, (gap_days, needs_other), planned_source, (
        hospital,
        dx_prefix,
    ), (register, groups, exclusions, exclude_dx) in product(
        [(30, 0), (31, 1)],
        [True, False],
        [(0, True), (1, True), (1, False)],
        ["none", "stay_flag", "first_stay_box"],
        [("any", 0), ("same", 4), ("any", 3)],
        [
            (["hypertension", "t2dm"], [], ["died", "against_advice", "transfer"], ["Z51.1"]),
            ([], ["hypertension", "heart_failure"], ["died"], []),
            (["ckd"], ["t2dm"], [], ["Z51.1", "E11.2"]),
            ([], [], ["transfer"], []),
        ],
    )
]


@generated
@given(
    measure=st.sampled_from(LAST_READING),
    people=strategies.people(visits=strategies.visits(), readings=strategies.readings()),
    period=strategies.PERIODS,
)
def test_last_reading_agrees(
    fact_database: FactDatabase, measure: Measure, people: list[ResidentFacts], period: Period
) -> None:
    expected = python_evidence(measure, people, period)

    found = fact_database.evidence(measure, people, period)

    assert found == expected


@generated
@given(
    measure=st.sampled_from(VISIT_SCHEDULE),
    people=strategies.people(visits=strategies.visits()),
    period=strategies.PERIODS,
)
def test_visit_schedule_agrees(
    fact_database: FactDatabase, measure: Measure, people: list[ResidentFacts], period: Period
) -> None:
    expected = python_evidence(measure, people, period)

    found = fact_database.evidence(measure, people, period)

    assert found == expected


@generated
@given(
    measure=st.sampled_from(READMISSION),
    people=strategies.people(stays=strategies.stays()),
    period=strategies.PERIODS,
)
def test_readmission_agrees(
    fact_database: FactDatabase, measure: Measure, people: list[ResidentFacts], period: Period
) -> None:
    expected = python_evidence(measure, people, period)

    found = fact_database.evidence(measure, people, period)

    assert found == expected
