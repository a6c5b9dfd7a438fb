"""What must hold for every payment, whatever the numbers are."""

import json
import random
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capitation.domain.payment import pay
from capitation.domain.payment.panel import (
    Finding,
    MeasureResult,
    PanelGroup,
    PayeeInputs,
    PayeePanel,
)
from capitation.domain.payment.statement import Payment
from tests.payment.cases import HIGH_RISK, YEAR, scheme_of

COMBINED = scheme_of("city_combined_2025")
HTN = scheme_of("city_htn_2025")
SEED_A = scheme_of("seed_a_2025")

months = st.builds(Fraction, st.integers(0, 30_000 * 31), st.integers(28, 31))
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]  # a busy machine is not a finding
fen = st.integers(min_value=0, max_value=10**10)


@st.composite
def results(draw: st.DrawFn) -> MeasureResult:
    """A proportion, now and then without a denominator."""
    den = draw(st.integers(min_value=0, max_value=600))
    return MeasureResult.counts(draw(st.integers(min_value=0, max_value=den)), den)


@st.composite
def inputs(draw: st.DrawFn) -> PayeeInputs:
    """Amounts, a coefficient or none, and up to three findings."""
    amounts = draw(st.lists(fen, max_size=3))
    return PayeeInputs(
        {"disease_payments": draw(fen)},
        {"authenticity": draw(st.none() | st.builds(Fraction, st.integers(0, 100), st.just(100)))},
        {
            "refused_low_value": tuple(
                Finding(f"V-{place}", amount) for place, amount in enumerate(amounts)
            )
        },
        carried_fen=-draw(fen),
    )


@st.composite
def payees(draw: st.DrawFn) -> list[tuple[PayeePanel, dict[str, MeasureResult], PayeeInputs]]:
    """One to four payees with everything about them."""
    found = []
    for number in range(draw(st.integers(min_value=1, max_value=4))):
        groups = (
            PanelGroup("signed", draw(months)),
            PanelGroup("signed", draw(months), HIGH_RISK),
        )
        region = draw(st.sampled_from(["east", "central", "west"]))
        panel = PayeePanel(f"P{number}", groups, {"region": region})
        measured = {name: draw(results()) for name in ("control", "readmission", "before")}
        found.append((panel, measured, draw(inputs())))
    return found


def pay_all(
    facts: list[tuple[PayeePanel, dict[str, MeasureResult], PayeeInputs]],
) -> Payment:
    """The combined scheme for these payees."""
    return pay(
        COMBINED,
        YEAR,
        [panel for panel, _, _ in facts],
        {
            panel.payee: {name: measured[name] for name in ("control", "readmission")}
            for panel, measured, _ in facts
        },
        {panel.payee: {"readmission": measured["before"]} for panel, measured, _ in facts},
        amounts={panel.payee: given_inputs for panel, _, given_inputs in facts},
    )


@given(facts=payees())
@settings(deadline=None, max_examples=60, suppress_health_check=SLOW)
def test_every_part_adds_up_to_its_whole(
    facts: list[tuple[PayeePanel, dict[str, MeasureResult], PayeeInputs]],
) -> None:
    payment = pay_all(facts)

    for statement in payment.statements:
        lines = [line.amount_fen or 0 for line in statement.lines]
        assert sum(lines) == statement.total_fen
        assert sum(part.amount_fen for part in statement.parts) == statement.total_fen
        assert statement.payout_fen >= 0 >= statement.open_fen
        for line in statement.lines:
            assert (line.amount_fen is None) == (line.status != "final")
    assert sum(one.total_fen for one in payment.statements) == payment.total_fen


@given(facts=payees(), seed=st.integers(min_value=0, max_value=2**32))
@settings(deadline=None, max_examples=40, suppress_health_check=SLOW)
def test_the_order_of_rows_changes_no_byte(
    facts: list[tuple[PayeePanel, dict[str, MeasureResult], PayeeInputs]], seed: int
) -> None:
    shuffled = [
        (
            PayeePanel(panel.payee, tuple(reversed(panel.groups)), panel.attributes),
            dict(reversed(measured.items())),
            given_inputs,
        )
        for panel, measured, given_inputs in facts
    ]
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - an order, not a secret

    assert written(pay_all(shuffled)) == written(pay_all(facts)) == written(pay_all(facts))


def written(payment: Payment) -> str:
    """The payment as text."""
    return json.dumps(payment.as_json(), ensure_ascii=False)


@given(
    den=st.integers(min_value=1, max_value=2_000),
    data=st.data(),
    ordinary=months,
    high_risk=months,
)
@settings(deadline=None, max_examples=60, suppress_health_check=SLOW)
def test_one_more_controlled_resident_never_pays_less(
    den: int, data: st.DataObject, ordinary: Fraction, high_risk: Fraction
) -> None:
    num = data.draw(st.integers(min_value=0, max_value=den - 1))
    before = data.draw(st.integers(min_value=0, max_value=den))
    groups = (
        PanelGroup("hypertension", ordinary),
        PanelGroup("hypertension", high_risk, HIGH_RISK),
    )

    def htn(controlled: int) -> int:
        measured = {
            "control": MeasureResult.counts(controlled, den),
            "readmission": MeasureResult.counts(0, 0),
        }
        amounts = {"T1": PayeeInputs({"disease_payments": 0})}
        panel = [PayeePanel("T1", groups)]
        return pay(HTN, YEAR, panel, {"T1": measured}, {}, amounts=amounts).total_fen

    def seed_a(controlled: int) -> int:
        panel = [PayeePanel("T1", (PanelGroup("signed", ordinary),))]
        measured = {"T1": {"control": MeasureResult.counts(controlled, den)}}
        baselines = {"T1": {"control": MeasureResult.counts(before, den)}}
        return pay(SEED_A, YEAR, panel, measured, baselines).total_fen

    assert htn(num + 1) >= htn(num)
    assert seed_a(num + 1) >= seed_a(num)
