"""Tables of residents: who is in, who is out, and why, worked out by hand.

The same tables test both evaluations and are rendered into docs/measures.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from capitation.domain.measures.document import Measure
from capitation.domain.measures.values import ContractSpan, Period, RegisterSpan, ResidentFacts
from tests.measures.residents import (
    MEASURES,
    YEAR_2025,
    altered,
    bp,
    fpg,
    resident,
    stay,
    visit,
)


@dataclass(frozen=True)
class Case:
    """One resident of a table. ``expected`` is "status: reason" per evidence row, in order."""

    what: str
    facts: ResidentFacts
    expected: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Residents measured by one measure over one period."""

    key: str
    title: str
    measure: Measure
    cases: tuple[Case, ...]
    period: Period = YEAR_2025


OCT = date(2025, 10, 6)
BORN_64 = date(1960, 10, 7)  # 64 years and 364 days on 6 October 2025
BORN_65 = date(1960, 10, 6)  # 65 years on that day


def _bp_case(what: str, expected: str, *readings: object, **more: object) -> Case:
    return Case(what, resident(readings=readings, **more), (expected,))


BP_2017 = Table(
    "bp_2017",
    "Blood pressure control, 2017 specification",
    MEASURES["cn.htn.control_2017"],
    (
        _bp_case("139/89 in October", "numerator: at_target", bp(OCT, 139, 89)),
        _bp_case("140/89", "denominator: systolic_off_target", bp(OCT, 140, 89)),
        _bp_case("139/90", "denominator: diastolic_off_target", bp(OCT, 139, 90)),
        _bp_case(
            "145/85, aged 64 years and 364 days",
            "denominator: systolic_off_target", bp(OCT, 145, 85), born_on=BORN_64,
        ),
        _bp_case(
            "145/85 on the 65th birthday", "numerator: at_target", bp(OCT, 145, 85), born_on=BORN_65
        ),
        _bp_case("149/89, 65", "numerator: at_target", bp(OCT, 149, 89), born_on=BORN_65),
        _bp_case("150/89, 65", "denominator: systolic_off_target", bp(OCT, 150, 89), born_on=BORN_65),
        _bp_case(
            "145/85 on 28 February 2025, born on 29 February 1960: 65 only on 1 March",
            "denominator: systolic_off_target",
            bp(date(2025, 2, 28), 145, 85), born_on=date(1960, 2, 29),
        ),
        _bp_case(
            "145/85 on 1 March 2025, born on 29 February 1960",
            "numerator: at_target", bp(date(2025, 3, 1), 145, 85), born_on=date(1960, 2, 29),
        ),
        _bp_case("never measured", "denominator: no_reading"),
        _bp_case(
            "measured on 31 December 2024 and 1 January 2026 only",
            "denominator: no_reading",
            bp(date(2024, 12, 31), 120, 80), bp(date(2026, 1, 1), 120, 80, number=2),
        ),
        _bp_case("measured on 1 January", "numerator: at_target", bp(date(2025, 1, 1), 120, 80)),
        _bp_case("measured on 31 December", "numerator: at_target", bp(date(2025, 12, 31), 120, 80)),
        _bp_case(
            "160/95 in March, 130/80 in October: the latest counts",
            "numerator: at_target", bp(date(2025, 3, 3), 160, 95), bp(OCT, 130, 80, number=2),
        ),
        _bp_case(
            "160/95 in March, 130/80 by telephone in October: the telephone does not count",
            "denominator: systolic_off_target",
            bp(date(2025, 3, 3), 160, 95), bp(OCT, 130, 80, number=2, mode="phone"),
        ),
        _bp_case(
            "130/80 in March, 170/75 measured at home by himself in October: his own reading does not count",
            "numerator: at_target",
            bp(date(2025, 3, 3), 130, 80), bp(OCT, 170, 75, number=2, mode=None, source="home"),
        ),
        _bp_case(
            "150/85 at nine and 138/85 at ten of one day: the last of the day",
            "numerator: at_target", bp(OCT, 150, 85), bp(OCT, 138, 85, number=2, hour=10),
        ),
        _bp_case(
            "130/80 in March, October visit without a value",
            "denominator: latest_without_value",
            bp(date(2025, 3, 3), 130, 80), bp(OCT, None, None, number=2),
        ),
        _bp_case(
            "only the systolic value was written down",
            "denominator: latest_without_value", bp(OCT, 130, None),
        ),
        _bp_case(
            "130/80 in March, lost in June",
            "denominator: lost_to_follow_up", bp(date(2025, 3, 3), 130, 80),
            visits=(visit(9, date(2025, 6, 2), mode="phone", outcome="lost"),),
        ),
        _bp_case(
            "lost in June, 130/80 in October: found again",
            "numerator: at_target", bp(OCT, 130, 80),
            visits=(visit(9, date(2025, 6, 2), mode="phone", outcome="lost"),),
        ),
        _bp_case(
            "130/80 in March, died on 12 September",
            "excluded: died", bp(date(2025, 3, 3), 130, 80), died_on=date(2025, 9, 12),
        ),
        _bp_case(
            "130/80 in March, died on 1 January after the year",
            "numerator: at_target", bp(date(2025, 3, 3), 130, 80), died_on=date(2026, 1, 1),
        ),
        _bp_case(
            "170/95 in March, contract ended on 1 July",
            "excluded: left", bp(date(2025, 3, 3), 170, 95), contract_until=date(2025, 7, 1),
        ),
        Case(
            "130/80, moved from team 10 to team 20 on 1 July: counts for team 20",
            resident(
                readings=(bp(OCT, 130, 80),),
                contracts=(
                    ContractSpan(1, 10, date(2024, 1, 1), date(2025, 7, 1)),
                    ContractSpan(2, 20, date(2025, 7, 1)),
                ),
            ),
            ("numerator: at_target",),
        ),
        Case("not signed in the year", resident(contracts=(), readings=(bp(OCT, 130, 80),)), ()),
        Case("not on the register", resident(register=(), readings=(bp(OCT, 130, 80),)), ()),
        Case(
            "on the register until March, signed from June: never managed",
            resident(
                readings=(bp(OCT, 130, 80),),
                register=(RegisterSpan(5, "hypertension", date(2024, 1, 1), date(2025, 3, 1)),),
                contracts=(ContractSpan(1, 10, date(2025, 6, 1)),),
            ),
            (),
        ),
    ),
)  # fmt: skip

BP_2025 = Table(
    "bp_2025",
    "The same residents by the goals of 2025",
    MEASURES["cn.htn.control_2025"],
    (
        _bp_case("129/79, 65", "numerator: at_target", bp(OCT, 129, 79), born_on=BORN_65),
        _bp_case("130/79", "denominator: systolic_off_target", bp(OCT, 130, 79)),
        _bp_case("145/85, 65", "denominator: systolic_off_target", bp(OCT, 145, 85), born_on=BORN_65),
        _bp_case(
            "145/85 on the 80th birthday",
            "numerator: at_target", bp(OCT, 145, 85), born_on=date(1945, 10, 6),
        ),
    ),
)  # fmt: skip

BP_OPTIONS = Table(
    "bp_fallback",
    "Option: missing = fallback, tie_rule = mean_of_day, staleness_days = 180",
    altered(
        "cn.htn.control_2017", missing="fallback", tie_rule="mean_of_day", staleness_days=180
    ),
    (
        _bp_case(
            "130/80 in September, October visit without a value: the value before counts",
            "numerator: at_target",
            bp(date(2025, 9, 3), 130, 80), bp(OCT, None, None, number=2),
        ),
        _bp_case(
            "130/80 in March: more than 180 days before the end of the year",
            "denominator: reading_too_old", bp(date(2025, 3, 3), 130, 80),
        ),
        _bp_case(
            "130/80 on 5 July: 180 days before 1 January",
            "numerator: at_target", bp(date(2025, 7, 5), 130, 80),
        ),
        _bp_case(
            "130/80 on 4 July: 181 days",
            "denominator: reading_too_old", bp(date(2025, 7, 4), 130, 80),
        ),
        _bp_case(
            "145/85, 140/85, 134/85 of one day: mean 139.67",
            "numerator: at_target",
            bp(OCT, 145, 85), bp(OCT, 140, 85, number=2), bp(OCT, 134, 85, number=3),
        ),
        _bp_case(
            "144/85 and 136/85 of one day: mean 140 is not below 140",
            "denominator: systolic_off_target", bp(OCT, 144, 85), bp(OCT, 136, 85, number=2),
        ),
        _bp_case(
            "160/85 and a visit without a value on one day: the value counts",
            "denominator: systolic_off_target", bp(OCT, 160, 85), bp(OCT, None, None, number=2),
        ),
    ),
)  # fmt: skip

BP_LOWEST = Table(
    "bp_lowest",
    "Option: tie_rule = lowest_of_day, missing = excluded",
    altered("cn.htn.control_2017", missing="excluded", tie_rule="lowest_of_day"),
    (
        _bp_case(
            "138/95 and 150/85 of one day: lowest 138 and lowest 85, a pair that nobody measured",
            "numerator: at_target", bp(OCT, 138, 95), bp(OCT, 150, 85, number=2),
        ),
        _bp_case("never measured", "excluded: no_reading"),
        _bp_case("visit without a value", "excluded: latest_without_value", bp(OCT, None, None)),
    ),
)  # fmt: skip


def _fpg_case(what: str, expected: str, *values: object) -> Case:
    return Case(what, resident(condition="t2dm", readings=values), (expected,))


FPG_2017 = Table(
    "fpg_2017",
    "Fasting glucose control, 2017 specification",
    MEASURES["cn.dm.fpg_control_2017"],
    (
        _fpg_case("6.99 mmol/L", "numerator: at_target", fpg(OCT, "6.99")),
        _fpg_case("7.0 mmol/L", "denominator: fasting_glucose_off_target", fpg(OCT, "7.0")),
        _fpg_case(
            "6.5 in March, October visit without a value",
            "denominator: latest_without_value",
            fpg(date(2025, 3, 3), "6.5"), fpg(OCT, None, number=2),
        ),
        _fpg_case("never measured", "denominator: no_reading"),
    ),
)  # fmt: skip

QUARTERS = (date(2025, 2, 3), date(2025, 5, 5), date(2025, 8, 4), date(2025, 11, 3))


def _visits(days: tuple[date, ...], **more: object) -> tuple[object, ...]:
    """Visits on these days, the first with the annual examination."""
    return tuple(
        replace(visit(number, day, **more), annual_exam=number == 1)  # type: ignore[arg-type]
        for number, day in enumerate(days, start=1)
    )


def _schedule_case(what: str, expected: str, visits: object, **more: object) -> Case:
    return Case(what, resident(visits=visits, **more), (expected,) if expected else ())


SCHEDULE_2017 = Table(
    "schedule_2017",
    "Standardised management of hypertension, 2017 specification",
    MEASURES["cn.htn.standardised_2017"],
    (
        _schedule_case("four visits, one with the examination", "numerator: done", _visits(QUARTERS)),
        _schedule_case(
            "four visits without the examination",
            "denominator: no_annual_exam", tuple(visit(n, day) for n, day in enumerate(QUARTERS)),
        ),
        _schedule_case("three visits", "denominator: too_few_visits", _visits(QUARTERS[:3])),
        _schedule_case(
            "three visits and a telephone call",
            "denominator: too_few_visits",
            (*_visits(QUARTERS[:3]), visit(9, QUARTERS[3], mode="phone")),
        ),
        _schedule_case(
            "four visits, two of them on one day",
            "denominator: too_few_visits", _visits((*QUARTERS[:3], QUARTERS[2])),
        ),
        _schedule_case(
            "four visits, one of them for diabetes only",
            "denominator: too_few_visits",
            (*_visits(QUARTERS[:3]), visit(9, QUARTERS[3], conditions=("t2dm",))),
        ),
        _schedule_case(
            "three visits and a recheck after two weeks: rechecks count",
            "numerator: done", _visits((*QUARTERS[:3], date(2025, 8, 18))),
        ),
        _schedule_case(
            "registered on 2 April: 8 months begun, ceil(4 x 8 / 12) = 3 visits",
            "numerator: done", _visits(QUARTERS[1:]), since=date(2025, 4, 2),
        ),
        _schedule_case(
            "registered on 1 April: 9 months, 3 visits",
            "numerator: done", _visits(QUARTERS[1:]), since=date(2025, 4, 1),
        ),
        _schedule_case(
            "registered on 1 March: 10 months, ceil(3.33) = 4 visits",
            "denominator: too_few_visits", _visits(QUARTERS[1:]), since=date(2025, 3, 1),
        ),
        _schedule_case(
            "registered on 2 December: no month begins any more",
            "excluded: no_visit_due", (), since=date(2025, 12, 2),
        ),
        _schedule_case(
            "not on the register", "", (), register=(),
        ),
        _schedule_case(
            "died in September after three visits",
            "excluded: died", _visits(QUARTERS[:3]), died_on=date(2025, 9, 12),
        ),
    ),
)  # fmt: skip

BP_PERIOD_END = Table(
    "bp_period_end",
    "Option: age_on = period_end, on_death = stays, on_leaving = stays, lost_outcomes = []",
    altered(
        "cn.htn.control_2017",
        age_on="period_end",
        on_death="stays",
        on_leaving="stays",
        lost_outcomes=[],
    ),
    (
        _bp_case(
            "145/85 in March, 65 on 31 December", "numerator: at_target",
            bp(date(2025, 3, 3), 145, 85), born_on=date(1960, 12, 31),
        ),
        _bp_case(
            "145/85 in March, 65 on 1 January after the year", "denominator: systolic_off_target",
            bp(date(2025, 3, 3), 145, 85), born_on=date(1961, 1, 1),
        ),
        _bp_case(
            "130/80 in March, lost in June, died in September", "numerator: at_target",
            bp(date(2025, 3, 3), 130, 80), died_on=date(2025, 9, 12),
            visits=(visit(9, date(2025, 6, 2), mode="phone", outcome="lost"),),
        ),
        _bp_case(
            "170/95 in March, contract ended on 1 July", "denominator: systolic_off_target",
            bp(date(2025, 3, 3), 170, 95), contract_until=date(2025, 7, 1),
        ),
    ),
)  # fmt: skip

SCHEDULE_QUARTERS = Table(
    "schedule_quarters",
    "Option: pattern = every_quarter, rechecks_count = false, max_gap_days = 120, no examination",
    altered(
        "cn.htn.standardised_2017",
        pattern="every_quarter", rechecks_count=False, max_gap_days=120, annual_exam=False,
    ),
    (
        _schedule_case("a visit in each quarter", "numerator: done", _visits(QUARTERS)),
        _schedule_case(
            "four visits, none in the last quarter",
            "denominator: quarter_missing", _visits((*QUARTERS[:3], date(2025, 9, 22))),
        ),
        _schedule_case(
            "1 January, 1 May, 29 August, 31 December: gaps of 120, 120 and 124 days",
            "denominator: gap_too_long",
            _visits((date(2025, 1, 1), date(2025, 5, 1), date(2025, 8, 29), date(2025, 12, 31))),
        ),
        _schedule_case(
            "the October visit is a recheck 14 days after the one of 29 September: not counted",
            "denominator: quarter_missing",
            _visits((*QUARTERS[:2], date(2025, 9, 29), date(2025, 10, 13))),
        ),
        _schedule_case(
            "registered on 2 April: quarters 3 and 4 are due",
            "numerator: done",
            _visits((date(2025, 7, 1), date(2025, 10, 1))), since=date(2025, 4, 2),
        ),
    ),
)  # fmt: skip

MARCH = (date(2025, 3, 1), date(2025, 3, 8))


def _stay_case(what: str, expected: tuple[str, ...], *stays: object, **more: object) -> Case:
    return Case(what, resident(stays=stays, **more), expected)


READMIT_30 = Table(
    "readmit_30",
    "30-day all-cause readmission",
    MEASURES["cn.readmit.30d_allcause"],
    (
        _stay_case("one stay", ("denominator: not_readmitted",), stay(1, *MARCH)),
        _stay_case(
            "return on day 30, which is an index stay itself",
            ("numerator: readmitted", "denominator: not_readmitted"),
            stay(1, *MARCH), stay(2, date(2025, 4, 7), date(2025, 4, 9), "H2", "S72.000"),
        ),
        _stay_case(
            "return on day 31",
            ("denominator: not_readmitted", "denominator: not_readmitted"),
            stay(1, *MARCH), stay(2, date(2025, 4, 8), date(2025, 4, 9)),
        ),
        _stay_case(
            "back in the same hospital on the day of discharge: day 0 counts",
            ("numerator: readmitted", "denominator: not_readmitted"),
            stay(1, *MARCH), stay(2, date(2025, 3, 8), date(2025, 3, 9)),
        ),
        _stay_case(
            "another hospital on the next day: a transfer, one stay; return 30 days after its end",
            ("numerator: readmitted", "denominator: not_readmitted"),
            stay(1, *MARCH, disposition="transfer"),
            stay(2, date(2025, 3, 9), date(2025, 3, 20), "H2"),
            stay(3, date(2025, 4, 19), date(2025, 4, 20)),
        ),
        _stay_case(
            "transfer chain over three hospitals is one stay",
            ("denominator: not_readmitted",),
            stay(1, *MARCH), stay(2, date(2025, 3, 8), date(2025, 3, 10), "H2"),
            stay(3, date(2025, 3, 11), date(2025, 3, 12), "H3"),
        ),
        _stay_case(
            "a short stay inside a long one, then the next hospital on the long one's last day",
            ("denominator: not_readmitted",),
            stay(1, date(2025, 3, 1), date(2025, 3, 20)),
            stay(2, date(2025, 3, 5), date(2025, 3, 6), "H2"),
            stay(3, date(2025, 3, 20), date(2025, 3, 22), "H3"),
        ),
        _stay_case(
            "died in hospital", ("excluded: died_in_hospital",), stay(1, *MARCH, disposition="died"),
            died_on=date(2025, 3, 8),
        ),
        _stay_case(
            "left against advice",
            ("excluded: left_against_advice",), stay(1, *MARCH, disposition="against_advice"),
        ),
        _stay_case(
            "transferred, but no further stay is known",
            ("excluded: transferred_out",), stay(1, *MARCH, disposition="transfer"),
        ),
        _stay_case(
            "chemotherapy among the other diagnoses",
            ("excluded: excluded_diagnosis",), stay(1, *MARCH, other_diagnoses=("Z51.100x001",)),
        ),
        _stay_case(
            "the return is for chemotherapy: it does not count, and is no index stay",
            ("denominator: not_readmitted", "excluded: excluded_diagnosis"),
            stay(1, *MARCH), stay(2, date(2025, 3, 20), date(2025, 3, 21), dx="Z51.100"),
        ),
        _stay_case(
            "discharged on 31 December, returned on 20 January: the return lies after the year",
            ("numerator: readmitted",),
            stay(1, date(2025, 12, 20), date(2025, 12, 31)),
            stay(2, date(2026, 1, 20), date(2026, 1, 25)),
        ),
        _stay_case(
            "still in hospital: a return without a discharge counts",
            ("numerator: readmitted",), stay(1, *MARCH), stay(2, date(2025, 3, 20), None),
        ),
        _stay_case(
            "signed with team 20 from 9 March: the stay counts for team 10 of the day of discharge",
            ("denominator: not_readmitted",), stay(1, *MARCH),
            contracts=(
                ContractSpan(1, 10, date(2024, 1, 1), date(2025, 3, 9)),
                ContractSpan(2, 20, date(2025, 3, 9)),
            ),
        ),
        _stay_case("not signed on the day of discharge", (), stay(1, *MARCH), contracts=()),
        _stay_case(
            "discharged on 31 December before the year", (),
            stay(1, date(2024, 12, 20), date(2024, 12, 31)),
        ),
        _stay_case(
            "on the register from the day after discharge", (), stay(1, *MARCH),
            register=(RegisterSpan(5, "t2dm", date(2025, 3, 9)),),
        ),
    ),
)  # fmt: skip

READMIT_30_EARLY = Table(
    "readmit_30_early",
    "The same with data complete through 6 April 2025",
    MEASURES["cn.readmit.30d_allcause"],
    (
        _stay_case(
            "discharged on 7 March: day 30 is 6 April", ("denominator: not_readmitted",),
            stay(1, date(2025, 3, 1), date(2025, 3, 7)),
        ),
        _stay_case(
            "discharged on 8 March: the window is not over", ("excluded: follow_up_incomplete",),
            stay(1, *MARCH),
        ),
    ),
    period=Period(date(2025, 1, 1), date(2026, 1, 1), known_through=date(2025, 4, 6)),
)  # fmt: skip

READMIT_31 = Table(
    "readmit_31",
    "Unplanned readmission within 31 days",
    MEASURES["cn.readmit.31d_unplanned"],
    (
        _stay_case(
            "return on day 31, same hospital, I50.0 after I50.9: another subcategory",
            ("denominator: not_readmitted", "denominator: not_readmitted"),
            stay(1, *MARCH, dx="I50.900"),
            stay(2, date(2025, 4, 8), date(2025, 4, 9), dx="I50.000"),
        ),
        _stay_case(
            "return on day 31, same hospital, I50.9 again",
            ("numerator: readmitted", "denominator: not_readmitted"),
            stay(1, *MARCH, dx="I50.900"),
            stay(2, date(2025, 4, 8), date(2025, 4, 9), dx="I50.900x007"),
        ),
        _stay_case(
            "the first stay's box says that a return is planned",
            ("denominator: planned_return", "denominator: not_readmitted"),
            stay(1, *MARCH, planned_return=True), stay(2, date(2025, 3, 20), date(2025, 3, 21)),
        ),
        _stay_case(
            "return to another hospital",
            ("denominator: not_readmitted", "denominator: not_readmitted"),
            stay(1, *MARCH), stay(2, date(2025, 3, 20), date(2025, 3, 21), "H2"),
        ),
        _stay_case(
            "left against advice stays in the denominator",
            ("denominator: not_readmitted",), stay(1, *MARCH, disposition="against_advice"),
        ),
    ),
)  # fmt: skip

READMIT_GROUP = Table(
    "readmit_group",
    "Option: index_register = [], index_groups = [hypertension, heart_failure], exclude_dx = []",
    altered(
        "cn.readmit.30d_allcause",
        index_register=[],
        index_groups=["hypertension", "heart_failure"],
        exclude_dx=[],
    ),
    (
        _stay_case(
            "heart failure, not on any register", ("denominator: not_readmitted",),
            stay(1, *MARCH, dx="I50.900"), register=(),
        ),
        _stay_case("white-coat hypertension is not in the group", (), stay(1, *MARCH, dx="I10.x00x016")),
        _stay_case("a fracture of a register member is no index stay", (), stay(1, *MARCH, dx="S72.000")),
    ),
)  # fmt: skip

READMIT_EVERY = Table(
    "readmit_every",
    "Option: index_register = [], index_groups = [], day0_counts = false, discharge_day_number = 1",
    altered(
        "cn.readmit.30d_allcause",
        index_register=[],
        day0_counts=False,
        discharge_day_number=1,
    ),
    (
        _stay_case(
            "a fracture, back on the day of discharge: does not count",
            ("denominator: not_readmitted", "denominator: not_readmitted"),
            stay(1, *MARCH, dx="S72.000"), stay(2, date(2025, 3, 8), date(2025, 3, 9)),
        ),
        _stay_case(
            "the discharge day is day 1: a difference of 29 counts",
            ("numerator: readmitted", "denominator: not_readmitted"),
            stay(1, *MARCH), stay(2, date(2025, 4, 6), date(2025, 4, 7)),
        ),
        _stay_case(
            "a difference of 30 does not",
            ("denominator: not_readmitted", "denominator: not_readmitted"),
            stay(1, *MARCH), stay(2, date(2025, 4, 7), date(2025, 4, 8)),
        ),
    ),
)  # fmt: skip

READMIT_FLAG = Table(
    "readmit_flag",
    "Option: planned_source = stay_flag",
    altered("cn.readmit.30d_allcause", planned_source="stay_flag"),
    (
        _stay_case(
            "planned return on day 10, unplanned on day 25: the first return decides",
            ("denominator: planned_return", "numerator: readmitted", "denominator: not_readmitted"),
            stay(1, *MARCH), stay(2, date(2025, 3, 18), date(2025, 3, 19), planned_return=True),
            stay(3, date(2025, 4, 2), date(2025, 4, 3)),
        ),
    ),
)  # fmt: skip

TABLES = (
    BP_2017,
    BP_2025,
    BP_OPTIONS,
    BP_LOWEST,
    BP_PERIOD_END,
    FPG_2017,
    SCHEDULE_2017,
    SCHEDULE_QUARTERS,
    READMIT_30,
    READMIT_30_EARLY,
    READMIT_31,
    READMIT_FLAG,
    READMIT_GROUP,
    READMIT_EVERY,
)


def render(table: Table) -> str:
    """Return the table as Markdown, as it stands in docs/measures.md."""
    lines = [f"| {table.title} | result |", "|---|---|"]
    lines += [
        f"| {case.what} | {'; '.join(case.expected) or 'not in the population'} |"
        for case in table.cases
    ]
    return "\n".join(lines)
