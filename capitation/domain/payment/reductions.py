"""Caps, authenticity coefficients and deductions: negative lines of their own (1.5 steps 7 to 11)."""

from collections.abc import Sequence
from fractions import Fraction

from capitation.domain.payment.components import Authenticity, Cap, Deduction
from capitation.domain.payment.ledger import Ledger, Parents
from capitation.domain.payment.money import (
    FEN_PER_YUAN,
    allocate,
    plain,
    round_fen,
    yuan_of_fen,
)
from capitation.domain.payment.scores import judge
from capitation.domain.payment.statement import prove
from capitation.domain.payment.trace import MeasureTrace, Trace, step, trace_of


def add_cap(ledger: Ledger, cap: Cap) -> None:
    """One line per capped component: what the cap takes away, 0.00 when it does not bind.

    The cut is `allocate(limit, lines)`, in proportion and never "last line first". A capped line
    that is still pending takes no part yet; a limit that is not known makes the lines pending.
    """
    if cap.limit.unit == "fraction":
        bases = ledger.parents(cap.of, cap.source)
        limit = round_fen(cap.limit.exact * bases.amount_fen)
        formula = f"limit = share × ({' + '.join(cap.of)})"
        numbers = f"{cap.limit.value:f} × {yuan_of_fen(bases.amount_fen)} = {yuan_of_fen(limit)}"
    else:
        bases = Parents((), 0, "final")
        limit = round_fen(cap.limit.exact * FEN_PER_YUAN)
        formula, numbers = "limit", yuan_of_fen(limit)
    if bases.status != "final":
        ledger.hold(cap.over, cap.source, "limit_" + bases.status)
    parents = {key: ledger.parents([key], cap.source) for key in cap.over}
    known = [key for key in cap.over if parents[key].status == "final"]
    before = [parents[key].amount_fen for key in known]
    after = allocate(limit, before) if sum(before) > limit else before
    kept = dict(zip(known, after, strict=True))
    about = f"{cap.key}:{cap.source}"
    if sum(before) > limit:
        ledger.checks.append(prove("cap", about, sum(after), limit))
    for key in cap.over:
        trace = trace_of(
            ledger.scheme,
            cap,
            formula=f"allocate({formula}, lines) − line",
            numbers=numbers,
            comparison=f"{yuan_of_fen(sum(before))} {'>' if sum(before) > limit else '≤'} "
            f"{yuan_of_fen(limit)}",
            parents=(*parents[key].keys, *bases.keys),
            steps=(
                step(
                    "cap",
                    limit=yuan_of_fen(limit),
                    together=yuan_of_fen(sum(before)),
                    before=yuan_of_fen(parents[key].amount_fen) if key in kept else "",
                    after=yuan_of_fen(kept[key]) if key in kept else "",
                ),
            ),
        )
        add_change(
            ledger,
            cap,
            about=key,
            parents=parents[key],
            after_fen=kept.get(key),
            trace=trace,
        )


def add_change(
    ledger: Ledger,
    component: Cap | Authenticity,
    *,
    about: str,
    parents: Parents,
    after_fen: int | None,
    trace: Trace,
) -> None:
    """The line that takes another from its amount before to its amount after."""
    if after_fen is None:
        ledger.add(
            component,
            source=component.source,
            amount_fen=None,
            trace=trace,
            status="not_applicable",
            reason=parents.reason,
            about=about,
        )
        return
    amount = after_fen - parents.amount_fen
    ledger.add(
        component,
        source=component.source,
        amount_fen=amount,
        trace=trace,
        reason="reduced" if amount else "not_reduced",
        about=about,
    )


def coefficient_of(
    ledger: Ledger, component: Authenticity
) -> tuple[Fraction | None, str, str, Sequence[MeasureTrace]]:
    """The coefficient or None with its reason, the comparison that gave it, and its measure."""
    if component.score is not None:
        judgement = judge(ledger.scheme, component.score, ledger.evidence)
        return judgement.score, judgement.reason, judgement.comparison, judgement.measures
    coefficient = ledger.inputs.coefficients.get(str(component.coefficient))
    return coefficient, "" if coefficient is not None else "no_sample", "", ()


def add_authenticity(ledger: Ledger, component: Authenticity) -> None:
    """R(coefficient x line) - line for every named performance line, after the cap (2.15).

    Without a coefficient the lines themselves become pending; they are not multiplied by 1.
    """
    coefficient, reason, comparison, measures = coefficient_of(ledger, component)
    if coefficient is None:
        ledger.hold(component.on, component.source, f"authenticity_{reason}")
    for key in component.on:
        parents = ledger.parents([key], component.source)
        after = None
        numbers = ""
        if parents.status == "final" and coefficient is not None:
            before = parents.amount_fen
            after = round_fen(coefficient * before)
            numbers = (
                f"{plain(coefficient)} × {yuan_of_fen(before)} − {yuan_of_fen(before)} = "
                f"{yuan_of_fen(after - before)}"
            )
        trace = trace_of(
            ledger.scheme,
            component,
            formula=f"coefficient × {key} − {key}",
            numbers=numbers,
            comparison=comparison,
            measures=measures,
            parents=parents.keys,
        )
        add_change(ledger, component, about=key, parents=parents, after_fen=after, trace=trace)


def add_deduction(ledger: Ledger, deduction: Deduction) -> None:
    """Minus multiple x refused amount, one line per finding with its evidence number (2.15)."""
    findings = ledger.inputs.findings.get(deduction.findings, ())
    formula = "−multiple × amount"
    if not findings:
        trace = trace_of(ledger.scheme, deduction, formula=formula, numbers="0")
        ledger.add(
            deduction, source=deduction.source, amount_fen=0, trace=trace, reason="no_finding"
        )
    for finding in sorted(findings, key=lambda found: found.reference):
        amount = round_fen(-deduction.multiple.exact * finding.amount_fen)
        trace = trace_of(
            ledger.scheme,
            deduction,
            formula=formula,
            numbers=f"−{deduction.multiple.value:f} × {yuan_of_fen(finding.amount_fen)} = "
            f"{yuan_of_fen(amount)}",
            steps=(
                step(
                    "finding",
                    reference=finding.reference,
                    amount=yuan_of_fen(finding.amount_fen),
                ),
            ),
        )
        ledger.add(
            deduction,
            source=deduction.source,
            amount_fen=amount,
            trace=trace,
            reason="finding",
            about=finding.reference,
        )
