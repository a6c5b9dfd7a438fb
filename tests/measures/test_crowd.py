"""A crowd of 250 gets the same evidence from both evaluations under every single option."""

from __future__ import annotations

from datetime import date

import pytest

from capitation.domain.measures.document import Measure
from capitation.domain.measures.values import Period
from capitation.domain.panel import PanelParams, PersonRule, person_months
from tests.measures.crowd import Crowd
from tests.measures.residents import MEASURES, FactDatabase, altered, python_evidence

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1), known_through=date(2025, 12, 31))
PEOPLE = Crowd(seed=20251122).people(250)

OPTIONS: dict[str, list[dict[str, object]]] = {
    "cn.htn.control_2017": [
        {"tie_rule": "lowest_of_day"},
        {"tie_rule": "mean_of_day"},
        {"missing": "fallback"},
        {"missing": "excluded"},
        {"missing": "fallback", "tie_rule": "mean_of_day"},
        {"age_on": "period_end"},
        {"staleness_days": 90},
        {"lost_outcomes": []},
        {"lost_outcomes": ["lost", "ended"], "on_death": "stays", "on_leaving": "stays"},
        {"modes": ["clinic", "home", "phone"], "sources": ["clinic", "screening", "home"]},
    ],
    "cn.dm.fpg_control_2017": [{"missing": "fallback"}, {"tie_rule": "mean_of_day"}],
    "cn.htn.standardised_2017": [
        {"pattern": "every_quarter"},
        {"rechecks_count": False},
        {"rechecks_count": False, "pattern": "every_quarter", "annual_exam": False},
        {"max_gap_days": 120},
        {"on_death": "stays", "on_leaving": "stays"},
    ],
    "cn.readmit.30d_allcause": [
        {"day0_counts": False},
        {"transfer_gap_days": 0},
        {"transfer_needs_other_hospital": False},
        {"planned_source": "stay_flag"},
        {"planned_source": "first_stay_box", "dx_prefix": 3},
        {"outcome_hospital": "same", "dx_prefix": 4},
        {"discharge_day_number": 1},
        {"index_register": [], "index_groups": ["heart_failure", "hypertension"]},
        {"index_register": [], "index_exclusions": []},
    ],
}
CASES = [pytest.param(measure, id=key) for key, measure in MEASURES.items()]
CASES += [
    pytest.param(altered(key, **options), id=f"{key} {options}")
    for key, many in OPTIONS.items()
    for options in many
]


@pytest.mark.parametrize("measure", CASES)
def test_both_evaluations_agree_on_everybody(fact_database: FactDatabase, measure: Measure) -> None:
    expected = python_evidence(measure, PEOPLE, YEAR)

    found = fact_database.evidence(measure, PEOPLE, YEAR)

    assert len(expected) > 30
    assert found == expected


@pytest.mark.parametrize("counting", ["month_start", "fifteen_days", "daily"])
@pytest.mark.parametrize("as_of", ["month_start", "period_end"])
def test_person_months_agree_on_everybody(
    fact_database: FactDatabase, counting: str, as_of: str
) -> None:
    params = PanelParams(
        counting,  # type: ignore[arg-type]
        ("hypertension", "t2dm"),
        (
            PersonRule("old_and_ill", min_age=65, min_conditions=2),
            PersonRule("young", until_age=65),
        ),
        as_of,  # type: ignore[arg-type]
    )
    expected = [row for facts in PEOPLE for row in person_months(params, facts, YEAR)]

    found = fact_database.engine(PEOPLE).person_months(params, YEAR)

    assert len(expected) > 250
    assert found == expected
