"""Base lines: price x multipliers x person-months, per funding source (reference/schemes.md 2.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from capitation.domain.payment.components import (
    Base,
    FundingPart,
    SeparateFunding,
    SplitFunding,
    Withhold,
    WithholdAmounts,
)
from capitation.domain.payment.document import Multipliers, Scheme
from capitation.domain.payment.figures import Price
from capitation.domain.payment.ledger import Ledger
from capitation.domain.payment.money import (
    FEN_PER_YUAN,
    MONTHS_PER_YEAR,
    allocate,
    plain,
    round_fen,
    yuan_of_fen,
)
from capitation.domain.payment.panel import PanelGroup, PayeePanel
from capitation.domain.payment.statement import prove
from capitation.domain.payment.trace import Step, step, trace_of

Pricing = SplitFunding | FundingPart


@dataclass(frozen=True, slots=True)
class WeightedPanel:
    """Person-months of a register after all multipliers, and how they came about."""

    total: Fraction
    formula: str
    numbers: str
    steps: tuple[Step, ...]


def person_factor(multipliers: Multipliers, rules: Sequence[str]) -> Fraction:
    """The factor of resident-months that meet these rules: the highest, or the product; else 1."""
    factors = [rule.factor.exact for rule in multipliers.person if rule.key in rules]
    if not factors:
        return Fraction(1)
    return max(factors) if multipliers.pick.value == "highest" else prod(factors, start=Fraction(1))


def payee_factors(scheme: Scheme, panel: PayeePanel, keys: Sequence[str]) -> dict[str, Fraction]:
    """The factor of each named payee multiplier at this payee."""
    tables = {factor.key: factor for factor in scheme.multipliers.payee}
    return {
        key: next(
            value.factor.exact
            for value in tables[key].values
            if value.key == panel.attributes[tables[key].attribute]
        )
        for key in keys
    }


def group_factor(
    scheme: Scheme, pricing: Pricing, group: PanelGroup, by_payee: Mapping[str, Fraction]
) -> Fraction:
    """All factors of a group combined and clamped, without rounding (2.3); 1 where none acts."""
    multipliers = scheme.multipliers
    factors = list(by_payee.values())
    if pricing.person_factors:
        factors.append(person_factor(multipliers, group.rules))
    if not factors:
        return Fraction(1)
    if multipliers.combine.value == "product":
        combined = prod(factors, start=Fraction(1))
    else:
        combined = 1 + sum((factor - 1 for factor in factors), Fraction(0))
    if multipliers.minimum is not None:
        combined = max(combined, multipliers.minimum.exact)
    if multipliers.maximum is not None:
        combined = min(combined, multipliers.maximum.exact)
    return combined


def mean_factor(
    scheme: Scheme, register: str, pricing: Pricing, panels: Sequence[PayeePanel]
) -> Fraction:
    """The mean factor over all payees by person-months; 1 when the scheme does not normalise."""
    if scheme.multipliers.normalise.value == "none":
        return Fraction(1)
    months = weighted = Fraction(0)
    for panel in panels:
        by_payee = payee_factors(scheme, panel, pricing.payee_factors)
        for group in panel.groups:
            if group.register == register:
                months += group.person_months
                weighted += group.person_months * group_factor(scheme, pricing, group, by_payee)
    return weighted / months if months else Fraction(1)


def weigh(ledger: Ledger, base: Base, pricing: Pricing, mean: Fraction) -> WeightedPanel:
    """The weighted person-months of one payee for one price."""
    scheme, panel = ledger.scheme, ledger.panel
    by_payee = payee_factors(scheme, panel, pricing.payee_factors)
    groups = [group for group in panel.groups if group.register == base.members_of]
    groups.sort(key=lambda group: group.rules)
    total = Fraction(0)
    steps, terms = [], []
    for group in groups:
        factor = group_factor(scheme, pricing, group, by_payee) / mean
        total += group.person_months * factor
        terms.append(f"{plain(group.person_months)} × {plain(factor)}")
        steps.append(
            step(
                "person_months",
                rules=" ".join(group.rules),
                person_months=plain(group.person_months),
                person_factor=plain(person_factor(scheme.multipliers, group.rules))
                if pricing.person_factors
                else "1",
                factor=plain(factor),
            )
        )
    steps += [
        step("payee_factor", key=key, factor=plain(factor)) for key, factor in by_payee.items()
    ]
    if mean != 1:
        steps.append(step("normalised", mean_factor=plain(mean)))
    plainly = total == panel.person_months(base.members_of)
    return WeightedPanel(
        total=total,
        formula="pm" if plainly else "Σ(pm × factor)",
        numbers=plain(total) if plainly else f"({' + '.join(terms)})",
        steps=(*steps, step("weighted_person_months", total=plain(total))),
    )


def price_fen(price: Price, months: Fraction) -> Fraction:
    """Price x person-months in exact fen."""
    exact = price.exact * FEN_PER_YUAN * months
    return exact / MONTHS_PER_YEAR if price.unit == "yuan_per_person_year" else exact


def priced(price: Price, weighted: WeightedPanel) -> tuple[str, str]:
    """Formula in names and formula with numbers of price x person-months."""
    per = f" ÷ {MONTHS_PER_YEAR}" if price.unit == "yuan_per_person_year" else ""
    return f"price × {weighted.formula}{per}", f"{price.value:f} × {weighted.numbers}{per}"


def add_base(ledger: Ledger, base: Base, means: Mapping[str, Fraction]) -> None:
    """One base line per funding source; `means` holds the mean factor per pricing key."""
    if base.members_of in ledger.panel.without_registers:
        for source in base.funding.sources:
            trace = trace_of(ledger.scheme, base, formula="", numbers="")
            ledger.add(
                base,
                source=source,
                amount_fen=None,
                trace=trace,
                status="not_applicable",
                reason="no_register",
            )
        return
    months = ledger.panel.person_months(base.members_of)
    reason = "" if months else "no_members"
    if isinstance(base.funding, SeparateFunding):
        add_separate(ledger, base, base.funding, means, reason)
    else:
        add_split(ledger, base, base.funding, means, reason)


def add_separate(
    ledger: Ledger,
    base: Base,
    funding: SeparateFunding,
    means: Mapping[str, Fraction],
    reason: str,
) -> None:
    """Every source with its own price and one rounding of its own."""
    for part in funding.parts:
        weighted = weigh(ledger, base, part, means[pricing_key(base, part.source)])
        amount = round_fen(price_fen(part.price, weighted.total))
        formula, numbers = priced(part.price, weighted)
        trace = trace_of(
            ledger.scheme,
            base,
            formula=formula,
            numbers=f"{numbers} = {yuan_of_fen(amount)}",
            steps=weighted.steps,
        )
        ledger.add(base, source=part.source, amount_fen=amount, trace=trace, reason=reason)


def add_split(
    ledger: Ledger, base: Base, funding: SplitFunding, means: Mapping[str, Fraction], reason: str
) -> None:
    """One rounded total, allocated to the sources by their weights."""
    weighted = weigh(ledger, base, funding, means[pricing_key(base, "")])
    total = round_fen(price_fen(funding.price, weighted.total))
    weights = [share.weight.exact for share in funding.shares]
    parts = allocate(total, weights)
    formula, numbers = priced(funding.price, weighted)
    numbers = f"{numbers} = {yuan_of_fen(total)}"
    names = " : ".join(plain(weight) for weight in weights)
    if len(parts) > 1:
        formula = f"allocate({formula}, {names})"
        numbers = f"{numbers} → {' / '.join(yuan_of_fen(part) for part in parts)}"
        ledger.checks.append(prove("funding_split", base.key, sum(parts), total))
    for share, amount in zip(funding.shares, parts, strict=True):
        trace = trace_of(
            ledger.scheme, base, formula=formula, numbers=numbers, steps=weighted.steps
        )
        ledger.add(base, source=share.source, amount_fen=amount, trace=trace, reason=reason)


def pricing_key(base: Base, source: str) -> str:
    """The key of a mean factor: the base line, with its source when prices are separate."""
    return f"{base.key}:{source}"


def mean_factors(scheme: Scheme, panels: Sequence[PayeePanel]) -> dict[str, Fraction]:
    """The mean factor of every price of the scheme, over all payees."""
    means = {}
    for base in scheme.components:
        if not isinstance(base, Base):
            continue
        funding = base.funding
        if isinstance(funding, SplitFunding):
            means[pricing_key(base, "")] = mean_factor(scheme, base.members_of, funding, panels)
        else:
            for part in funding.parts:
                key = pricing_key(base, part.source)
                means[key] = mean_factor(scheme, base.members_of, part, panels)
    return means


def add_withhold(ledger: Ledger, withhold: Withhold) -> None:
    """The withheld part of a base line as a negative line: allocate(base, upfront : withheld)."""
    parents = ledger.parents([withhold.of], withhold.source)
    weights, formula = withhold_weights(withhold)
    if parents.status != "final":
        trace = trace_of(ledger.scheme, withhold, formula=formula, numbers="", parents=parents.keys)
        ledger.add(
            withhold,
            source=withhold.source,
            amount_fen=None,
            trace=trace,
            status=parents.status,
            reason=parents.reason,
        )
        return
    upfront, withheld = allocate(parents.amount_fen, weights)
    about = f"{withhold.of}:{withhold.source}"
    ledger.checks.append(prove("withhold", about, upfront + withheld, parents.amount_fen))
    trace = trace_of(
        ledger.scheme,
        withhold,
        formula=formula,
        numbers=f"{yuan_of_fen(parents.amount_fen)} → "
        f"{yuan_of_fen(upfront)} + {yuan_of_fen(withheld)}",
        parents=parents.keys,
        steps=(step("withhold", upfront=yuan_of_fen(upfront), withheld=yuan_of_fen(withheld)),),
    )
    ledger.add(withhold, source=withhold.source, amount_fen=-withheld, trace=trace)


def withhold_weights(withhold: Withhold) -> tuple[list[Fraction], str]:
    """The weights upfront and withheld, and the formula in names."""
    split = withhold.split
    if isinstance(split, WithholdAmounts):
        weights = [split.upfront.exact, split.withheld.exact]
    else:
        weights = [1 - split.withheld.exact, split.withheld.exact]
    names = " : ".join(plain(weight) for weight in weights)
    return weights, f"−allocate({withhold.of}, {names})[2]"
