"""`pay`: from a scheme and the facts of a period to statements with traces; pure and exact."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from capitation.domain.payment.admission import problems_of_input
from capitation.domain.payment.bases import add_base, add_withhold, mean_factors
from capitation.domain.payment.closing import close_statement
from capitation.domain.payment.components import (
    Authenticity,
    Base,
    Bonus,
    BonusOnAmount,
    Cap,
    Component,
    Deduction,
    Release,
    Uplift,
    Withhold,
)
from capitation.domain.payment.document import Scheme
from capitation.domain.payment.ledger import Ledger
from capitation.domain.payment.panel import PayeeInputs, PayeePanel, Period, Results
from capitation.domain.payment.performance import add_performance
from capitation.domain.payment.problems import RefusedError
from capitation.domain.payment.reductions import add_authenticity, add_cap, add_deduction
from capitation.domain.payment.scores import Evidence, peer_medians
from capitation.domain.payment.statement import Payment, prove
from capitation.domain.payment.trace import terms_of


def pay(
    scheme: Scheme,
    period: Period,
    panel: Sequence[PayeePanel],
    results: Results,
    baselines: Results,
    *,
    amounts: Mapping[str, PayeeInputs] | None = None,
) -> Payment:
    """What each payee is owed for the period, by payee code, with the way to every fen.

    `results` and `baselines` map payee -> local measure name -> result; `amounts` maps payee ->
    named inputs. The order in which payees or rows are given does not matter.

    Errors: `RefusedError` with every problem of the input; nothing is calculated then.
    """
    inputs = amounts or {}
    problems = problems_of_input(scheme, period, panel, results, baselines, inputs=inputs)
    if problems:
        raise RefusedError(problems)
    means = mean_factors(scheme, panel)
    peers = peer_medians(scheme, results)
    statements = []
    for payee in sorted(panel, key=lambda one: one.payee):
        evidence = Evidence(
            results=results.get(payee.payee, {}),
            baselines=baselines.get(payee.payee, {}),
            peers=peers,
        )
        ledger = Ledger(scheme, payee, evidence, inputs.get(payee.payee, PayeeInputs()))
        for component in scheme.components:
            add_lines(ledger, component, means)
        statements.append(close_statement(ledger))
    total = sum(statement.total_fen for statement in statements)
    sources = sorted({line.source for statement in statements for line in statement.lines})
    by_source = [sum(one.source_fen(source) for one in statements) for source in sources]
    return Payment(
        scheme=scheme.key,
        scheme_version=scheme.version,
        period=period,
        terms=terms_of(scheme),
        statements=tuple(statements),
        checks=(prove("sources", "payment", sum(by_source), total),),
    )


def add_lines(ledger: Ledger, component: Component, means: Mapping[str, Fraction]) -> None:
    """The lines of one component; distribution and clearing follow when the statement is closed."""
    if isinstance(component, Base):
        add_base(ledger, component, means)
    elif isinstance(component, Withhold):
        add_withhold(ledger, component)
    elif isinstance(component, Release | Uplift | Bonus | BonusOnAmount):
        add_performance(ledger, component)
    elif isinstance(component, Cap):
        add_cap(ledger, component)
    elif isinstance(component, Authenticity):
        add_authenticity(ledger, component)
    elif isinstance(component, Deduction):
        add_deduction(ledger, component)
