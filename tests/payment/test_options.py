"""The alternatives a scheme may choose: funding, multipliers, units, baselines, missing measures."""

from fractions import Fraction

import pytest

from capitation.domain.payment import load_scheme, pay
from capitation.domain.payment.document import Scheme
from capitation.domain.payment.panel import MeasureResult, PanelGroup, PayeeInputs, PayeePanel
from tests.payment.cases import (
    COMBINED_PANELS,
    YEAR,
    counts,
    fen,
    only,
    panel,
    pay_combined,
    pay_one,
    scheme_of,
    text_of,
)

NOTE = 'status = "assumed", note = "an alternative"'
WEIGHT = 'shares = [\n  { source = "fund", weight = { value = 1, unit = "share", status = "assumed", note = "The source names one payer." } },\n]'
TWO_PAYERS = f"""shares = [
  {{ source = "fund", weight = {{ value = 240, unit = "yuan", {NOTE} }} }},
  {{ source = "resident", weight = {{ value = 60, unit = "yuan", {NOTE} }} }},
]"""
CONTROL = {"control": counts("35/100")}
BEFORE = {"control": counts("30/100")}
BASE_ONLY = ("base",)


def scheme_b(*changes: tuple[str, str]) -> Scheme:
    """300 yuan split 240 : 60 between fund and resident."""
    text = text_of("seed_a_2025", ("price = { value = 240", "price = { value = 300"), *changes)
    return load_scheme(only(text.replace(WEIGHT, TWO_PAYERS), "base"), name="b.toml")


@pytest.mark.parametrize(
    ("case", "months", "fund_fen", "resident_fen"),
    [
        ("B-1", Fraction(11_903), 238_060_00, 59_515_00),
        # 297,580.83: exact parts 238,064.664 and 59,516.166, the spare fen to the larger remainder
        ("B-2", Fraction(11_903 * 30 + 7, 30), 238_064_66, 59_516_17),
    ],
)
def test_one_price_is_rounded_once_and_split_between_the_payers(
    case: str, months: Fraction, fund_fen: int, resident_fen: int
) -> None:
    statement = pay_one(scheme_b(), panel("signed", months), CONTROL)

    assert fen(statement) == {"base:fund": fund_fen, "base:resident": resident_fen}, case
    assert "funding_split" in {check.check for check in statement.checks}
    assert statement.line("base:fund").trace.formula == "allocate(price × pm ÷ 12, 240 : 60)"


def test_a_price_per_month_is_not_divided_by_twelve() -> None:
    monthly = scheme_of(
        "seed_a_2025",
        (
            'value = 240, unit = "yuan_per_person_year"',
            'value = 20, unit = "yuan_per_person_month"',
        ),
    )

    statement = pay_one(monthly, panel("signed", 11_903), CONTROL, BEFORE)

    assert fen(statement)["base:fund"] == 238_060_00


@pytest.mark.parametrize(
    ("region", "months", "fund_fen"),
    [
        ("east", Fraction(11_903), 285_672_00),
        ("central", Fraction(11_903), 238_060_00),
        ("west", Fraction(11_903), 190_448_00),
        ("west", Fraction(11_903 * 30 + 7, 30), 190_451_73),
    ],
)
def test_the_region_acts_on_the_price_of_the_fund(
    region: str, months: Fraction, fund_fen: int
) -> None:
    scheme = load_scheme(only(text_of("city_combined_2025"), "base"), name="f.toml")
    payee = panel("signed", months, attributes={"region": region})
    results = {"control": counts("1/2"), "readmission": counts("1/2")}

    statement = pay_one(scheme, payee, results)

    assert fen(statement)["base:fund"] == fund_fen


def factors(*changes: tuple[str, str]) -> Scheme:
    """The base lines of the combined scheme with other multiplier options."""
    return load_scheme(only(text_of("city_combined_2025", *changes), "base"), name="x.toml")


SECOND_RULE = f"""[[multipliers.person]]
key = "very_old"
min_age = {{ value = 80, unit = "years", {NOTE} }}
until_age = {{ value = 120, unit = "years", {NOTE} }}
factor = {{ value = 1.5, unit = "factor", {NOTE} }}

[[multipliers.payee]]"""
TWO_RULES = ("[[multipliers.payee]]", SECOND_RULE)


@pytest.mark.parametrize(
    ("changes", "fund_fen"),
    [
        ((TWO_RULES,), 288_00),  # 240 x 0.8 x max(1.2, 1.5)
        ((TWO_RULES, ('pick = { value = "highest"', 'pick = { value = "product"')), 345_60),
        # 240 x (1 + 0.5 - 0.2)
        ((TWO_RULES, ('combine = { value = "product"', 'combine = { value = "additive"')), 312_00),
        (
            (
                TWO_RULES,
                (
                    "[multipliers]",
                    f'[multipliers]\nmaximum = {{ value = 1.1, unit = "factor", {NOTE} }}',
                ),
            ),
            264_00,
        ),
        (
            (
                TWO_RULES,
                (
                    "[multipliers]",
                    f'[multipliers]\nminimum = {{ value = 1.3, unit = "factor", {NOTE} }}',
                ),
            ),
            312_00,
        ),
    ],
)
def test_multipliers_combine_as_the_scheme_says(
    changes: tuple[tuple[str, str], ...], fund_fen: int
) -> None:
    rules = ("elderly_multimorbid", "very_old")
    payee = PayeePanel("T1", (PanelGroup("signed", Fraction(12), rules),), {"region": "west"})

    statement = pay_one(
        factors(*changes), payee, {"control": counts("1/2"), "readmission": counts("1/2")}
    )

    assert fen(statement) == {"base:fund": fund_fen, "base:resident": 60_00}


def test_an_age_rule_is_half_open() -> None:
    scheme = factors(TWO_RULES)

    assert scheme.matching_rules(age_years=119, condition_count=0) == ("very_old",)
    assert scheme.matching_rules(age_years=120, condition_count=0) == ()


def test_normalising_an_empty_city_changes_nothing() -> None:
    to_budget = factors(('normalise = { value = "none"', 'normalise = { value = "to_budget"'))
    payee = panel("signed", 0, attributes={"region": "west"})

    statement = pay_one(to_budget, payee, {"control": counts("0/0"), "readmission": counts("0/0")})

    assert fen(statement) == {"base:fund": 0, "base:resident": 0}
    assert statement.line("base:fund").reason == "no_members"


def test_a_factor_that_no_price_uses_needs_no_attribute() -> None:
    unused = factors(('payee_factors = ["region"]', "payee_factors = []"))
    results = {"control": counts("1/2"), "readmission": counts("1/2")}

    statement = pay_one(unused, panel("signed", 12), results)

    assert fen(statement)["base:fund"] == 240_00


def test_registers_are_normalised_and_priced_apart() -> None:
    to_budget = factors(('normalise = { value = "none"', 'normalise = { value = "to_budget"'))
    groups = (
        PanelGroup("signed", Fraction(12)),
        PanelGroup("hypertension", Fraction(600), ("elderly_multimorbid",)),
    )
    payee = PayeePanel("T1", groups, {"region": "west"})
    results = {"control": counts("1/2"), "readmission": counts("1/2")}

    statement = pay_one(to_budget, payee, results)

    assert fen(statement)["base:fund"] == 240_00


PER_YEAR = 'amount = { value = 20, unit = "yuan_per_person_year"'


@pytest.mark.parametrize(
    ("units", "unit", "bonus_fen"),
    [("register_members", "yuan_per_member", 24_740_00), ("flat", "yuan", 20_00)],
)
def test_the_step_bonus_can_count_members_or_nothing(units: str, unit: str, bonus_fen: int) -> None:
    scheme = scheme_of(
        "seed_a_2025",
        ('units = { value = "person_years"', f'units = {{ value = "{units}"'),
        (PER_YEAR, f'amount = {{ value = 20, unit = "{unit}"'),
    )
    payee = PayeePanel("T1", (PanelGroup("signed", Fraction(11_903)),), members={"signed": 1_237})

    statement = pay_one(scheme, payee, CONTROL, BEFORE)

    assert fen(statement)["step_bonus:fund"] == bonus_fen


BASELINE = 'baseline = { value = "previous_year"'


def test_a_fixed_baseline_needs_no_history() -> None:
    fixed = scheme_of(
        "seed_a_2025",
        (
            BASELINE,
            f"""fixed_baseline = {{ value = 0.18, unit = "fraction", {NOTE} }}
baseline = {{ value = "fixed\"""",
        ),
    )  # fmt: skip

    statement = pay_one(fixed, panel("signed", 12_000), CONTROL)

    assert fen(statement)["step_bonus:fund"] == 60_000_00


def test_a_peer_baseline_is_the_median_of_the_measured_payees() -> None:
    peer = scheme_of("seed_a_2025", (BASELINE, 'baseline = { value = "peer"'))
    rates = {"a": "20/100", "b": "30/100", "c": "45/100", "d": "0/0"}
    panels = [panel("signed", 12, payee=payee) for payee in rates]
    results = {payee: {"control": counts(text)} for payee, text in rates.items()}

    payment = pay(peer, YEAR, panels, results, {})

    bonuses = {one.payee: fen(one)["step_bonus:fund"] for one in payment.statements}
    assert bonuses == {"a": 0, "b": 0, "c": 60_00, "d": None}


def test_a_peer_baseline_without_a_measured_peer_is_missing() -> None:
    peer = scheme_of("seed_a_2025", (BASELINE, 'baseline = { value = "peer"'))

    statement = pay_one(peer, panel("signed", 12), {"control": counts("0/0")})

    assert statement.line("step_bonus:fund").reason == "no_denominator"


@pytest.mark.parametrize(
    ("option", "bonus_fen", "reason"),
    [
        ("pay_none", 0, "pay_none_small_denominator"),
        ("pay_full", 39_676_67, "pay_full_small_denominator"),
    ],
)
def test_a_scheme_may_say_what_an_unmeasured_line_pays(
    option: str, bonus_fen: int, reason: str
) -> None:
    scheme = scheme_of(
        "seed_a_2025",
        ("min_denominator = { value = 1,", "min_denominator = { value = 30,"),
        ('on_not_measured = { value = "pending"', f'on_not_measured = {{ value = "{option}"'),
        (
            "[components.score]",
            f'[components.score]\nmax_steps = {{ value = 2, unit = "steps", {NOTE} }}',
        ),
    )

    statement = pay_one(scheme, panel("signed", 11_903), {"control": counts("10/29")}, BEFORE)

    line = statement.line("step_bonus:fund")
    assert (line.amount_fen, line.status, line.reason) == (bonus_fen, "final", reason)


def test_an_unmeasured_release_can_be_paid_in_full() -> None:
    scheme = load_scheme(
        only(text_of("city_htn_2025"), "base", "withhold", "release").replace(
            'on_not_measured = { value = "pending"', 'on_not_measured = { value = "pay_full"'
        ),
        name="m.toml",
    )
    results = {"control": counts("0/0"), "readmission": counts("0/0")}

    statement = pay_one(scheme, panel("hypertension", 11_903), results)

    assert statement.total_fen == 793_533_33


def test_too_few_residents_are_not_measured() -> None:
    scheme = scheme_of(
        "seed_a_2025", ("min_denominator = { value = 1,", "min_denominator = { value = 30,")
    )

    statement = pay_one(scheme, panel("signed", 12), {"control": counts("10/29")}, BEFORE)

    line = statement.line("step_bonus:fund")
    assert (line.status, line.reason) == ("pending", "small_denominator")


def test_a_payee_without_the_register_has_no_lines_to_pay_or_wait_for() -> None:
    payee = PayeePanel("T1", (), without_registers=frozenset({"hypertension"}))
    measured = {"control": counts("9/10"), "readmission": counts("1/10")}

    statement = pay_one(
        scheme_of("city_htn_2025"),
        payee,
        measured,
        {"readmission": counts("1/10")},
        PayeeInputs({"disease_payments": 0}),
    )

    statuses = {line.key: (line.status, line.reason) for line in statement.lines}
    assert statuses == {
        "base:fund": ("not_applicable", "no_register"),
        "withhold:fund": ("not_applicable", "parent_not_applicable"),
        "release:fund": ("not_applicable", "parent_not_applicable"),
        "uplift:fund": ("not_applicable", "parent_not_applicable"),
        "readmission:fund": ("final", "no_full_step"),
    }
    assert statement.total_fen == 0
    assert statement.pending_count == 0


def test_a_bonus_of_a_register_that_is_not_kept_is_not_applicable() -> None:
    payee = PayeePanel("T1", (), without_registers=frozenset({"signed"}))

    statement = pay_one(scheme_of("seed_a_2025"), payee, CONTROL, BEFORE)

    assert {line.status for line in statement.lines} == {"not_applicable"}


def test_a_result_that_is_not_applicable_makes_its_line_not_applicable() -> None:
    result = MeasureResult.not_applicable("no_register")

    statement = pay_one(scheme_of("seed_a_2025"), panel("signed", 12), {"control": result}, BEFORE)

    assert statement.line("step_bonus:fund").status == "not_applicable"


def test_an_uplift_on_a_pending_line_is_pending() -> None:
    text = text_of("city_htn_2025", ('of = ["base"]', 'of = ["base", "readmission"]'))
    head, *parts = text.split("[[components]]\n")
    by_key = {part.split('"')[1]: part.rstrip() + "\n\n" for part in parts}
    order = ["base", "withhold", "release", "readmission", "uplift"]
    scheme = load_scheme(
        head + "".join("[[components]]\n" + by_key[key] for key in order), name="x.toml"
    )

    statement = pay_one(
        scheme,
        panel("hypertension", 12),
        {"control": counts("95/100"), "readmission": counts("0/0")},
        {},
        PayeeInputs({"disease_payments": 100}),
    )

    line = statement.line("uplift:fund")
    assert (line.status, line.reason) == ("pending", "parent_pending")
    assert line.trace.formula == "share × (base + readmission) × score"


BANDS = "\n".join(
    f'  {{ low = {{ value = {low}, unit = "fraction", {NOTE} }}, '
    f'high = {{ value = {high}, unit = "fraction", {NOTE} }}, '
    f'score = {{ value = {score}, unit = "fraction", {NOTE} }} }},'
    for low, high, score in [
        ("0", "0.80", "0.60"),
        ("0.80", "0.90", "0.85"),
        ("0.90", "0.95", "0.95"),
        ("0.95", "1", "1"),
    ]
)
FROM_SAMPLE = (
    'coefficient = "authenticity"',
    f"""[components.score]
shape = "bands"
measure = "readmission"
closed = {{ value = "lower", {NOTE} }}
bands = [
{BANDS}
]""",
)


def test_the_coefficient_can_come_from_bands_of_a_verification_sample() -> None:
    scheme = load_scheme(
        only(
            text_of("city_combined_2025", FROM_SAMPLE, ('"release", "uplift", "readmission"', '"release"')),
            "base", "withhold", "release", "authenticity",
        ),
        name="x.toml",
    )  # fmt: skip
    payee = COMBINED_PANELS["T2"]

    # 93 of 100 verified: 0.95
    confirmed = pay_one(
        scheme, payee, {"control": counts("467/512"), "readmission": counts("93/100")}
    )
    unverified = pay_one(
        scheme, payee, {"control": counts("467/512"), "readmission": counts("0/0")}
    )

    assert fen(confirmed)["authenticity.release:fund"] == -1_635_58
    assert confirmed.line("authenticity.release:fund").trace.comparison == "93.00 % ∈ [90 %, 95 %)"
    assert unverified.line("release:fund").reason == "authenticity_no_denominator"
    assert unverified.line("release:fund").status == "pending"


def test_the_payment_is_plain_json_in_a_fixed_order() -> None:
    answer = pay_combined().as_json()

    assert [statement["payee"] for statement in answer["statements"]] == ["T1", "T2", "T3"]
    assert answer["total_yuan"] == "647537.29"
    terms = {term["name"]: (term["value"], term["status"]) for term in answer["terms"]}
    assert terms["counting"] == ("month_start", "assumed")
    assert terms["multipliers.payee[0].values[2].factor"] == ("0.8", "provided")
    assert terms["measures.readmission.baseline"] == ("previous_year", "assumed")
    assert answer["statements"][1]["sources_fen"] == {"fund": 182_760_77, "resident": 50_085_00}
    assert answer["statements"][2]["lines"][5]["amount_yuan"] is None
