"""Closing a statement: total, distribution, clearing against prepayments, payout (1.5 steps 13, 14)."""

from collections.abc import Sequence

from capitation.domain.payment.components import Clearing, Distribution
from capitation.domain.payment.ledger import Ledger
from capitation.domain.payment.money import allocate, cumulative_parts, round_fen
from capitation.domain.payment.statement import (
    Check,
    ClearingOf,
    Part,
    Statement,
    prove,
)


def close_statement(ledger: Ledger) -> Statement:
    """The statement of a ledger whose lines are complete, with its closure checks."""
    lines = tuple(ledger.lines)
    total = sum(line.amount_fen or 0 for line in lines)
    checks = list(ledger.checks)
    by_source = {line.source: 0 for line in lines}
    for line in lines:
        by_source[line.source] += line.amount_fen or 0
    checks.append(prove("sources", "statement", sum(by_source.values()), total))
    parts: list[Part] = []
    clearings: list[ClearingOf] = []
    for component in ledger.scheme.components:
        if isinstance(component, Distribution):
            divided = distribute(component, total)
            parts += divided
            divided_fen = sum(part.amount_fen for part in divided)
            checks.append(prove("distribution", component.key, divided_fen, total))
        elif isinstance(component, Clearing):
            cleared, proofs = clear(ledger, component, by_source.get(component.source, 0))
            clearings.append(cleared)
            checks += proofs
    prepaid = sum(clearing.prepaid_fen for clearing in clearings)
    entitled = total + ledger.inputs.carried_fen
    net = entitled - prepaid
    payout, rest = max(0, net), min(0, net)
    checks.append(prove("payout", "statement", payout + rest + prepaid, entitled))
    return Statement(
        payee=ledger.panel.payee,
        lines=lines,
        parts=tuple(parts),
        clearings=tuple(clearings),
        total_fen=total,
        payout_fen=payout,
        open_fen=rest,
        checks=tuple(checks),
    )


def distribute(distribution: Distribution, total_fen: int) -> Sequence[Part]:
    """The receivers' parts of the total; a negative total is mirrored."""
    amounts = allocate(total_fen, [receiver.share.exact for receiver in distribution.receivers])
    return [
        Part(
            component=distribution.key,
            receiver=receiver.key,
            label_zh=receiver.label_zh,
            label_en=receiver.label_en,
            amount_fen=amount,
        )
        for receiver, amount in zip(distribution.receivers, amounts, strict=True)
    ]


def clear(
    ledger: Ledger, clearing: Clearing, entitlement_fen: int
) -> tuple[ClearingOf, Sequence[Check]]:
    """What remains of one source after prepayments; planned months add up to the year."""
    if clearing.amount is not None:
        months = [ledger.inputs.amounts[clearing.amount] or 0]
        prepaid = months[0]
    else:
        parents = ledger.parents(clearing.of, clearing.source)
        planned = clearing.share.exact * parents.amount_fen
        months = cumulative_parts(planned)
        prepaid = round_fen(planned)
    cleared = ClearingOf(
        component=clearing.key,
        source=clearing.source,
        entitlement_fen=entitlement_fen,
        prepaid_fen=prepaid,
        months_fen=tuple(months),
    )
    about = f"{clearing.key}:{clearing.source}"
    return cleared, [
        prove("months", about, sum(cleared.months_fen), prepaid),
        prove("clearing", about, prepaid + cleared.clearing_fen, entitlement_fen),
    ]
