"""Scheme A: 240 yuan a head, 20 more for every 5 percentage points of control."""

import pytest

from capitation.domain.payment.document import Scheme
from capitation.domain.payment.panel import MeasureResult, PayeePanel
from tests.payment.cases import fen, panel, pay_one, result, scheme_of

PRO_RATA = ('mode = { value = "floor"', 'mode = { value = "pro_rata"')
RELATIVE = (
    ('change = { value = "pp"', 'change = { value = "relative"'),
    ('size = { value = 5, unit = "pp"', 'size = { value = 0.05, unit = "fraction"'),
)
TWO_STEPS = (
    "[components.score]",
    '[components.score]\nmax_steps = { value = 2, unit = "steps", status = "assumed", note = "x" }',
)


@pytest.mark.parametrize(
    ("case", "changes", "months", "rates", "paid_fen"),
    [
        # base 240 x 12,000 / 12; 17 pp are 3 steps
        ("A-1", (), 12_000, ("0.35", "0.18"), (60_000_00, 300_000_00)),
        ("A-2", (), 11_903, ("0.34999", "0.30"), (0, 238_060_00)),
        # exactly one step; binary floats would give none
        ("A-3", (), 11_903, ("0.35", "0.30"), (19_838_33, 257_898_33)),
        ("A-4", (), 11_903, ("0.45", "0.2999"), (59_515_00, 297_575_00)),
        ("A-5", (), 11_903, ("0.31", "0.40"), (0, 238_060_00)),
        ("A-7", (PRO_RATA,), 11_903, ("0.34999", "0.30"), (19_834_37, 257_894_37)),
        ("A-8", RELATIVE, 11_903, ("0.35", "0.18"), (357_090_00, 595_150_00)),
        ("A-9", (TWO_STEPS,), 11_903, ("0.35", "0.18"), (39_676_67, 277_736_67)),
        ("A-10", (), 11_903, ("180/515", "154/515"), (19_838_33, 257_898_33)),
        ("A-11", (), 11_903, ("179/515", "154/515"), (0, 238_060_00)),
    ],
)
def test_reference_cases(
    case: str,
    changes: tuple[tuple[str, str], ...],
    months: int,
    rates: tuple[str, str],
    paid_fen: tuple[int, int],
) -> None:
    scheme = scheme_of("seed_a_2025", *changes)
    now, before = rates

    statement = pay_one(
        scheme, panel("signed", months), {"control": result(now)}, {"control": result(before)}
    )

    bonus_fen, total_fen = paid_fen
    assert fen(statement)["step_bonus:fund"] == bonus_fen, case
    assert statement.total_fen == total_fen, case


@pytest.fixture
def scheme() -> Scheme:
    return scheme_of("seed_a_2025")


@pytest.fixture
def payee() -> PayeePanel:
    return panel("signed", 11_903)


def test_a6_without_a_denominator_the_bonus_is_pending_and_the_base_is_paid(
    scheme: Scheme, payee: PayeePanel
) -> None:
    statement = pay_one(scheme, payee, {"control": result("0/0")}, {"control": result("0.18")})

    bonus = statement.line("step_bonus:fund")
    assert (bonus.status, bonus.reason, bonus.amount_fen) == ("pending", "no_denominator", None)
    assert statement.total_fen == 238_060_00
    assert statement.pending_count == 1


def test_a_fall_is_paid_nothing_and_says_so(scheme: Scheme, payee: PayeePanel) -> None:
    statement = pay_one(scheme, payee, {"control": result("0.31")}, {"control": result("0.40")})

    bonus = statement.line("step_bonus:fund")
    assert (bonus.status, bonus.reason, bonus.amount_fen) == ("final", "wrong_direction", 0)


@pytest.mark.parametrize(
    ("baseline", "reason"),
    [
        (None, "baseline_missing"),
        (MeasureResult.counts(0, 0), "baseline_missing"),
        (MeasureResult.not_measured("no_data"), "baseline_missing"),
    ],
)
def test_without_a_baseline_the_bonus_is_pending(
    scheme: Scheme, payee: PayeePanel, baseline: MeasureResult | None, reason: str
) -> None:
    baselines = {} if baseline is None else {"control": baseline}

    statement = pay_one(scheme, payee, {"control": result("0.35")}, baselines)

    bonus = statement.line("step_bonus:fund")
    assert (bonus.status, bonus.reason) == ("pending", reason)


def test_a_relative_change_of_a_baseline_of_zero_is_not_measured(payee: PayeePanel) -> None:
    relative = scheme_of("seed_a_2025", *RELATIVE)

    statement = pay_one(relative, payee, {"control": result("0.35")}, {"control": result("0/50")})

    assert statement.line("step_bonus:fund").reason == "baseline_zero"


def test_a_new_centre_has_no_prior_year_and_no_bonus_line_to_wait_for(
    scheme: Scheme, payee: PayeePanel
) -> None:
    new = MeasureResult.not_applicable("new_payee")

    statement = pay_one(scheme, payee, {"control": result("0.35")}, {"control": new})

    bonus = statement.line("step_bonus:fund")
    assert (bonus.status, bonus.reason) == ("not_applicable", "new_payee")
    assert statement.pending_count == 0


def test_the_trace_leads_from_the_clause_to_the_counts(scheme: Scheme, payee: PayeePanel) -> None:
    statement = pay_one(
        scheme, payee, {"control": result("180/515")}, {"control": result("154/515")}
    )

    trace = statement.line("step_bonus:fund").trace.as_json()
    assert trace["clause_zh"] == "高血压控制率每提升5个百分点，每签约一人增加20元。"
    assert trace["formula"] == "amount × pm ÷ 12 × score"
    assert trace["numbers"] == "20 × 11903 ÷ 12 × 1 = 19838.33"
    assert trace["comparison"] == "29.90 % → 34.95 %"
    assert trace["measures"][0] == {
        "role": "result",
        "name": "control",
        "measure": "cn.htn.control_2017",
        "version": "1.0.0",
        "num": 180,
        "den": 515,
        "percent": "34.95",
        "reason": "",
    }
    assert trace["measures"][1]["role"] == "baseline"
    assert trace["steps"][-1]["values"]["change"] == "5.04"
    assumed = {figure["name"] for figure in trace["figures"] if figure["status"] == "assumed"}
    assert {"units", "score.change", "score.mode", "on_not_measured"} == assumed
