"""Schemes M, N and O: withheld performance part, uplift above 90 %, risk adjuster."""

import pytest

from capitation.domain.payment import load_scheme, pay
from capitation.domain.payment.document import Scheme
from capitation.domain.payment.panel import MeasureResult, PayeeInputs
from capitation.domain.payment.statement import Statement
from tests.payment.cases import (
    YEAR,
    counts,
    fen,
    only,
    panel,
    pay_one,
    scheme_of,
    text_of,
)

THRESHOLD = text_of("city_htn_2025").split('of = "withhold"\n')[1].split("[components.score]\n")[1]
THRESHOLD = THRESHOLD.split("\n\n")[0]
ASSUMED = 'status = "assumed", note = "an alternative of the source"'
LINEAR = f"""shape = "linear"
measure = "control"
low = {{ value = 0.60, unit = "fraction", {ASSUMED} }}
high = {{ value = 0.80, unit = "fraction", {ASSUMED} }}"""


def band(low: str, high: str, score: str) -> str:
    numbers = {"low": low, "high": high, "score": score}
    return ", ".join(
        f'{name} = {{ value = {number}, unit = "fraction", {ASSUMED} }}'
        for name, number in numbers.items()
    )


def bands(closed: str) -> str:
    return f"""shape = "bands"
measure = "control"
closed = {{ value = "{closed}", {ASSUMED} }}
bands = [
  {{ {band("0", "0.60", "0")} }},
  {{ {band("0.60", "0.70", "0.50")} }},
  {{ {band("0.70", "0.80", "0.75")} }},
  {{ {band("0.80", "1", "1")} }},
]"""


UPLIFT_OF_PACKAGE = ('of = ["base"]', 'of = ["base", "withhold"]')
FULL = ("base", "withhold", "release", "uplift")


def scheme_m(*changes: tuple[str, str], keys: tuple[str, ...] = FULL[:3]) -> Scheme:
    return load_scheme(only(text_of("city_htn_2025", *changes), *keys), name="m.toml")


def pay_m(
    scheme: Scheme, control: str | MeasureResult, ordinary: int = 11_903, high_risk: int = 0
) -> Statement:
    control = counts(control) if isinstance(control, str) else control
    results = {"control": control, "readmission": counts("0/0")}
    return pay_one(scheme, panel("hypertension", ordinary, high_risk), results)


@pytest.mark.parametrize(
    ("case", "score", "control", "released_fen", "total_fen"),
    [
        ("M-1", THRESHOLD, "824/1030", 158_706_67, 793_533_33),  # exactly 80 %
        ("M-2", THRESHOLD, "823/1030", 0, 634_826_66),
        ("M-3", LINEAR, "823/1030", 157_936_25, 792_762_91),  # f = 205/206
        ("M-4", bands("lower"), "823/1030", 119_030_00, 753_856_66),
    ],
)
def test_m_reference_cases(
    case: str, score: str, control: str, released_fen: int, total_fen: int
) -> None:
    scheme = scheme_m((THRESHOLD, score))

    statement = pay_m(scheme, control)

    assert fen(statement) == {
        "base:fund": 793_533_33,
        "withhold:fund": -158_706_67,
        "release:fund": released_fen,
    }, case
    assert statement.total_fen == total_fen, case


def test_m5_what_was_not_measured_is_pending_and_never_zero() -> None:
    statement = pay_m(scheme_m(), "0/0")

    line = statement.line("release:fund")
    assert (line.status, line.reason, line.amount_fen) == ("pending", "no_denominator", None)
    assert statement.total_fen == 634_826_66
    assert statement.pending_count == 1


def test_a_missed_threshold_is_measured_and_says_by_how_much() -> None:
    line = pay_m(scheme_m(), "823/1030").line("release:fund")

    assert (line.status, line.reason) == ("final", "not_reached")
    assert line.trace.comparison == "79.90 % < 80 %"
    assert line.trace.as_json()["steps"][-1] == {
        "kind": "forfeited",
        "values": {"amount": "158706.67", "to": "fund"},
    }


@pytest.mark.parametrize(
    ("closed", "control", "share"),
    [
        ("lower", "60/100", "0.5"),
        ("lower", "80/100", "1"),
        ("lower", "100/100", "1"),
        ("lower", "0/100", "0"),
        ("upper", "60/100", "0"),
        ("upper", "80/100", "0.75"),
        ("upper", "100/100", "1"),
        ("upper", "0/100", "0"),
    ],
)
def test_a_rate_on_the_edge_of_two_bands_belongs_to_the_closed_one(
    closed: str, control: str, share: str
) -> None:
    line = pay_m(scheme_m((THRESHOLD, bands(closed))), control).line("release:fund")

    assert line.trace.as_json()["steps"][0]["values"]["score"] == share


@pytest.mark.parametrize(
    ("control", "released_fen", "reason"),
    [("10/100", 0, "not_reached"), ("90/100", 158_706_67, "reached")],
)
def test_a_linear_release_is_nothing_below_and_everything_above_its_ends(
    control: str, released_fen: int, reason: str
) -> None:
    line = pay_m(scheme_m((THRESHOLD, LINEAR)), control).line("release:fund")

    assert (line.amount_fen, line.reason) == (released_fen, reason)


@pytest.mark.parametrize(
    ("case", "changes", "control", "uplift_fen", "total_fen"),
    [
        ("N-1", (), "928/1030", 79_353_33, 872_886_66),
        ("N-2", (), "927/1030", 0, 793_533_33),  # exactly 90 % is not above 90 %
        ("N-3", (UPLIFT_OF_PACKAGE,), "928/1030", 63_482_67, 857_016_00),
    ],
)
def test_n_reference_cases(
    case: str, changes: tuple[tuple[str, str], ...], control: str, uplift_fen: int, total_fen: int
) -> None:
    statement = pay_m(scheme_m(*changes, keys=FULL), control)

    assert fen(statement)["uplift:fund"] == uplift_fen, case
    assert statement.total_fen == total_fen, case


def test_exactly_ninety_percent_is_shown_as_not_above() -> None:
    line = pay_m(scheme_m(keys=FULL), "927/1030").line("uplift:fund")

    assert line.trace.comparison == "90.00 % ≤ 90 %"


PRICE_240 = ("price = { value = 800", "price = { value = 240")
TO_BUDGET = ('normalise = { value = "none"', 'normalise = { value = "to_budget"')


@pytest.mark.parametrize(
    ("case", "changes", "base_fen"),
    [
        ("O-1", (), 820_613_33),  # 800 x (9,872 + 1.2 x 2,031) / 12
        ("O-2", (PRICE_240,), 246_184_00),
        ("O-4", (TO_BUDGET,), 793_533_33),
    ],
)
def test_o_reference_cases(case: str, changes: tuple[tuple[str, str], ...], base_fen: int) -> None:
    statement = pay_m(scheme_m(*changes, keys=("base",)), "1/2", 9_872, 2_031)

    assert statement.total_fen == base_fen, case


def test_o3_all_three_together() -> None:
    statement = pay_m(scheme_m(keys=FULL), "928/1030", 9_872, 2_031)

    assert fen(statement) == {
        "base:fund": 820_613_33,
        "withhold:fund": -164_122_67,
        "release:fund": 164_122_67,
        "uplift:fund": 82_061_33,
    }
    assert statement.total_fen == 902_674_66
    assert statement.line("withhold:fund").trace.as_json()["steps"][0]["values"] == {
        "upfront": "656490.66",
        "withheld": "164122.67",
    }


def test_normalising_to_the_budget_moves_money_between_payees_but_not_the_total() -> None:
    plain = scheme_m(keys=("base",))
    normalised = scheme_m(TO_BUDGET, keys=("base",))
    panels = [
        panel("hypertension", 12_000, payee="young"),
        panel("hypertension", 6_000, 6_000, payee="old"),
    ]
    measured = {"control": counts("1/2"), "readmission": counts("0/0")}
    results = {one.payee: measured for one in panels}

    payment = pay(normalised, YEAR, panels, results, {})
    without = pay(plain, YEAR, panels, results, {})

    # mean factor (12,000 + 6,000 + 7,200) / 24,000 = 1.05; 800,000 / 1.05 and 880,000 / 1.05
    assert payment.statement("young").total_fen == 761_904_76
    assert payment.statement("old").total_fen == 838_095_24
    assert payment.total_fen == 1_600_000_00
    assert without.total_fen == 1_680_000_00


@pytest.mark.parametrize(
    ("age", "conditions", "rules"),
    [
        (65, 3, ("elderly_multimorbid",)),
        (90, 5, ("elderly_multimorbid",)),
        (65, 2, ()),
        (64, 5, ()),
    ],
)
def test_the_adjuster_needs_both_the_age_and_the_conditions(
    age: int, conditions: int, rules: tuple[str, ...]
) -> None:
    scheme = scheme_of("city_htn_2025")

    assert scheme.matching_rules(age_years=age, condition_count=conditions) == rules


def test_the_whole_shipped_scheme_adds_the_readmission_bonus() -> None:
    statement = pay_one(
        scheme_of("city_htn_2025"),
        panel("hypertension", 9_872, 2_031),
        {"control": counts("928/1030"), "readmission": counts("53/515")},
        {"readmission": counts("62/500")},
        PayeeInputs(amounts={"disease_payments": 1_234_567_89}),
    )

    # 902,674.66 of M + N + O and 123,456.79 of D
    assert statement.total_fen == 1_026_131_45
