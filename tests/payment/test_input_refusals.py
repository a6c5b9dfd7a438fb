"""`pay` refuses input it cannot calculate exactly, with every problem at once, and pays nothing."""

import datetime
from collections.abc import Mapping
from fractions import Fraction

import pytest

from capitation.domain.payment import pay
from capitation.domain.payment.panel import (
    Finding,
    MeasureResult,
    PanelGroup,
    PayeeInputs,
    PayeePanel,
    Period,
)
from capitation.domain.payment.problems import RefusedError, refuse
from capitation.domain.payment.statement import prove
from tests.payment.cases import (
    COMBINED_INPUTS,
    COMBINED_RESULTS,
    YEAR,
    counts,
    panel,
    scheme_of,
)

WEST = {"region": "west"}


def refused(
    payees: list[PayeePanel],
    *,
    period: Period = YEAR,
    results: Mapping[str, Mapping[str, MeasureResult]] | None = None,
    baselines: Mapping[str, Mapping[str, MeasureResult]] | None = None,
    inputs: Mapping[str, PayeeInputs] | None = None,
) -> set[tuple[str, str]]:
    """The problems of the combined scheme with this input, as field and code."""
    with pytest.raises(RefusedError) as caught:
        pay(
            scheme_of("city_combined_2025"),
            period,
            payees,
            {"T1": COMBINED_RESULTS["T1"]} if results is None else results,
            baselines or {},
            amounts={"T1": COMBINED_INPUTS["T1"]} if inputs is None else inputs,
        )
    return {(problem.field, problem.code) for problem in caught.value.problems}


def t1(*groups: PanelGroup, attributes: Mapping[str, str] = WEST, **members: int) -> PayeePanel:
    """Team T1 with these groups, or with one person-year."""
    kept = groups or (PanelGroup("signed", Fraction(12)),)
    return PayeePanel("T1", kept, attributes, members)


def test_all_problems_of_the_input_come_at_once() -> None:
    found = refused(
        [t1(PanelGroup("sigend", Fraction(12)), attributes={"region": "north"})],
        results={"T1": {"control": counts("1/2")}},
        inputs={},
    )

    assert found == {
        ("payees.T1.panel.signed", "missing_input"),
        ("payees.T1.attributes.region", "unknown_key"),
        ("payees.T1.results.readmission", "missing_input"),
        ("payees.T1.amounts.disease_payments", "missing_input"),
    }


@pytest.mark.parametrize(
    ("group", "code"),
    [
        (PanelGroup("signed", Fraction(-1)), "negative_count"),
        (PanelGroup("signed", Fraction(12), ("elderly",)), "unknown_key"),
    ],
)
def test_a_group_of_person_months_must_make_sense(group: PanelGroup, code: str) -> None:
    found = refused([t1(group)])

    assert code in {problem for _, problem in found}


def test_a_missing_region_is_never_factor_one() -> None:
    assert ("payees.T1.attributes.region", "missing_input") in refused([t1(attributes={})])


def test_the_same_group_twice_is_refused() -> None:
    group = PanelGroup("signed", Fraction(12))

    assert ("payees.T1.panel.signed", "duplicate_key") in refused([t1(group, group)])


def test_members_cannot_have_more_than_twelve_months() -> None:
    found = refused([t1(PanelGroup("signed", Fraction(25)), signed=2)])

    assert found == {("payees.T1.panel.signed", "out_of_range")}


def test_a_negative_number_of_members_is_refused() -> None:
    assert refused([t1(signed=-1)]) == {("payees.T1.members.signed", "negative_count")}


def test_a_payee_is_named_once_and_there_is_at_least_one() -> None:
    assert ("payees.T1", "duplicate_key") in refused([t1(), t1()])
    assert ("payees", "missing_input") in refused([], results={}, inputs={})


def test_results_of_nobody_and_of_nothing_are_refused() -> None:
    found = refused(
        [t1()],
        results={"T1": {**COMBINED_RESULTS["T1"], "contrl": counts("1/2")}, "T9": {}},
        baselines={"T1": {"readmision": counts("1/2")}, "T8": {}},
        inputs={"T1": COMBINED_INPUTS["T1"], "T7": PayeeInputs()},
    )

    assert found == {
        ("payees.T1.results.contrl", "unknown_key"),
        ("payees.T1.baselines.readmision", "unknown_key"),
        ("results.T9", "unknown_key"),
        ("baselines.T8", "unknown_key"),
        ("amounts.T7", "unknown_key"),
    }


@pytest.mark.parametrize(
    ("inputs", "field", "code"),
    [
        (PayeeInputs({"disease_payments": -1}), "amounts.disease_payments", "out_of_range"),
        (PayeeInputs({"drugs": 1}), "amounts.drugs", "unknown_key"),
        (
            PayeeInputs(coefficients={"authenticity": Fraction(95)}),
            "coefficients.authenticity",
            "unit_mismatch",
        ),
        (
            PayeeInputs(coefficients={"authenticity": Fraction(-1, 2)}),
            "coefficients.authenticity",
            "out_of_range",
        ),
        (
            PayeeInputs(findings={"refused_low_value": (Finding("V-1", -5),)}),
            "findings.refused_low_value[0]",
            "out_of_range",
        ),
        (
            PayeeInputs(findings={"refused_low_value": (Finding("V-1", 5), Finding("V-1", 5))}),
            "findings.refused_low_value[1]",
            "duplicate_key",
        ),
        (PayeeInputs(carried_fen=1), "carried", "out_of_range"),
    ],
)
def test_named_inputs_are_checked(inputs: PayeeInputs, field: str, code: str) -> None:
    assert (f"payees.T1.{field}", code) in refused([t1()], inputs={"T1": inputs})


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (datetime.date(2024, 12, 31), datetime.date(2025, 12, 31)),
        (datetime.date(2025, 1, 1), datetime.date(2026, 1, 2)),
    ],
)
def test_days_outside_the_validity_of_the_scheme_are_refused(
    starts_on: datetime.date, ends_on: datetime.date
) -> None:
    assert ("period", "outside_validity") in refused([t1()], period=Period(starts_on, ends_on))


def test_a_period_ends_after_it_starts() -> None:
    with pytest.raises(RefusedError):
        Period(datetime.date(2025, 1, 1), datetime.date(2025, 1, 1))


@pytest.mark.parametrize(
    ("num", "den", "code"),
    [(2, 1, "num_gt_den"), (-1, 1, "negative_count"), (0, -1, "negative_count")],
)
def test_impossible_counts_are_refused(num: int, den: int, code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        MeasureResult.counts(num, den)

    assert caught.value.codes == (code,)


@pytest.mark.parametrize(("rate", "code"), [(35, "unit_mismatch"), (-1, "out_of_range")])
def test_impossible_rates_are_refused(rate: int, code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        MeasureResult.of_rate(Fraction(rate))

    assert caught.value.codes == (code,)


def test_a_result_without_anything_is_no_data() -> None:
    assert MeasureResult().reading(1) == (None, "no_data")


def test_a_bonus_per_member_needs_the_number_of_members() -> None:
    per_member = scheme_of(
        "seed_a_2025",
        ('units = { value = "person_years"', 'units = { value = "register_members"'),
        ('unit = "yuan_per_person_year", status = "provided", source = "seed" }\non_not', 'unit = "yuan_per_member", status = "provided", source = "seed" }\non_not'),
    )  # fmt: skip

    with pytest.raises(RefusedError) as caught:
        pay(per_member, YEAR, [panel("signed", 12)], {"T1": {"control": counts("1/2")}}, {})

    assert [problem.field for problem in caught.value.problems] == ["payees.T1.members.signed"]


def test_a_check_that_does_not_hold_stops_the_run() -> None:
    with pytest.raises(RefusedError) as caught:
        prove("withhold", "base:fund", 79_353_334, 79_353_333)

    assert caught.value.codes == ("not_closed",)


def test_a_problem_without_a_file_or_a_value_is_still_readable() -> None:
    assert str(refuse("missing_input", "period")) == "period: missing_input"
