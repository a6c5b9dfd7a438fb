"""Scheme D: 5 % of the disease payments for each percentage point fewer readmissions."""

import pytest

from capitation.domain.payment import load_scheme
from capitation.domain.payment.document import Scheme
from capitation.domain.payment.panel import PayeeInputs
from capitation.domain.payment.statement import Statement
from tests.payment.cases import fen, only, panel, pay_one, result, text_of

NO_CAP = (
    'max_steps = { value = 4, unit = "steps", status = "assumed", note = "Limits the bonus to 20 % of the disease payments." }\n',
    "",
)
PRO_RATA = ('mode = { value = "floor"', 'mode = { value = "pro_rata"')
RELATIVE = (
    ('change = { value = "pp"', 'change = { value = "relative"'),
    ('size = { value = 1, unit = "pp"', 'size = { value = 0.01, unit = "fraction"'),
)
PAYMENTS = PayeeInputs(amounts={"disease_payments": 1_234_567_89})


def scheme_d(*changes: tuple[str, str]) -> Scheme:
    text = only(text_of("city_htn_2025", *changes), "base", "readmission")
    return load_scheme(text, name="d.toml")


def pay_d(scheme: Scheme, before: str, now: str, inputs: PayeeInputs = PAYMENTS) -> Statement:
    return pay_one(
        scheme,
        panel("hypertension", 12),
        {"control": result("0.5"), "readmission": result(now)},
        {"readmission": result(before)},
        inputs,
    )


@pytest.mark.parametrize(
    ("case", "changes", "before", "now", "bonus_fen"),
    [
        ("D-1", (), "62/500", "53/515", 123_456_79),
        ("D-2", (), "62/500", "57/500", 61_728_39),  # exactly 1 pp
        ("D-3", (), "0.124", "0.11401", 0),
        ("D-4", (), "62/500", "71/500", 0),  # a rise: no malus
        ("D-5", (), "62/500", "17/500", 246_913_58),  # 9 steps, 4 paid
        ("D-5u", (NO_CAP,), "62/500", "17/500", 555_555_55),
        ("D-6", (PRO_RATA,), "62/500", "53/515", 130_169_00),
        ("D-7", RELATIVE, "62/500", "53/515", 246_913_58),
    ],
)
def test_reference_cases(
    case: str, changes: tuple[tuple[str, str], ...], before: str, now: str, bonus_fen: int
) -> None:
    statement = pay_d(scheme_d(*changes), before, now)

    assert fen(statement)["readmission:fund"] == bonus_fen, case


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [("62/500", "0/0", "no_denominator"), ("0/0", "53/515", "baseline_missing")],
)
def test_d8_without_discharges_the_bonus_is_pending(before: str, now: str, reason: str) -> None:
    statement = pay_d(scheme_d(), before, now)

    line = statement.line("readmission:fund")
    assert (line.status, line.reason, line.amount_fen) == ("pending", reason, None)


def test_d5_says_that_the_steps_were_limited() -> None:
    line = pay_d(scheme_d(), "62/500", "17/500").line("readmission:fund")

    assert line.reason == "steps_limited"
    assert line.trace.as_json()["steps"][-1]["values"] == {
        "change": "9.00",
        "change_exact": "0.09",
        "unit": "pp",
        "size": "1",
        "counted": "9",
        "steps": "4",
        "max_steps": "4",
    }


def test_payments_known_to_be_unknown_leave_the_bonus_pending() -> None:
    unknown = PayeeInputs(amounts={"disease_payments": None})

    line = pay_d(scheme_d(), "62/500", "53/515", unknown).line("readmission:fund")

    assert (line.status, line.reason) == ("pending", "no_data")
