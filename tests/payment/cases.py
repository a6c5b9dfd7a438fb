"""Schemes that ship with the product, changed line by line, and short ways to price one payee."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from capitation.domain.payment import load_scheme, pay
from capitation.domain.payment.document import Scheme
from capitation.domain.payment.panel import (
    Finding,
    MeasureResult,
    PanelGroup,
    PayeeInputs,
    PayeePanel,
    Period,
)
from capitation.domain.payment.statement import Payment, Statement

SCHEMES = Path(__file__).parents[2] / "capitation" / "schemes"
YEAR = Period(datetime.date(2025, 1, 1), datetime.date(2026, 1, 1))
HIGH_RISK = ("elderly_multimorbid",)


def text_of(name: str, *changes: tuple[str, str]) -> str:
    """The text of a shipped scheme with lines replaced; each must be there."""
    text = (SCHEMES / f"{name}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{name} does not contain {old!r}"
        text = text.replace(old, new)
    return text


def scheme_of(name: str, *changes: tuple[str, str]) -> Scheme:
    """A shipped scheme, read, with lines replaced."""
    return load_scheme(text_of(name, *changes), name=f"{name}.toml")


def only(text: str, *keys: str) -> str:
    """The document with only these components."""
    head, *components = text.split("[[components]]\n")
    kept = [part for part in components if part.split('"')[1] in keys]
    return head + "".join("[[components]]\n" + part for part in kept)


def rate(text: str) -> MeasureResult:
    """A result known as a decimal rate."""
    return MeasureResult.of_rate(Fraction(Decimal(text)))


def counts(text: str) -> MeasureResult:
    """A result written as num/den."""
    num, den = text.split("/")
    return MeasureResult.counts(int(num), int(den))


def result(text: str) -> MeasureResult:
    """A result written as num/den or as a rate."""
    return counts(text) if "/" in text else rate(text)


def panel(
    register: str,
    ordinary: Fraction | int,
    high_risk: Fraction | int = 0,
    *,
    payee: str = "T1",
    attributes: Mapping[str, str] | None = None,
) -> PayeePanel:
    """A payee with ordinary and, where there are any, high-risk person-months."""
    groups = [PanelGroup(register, Fraction(ordinary))]
    if high_risk:
        groups.append(PanelGroup(register, Fraction(high_risk), HIGH_RISK))
    return PayeePanel(payee, tuple(groups), attributes or {})


def pay_one(
    scheme: Scheme,
    payee: PayeePanel,
    results: Mapping[str, MeasureResult],
    baselines: Mapping[str, MeasureResult] | None = None,
    inputs: PayeeInputs | None = None,
) -> Statement:
    """The statement of a single payee for 2025."""
    code = payee.payee
    payment = pay(
        scheme,
        YEAR,
        [payee],
        {code: results},
        {code: baselines or {}},
        amounts={code: inputs or PayeeInputs()},
    )
    return payment.statement(code)


COMBINED_PANELS = {
    "T1": panel("signed", 9872, 2031, payee="T1", attributes={"region": "west"}),
    "T2": panel("signed", 8990, 1027, payee="T2", attributes={"region": "west"}),
    "T3": panel("signed", 7013, 1034, payee="T3", attributes={"region": "west"}),
}
COMBINED_RESULTS = {
    "T1": {"control": counts("412/515"), "readmission": counts("53/515")},
    "T2": {"control": counts("467/512"), "readmission": counts("31/410")},
    "T3": {"control": counts("399/500"), "readmission": counts("0/0")},
}
COMBINED_BASELINES = {
    "T1": {"readmission": counts("62/500")},
    "T2": {"readmission": counts("52/400")},
    "T3": {"readmission": counts("40/400")},
}
COMBINED_INPUTS = {
    "T1": PayeeInputs({"disease_payments": 123_456_78}, {"authenticity": Fraction(1)}),
    "T2": PayeeInputs(
        {"disease_payments": 298_765_43},
        {"authenticity": Fraction(95, 100)},
        {"refused_low_value": (Finding("V-7", 1_234_56),)},
    ),
    "T3": PayeeInputs({"disease_payments": 76_543_21}, {"authenticity": Fraction(85, 100)}),
}


def pay_combined(
    changed: Mapping[str, Mapping[str, MeasureResult]] | None = None,
    inputs: Mapping[str, PayeeInputs] | None = None,
    scheme: Scheme | None = None,
) -> Payment:
    """The combined scheme for the three teams of the reference, with results replaced."""
    return pay(
        scheme or scheme_of("city_combined_2025"),
        YEAR,
        list(COMBINED_PANELS.values()),
        {**COMBINED_RESULTS, **(changed or {})},
        COMBINED_BASELINES,
        amounts={**COMBINED_INPUTS, **(inputs or {})},
    )


def fen(statement: Statement) -> dict[str, int | None]:
    """Amounts by line key."""
    return {line.key: line.amount_fen for line in statement.lines}
