"""The combined scheme of three teams, line by line, its closure, and what arrives after it."""

from fractions import Fraction

import pytest

from capitation.domain.payment.adjustment import differences
from capitation.domain.payment.money import allocate
from capitation.domain.payment.panel import PayeeInputs
from capitation.domain.payment.problems import RefusedError
from capitation.domain.payment.statement import Payment
from tests.payment.cases import (
    COMBINED_BASELINES,
    COMBINED_PANELS,
    COMBINED_RESULTS,
    YEAR,
    counts,
    fen,
    pay,
    pay_combined,
    scheme_of,
)


@pytest.fixture(scope="module")
def payment() -> Payment:
    return pay_combined()


@pytest.mark.parametrize(
    ("payee", "lines"),
    [
        (
            "T1",
            {
                "base:fund": 196_947_20,
                "base:resident": 59_515_00,
                "withhold:fund": -39_389_44,  # upfront 157,557.76
                "release:fund": 39_389_44,  # exactly 80 %
                "uplift:fund": 0,
                "readmission:fund": 12_345_68,
                "cap.uplift:fund": 0,
                "cap.readmission:fund": 0,
                "authenticity.release:fund": 0,
                "authenticity.uplift:fund": 0,
                "authenticity.readmission:fund": 0,
                "deduction:fund": 0,
            },
        ),
        (
            "T2",
            {
                "base:fund": 163_558_40,
                "base:resident": 50_085_00,
                "withhold:fund": -32_711_68,
                "release:fund": 32_711_68,
                "uplift:fund": 16_355_84,
                "readmission:fund": 59_753_09,
                "cap.uplift:fund": 5_272_31 - 16_355_84,
                "cap.readmission:fund": 19_261_45 - 59_753_09,
                "authenticity.release:fund": -1_635_58,
                "authenticity.uplift:fund": -263_62,
                "authenticity.readmission:fund": -963_07,
                "deduction.V-7:fund": -2_469_12,
            },
        ),
        (
            "T3",
            {
                "base:fund": 132_060_80,
                "base:resident": 40_235_00,
                "withhold:fund": -26_412_16,
                "release:fund": 0,
                "uplift:fund": 0,
                "readmission:fund": None,
                "cap.uplift:fund": 0,
                "cap.readmission:fund": None,
                "authenticity.release:fund": 0,
                "authenticity.uplift:fund": 0,
                "authenticity.readmission:fund": None,
                "deduction:fund": 0,
            },
        ),
    ],
)
def test_every_line(payment: Payment, payee: str, lines: dict[str, int | None]) -> None:
    assert fen(payment.statement(payee)) == lines


@pytest.mark.parametrize(
    ("payee", "fund_fen", "total_fen", "parts_fen"),
    [
        ("T1", 209_292_88, 268_807_88, [188_165_52, 80_642_36]),
        ("T2", 182_760_77, 232_845_77, [162_992_04, 69_853_73]),
        ("T3", 105_648_64, 145_883_64, [102_118_55, 43_765_09]),
    ],
)
def test_statements_and_their_distribution(
    payment: Payment, payee: str, fund_fen: int, total_fen: int, parts_fen: list[int]
) -> None:
    statement = payment.statement(payee)

    assert statement.source_fen("fund") == fund_fen
    assert statement.total_fen == total_fen
    assert [part.amount_fen for part in statement.parts] == parts_fen


def test_only_the_line_without_hospital_data_is_pending(payment: Payment) -> None:
    assert [statement.pending_count for statement in payment.statements] == [0, 0, 1]


@pytest.mark.parametrize(
    ("payee", "prepaid_fen", "clearing_fen"),
    [
        ("T1", 141_801_98, 67_490_90),
        ("T2", 117_762_05, 64_998_72),
        ("T3", 95_083_78, 10_564_86),
    ],
)
def test_clearing_against_prepayments(
    payment: Payment, payee: str, prepaid_fen: int, clearing_fen: int
) -> None:
    statement = payment.statement(payee)

    (clearing,) = statement.clearings
    assert (clearing.prepaid_fen, clearing.clearing_fen) == (prepaid_fen, clearing_fen)
    assert sum(clearing.months_fen) == prepaid_fen
    assert statement.payout_fen == clearing_fen + statement.source_fen("resident")


def test_the_whole_closes(payment: Payment) -> None:
    statements = payment.statements

    assert payment.total_fen == 647_537_29
    assert sum(one.source_fen("fund") for one in statements) == 497_702_29
    assert sum(one.source_fen("resident") for one in statements) == 149_835_00
    assert sum(one.parts[0].amount_fen for one in statements) == 453_276_11
    assert sum(one.parts[1].amount_fen for one in statements) == 194_261_18
    assert sum(one.line("base:fund").amount_fen or 0 for one in statements) == 492_566_40
    assert sum(one.clearings[0].prepaid_fen for one in statements) == 354_647_81
    assert sum(one.clearings[0].clearing_fen for one in statements) == 143_054_48


def test_every_statement_carries_its_proof(payment: Payment) -> None:
    for statement in payment.statements:
        checks = {check.check for check in statement.checks}
        assert {"withhold", "release", "sources", "distribution", "months", "clearing"} <= checks
        assert all(check.left_fen == check.right_fen for check in statement.checks)
    assert "cap" in {check.check for check in payment.statement("T2").checks}


def test_hospital_data_after_the_close_become_a_delta(payment: Payment) -> None:
    late = {"T3": {"control": counts("399/500"), "readmission": counts("33/410")}}

    after = pay_combined(late)
    changes = differences(payment.statement("T3"), after.statement("T3"))

    # decline 1.9512 pp: 1 step, 3,827.16 x 0.85 = 3,253.09
    assert {change.key: change.delta_fen for change in changes} == {
        "readmission:fund": 3_827_16,
        "cap.readmission:fund": 0,
        "authenticity.readmission:fund": -574_07,
    }
    delta = sum(change.delta_fen for change in changes)
    assert delta == 3_253_09
    assert allocate(delta, [70, 30]) == [2_277_16, 975_93]
    assert payment.statement("T3").total_fen == 145_883_64


def test_differences_cover_findings_that_come_or_go(payment: Payment) -> None:
    closed = payment.statement("T2")
    inputs = PayeeInputs({"disease_payments": 298_765_43}, {"authenticity": Fraction(95, 100)})

    cleared = pay_combined(inputs={"T2": inputs}).statement("T2")

    assert {change.key: change.delta_fen for change in differences(closed, cleared)} == {
        "deduction:fund": 0,
        "deduction.V-7:fund": 2_469_12,
    }


def test_statements_of_two_payees_are_not_compared(payment: Payment) -> None:
    with pytest.raises(RefusedError):
        differences(payment.statement("T1"), payment.statement("T2"))


def test_without_a_sample_the_lines_wait_and_are_not_multiplied_by_one() -> None:
    no_sample = PayeeInputs({"disease_payments": 298_765_43})

    statement = pay_combined(inputs={"T2": no_sample}).statement("T2")

    waiting = {line.key for line in statement.lines if line.status == "pending"}
    assert waiting == {"release:fund", "uplift:fund", "readmission:fund"}
    assert statement.line("release:fund").reason == "authenticity_no_sample"
    assert statement.line("cap.uplift:fund").status == "not_applicable"
    assert statement.line("authenticity.release:fund").reason == "parent_pending"
    # 80 % of the fund base and the residents' part
    assert statement.total_fen == 130_846_72 + 50_085_00


def test_a_fixed_cap_limits_in_yuan() -> None:
    fixed = scheme_of(
        "city_combined_2025",
        (
            """limit = { value = 0.15, unit = "fraction", status = "assumed", note = "Limits the exposure of the fund." }
of = ["base"]""",
            'limit = { value = 10000, unit = "yuan", status = "assumed", note = "fixed" }',
        ),
    )

    statement = pay_combined(scheme=fixed).statement("T2")

    # 10,000.00 by 16,355.84 : 59,753.09
    lines = fen(statement)
    assert (lines["uplift:fund"] or 0) + (lines["cap.uplift:fund"] or 0) == 2_149_00
    assert (lines["readmission:fund"] or 0) + (lines["cap.readmission:fund"] or 0) == 7_851_00


def test_a_cap_whose_base_is_pending_makes_its_lines_wait() -> None:
    over_release = scheme_of(
        "city_combined_2025",
        (
            'of = ["base"]\n\n[[components]]\nkey = "authenticity"',
            'of = ["base", "release"]\n\n[[components]]\nkey = "authenticity"',
        ),
    )
    unmeasured = {"T2": {"control": counts("0/0"), "readmission": counts("31/410")}}

    statement = pay_combined(unmeasured, scheme=over_release).statement("T2")

    line = statement.line("readmission:fund")
    assert (line.status, line.reason) == ("pending", "limit_pending")


def test_a_negative_statement_is_not_paid_and_carried_over() -> None:
    carried = PayeeInputs(
        {"disease_payments": 123_456_78}, {"authenticity": Fraction(1)}, carried_fen=-200_000_00
    )

    statement = pay_combined(inputs={"T1": carried}).statement("T1")

    # 268,807.88 - 141,801.98 - 200,000.00
    assert statement.payout_fen == 0
    assert statement.open_fen == -72_994_10


def test_money_prepaid_in_fact_can_be_given_instead_of_planned() -> None:
    paid = scheme_of(
        "city_combined_2025",
        ('prepaid = { value = "planned"', 'amount = "prepaid"\nprepaid = { value = "paid"'),
        (
            "[inputs.authenticity]",
            """[inputs.prepaid]
kind = "amount"
label_zh = "已预付"
label_en = "Prepaid"

[inputs.authenticity]""",
        ),
    )
    inputs = {
        payee: PayeeInputs(
            {"disease_payments": 0, "prepaid": 250_000_00}, {"authenticity": Fraction(1)}
        )
        for payee in COMBINED_PANELS
    }

    statement = pay(
        paid,
        YEAR,
        list(COMBINED_PANELS.values()),
        COMBINED_RESULTS,
        COMBINED_BASELINES,
        amounts=inputs,
    ).statement("T1")

    # 196,947.20 of the fund minus 250,000.00; the residents' 59,515.00 stay
    assert statement.clearings[0].clearing_fen == -53_052_80
    assert statement.payout_fen == 6_462_20
