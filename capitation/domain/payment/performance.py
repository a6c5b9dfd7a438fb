"""Performance lines: release, uplift and bonuses, each from a score (reference/schemes.md 2.4 to 2.9)."""

from dataclasses import dataclass
from fractions import Fraction

from capitation.domain.payment.components import (
    Bonus,
    BonusOnAmount,
    Release,
    Uplift,
    WhenNotMeasured,
    Withhold,
)
from capitation.domain.payment.ledger import Ledger
from capitation.domain.payment.money import (
    FEN_PER_YUAN,
    MONTHS_PER_YEAR,
    plain,
    round_fen,
    yuan_of_fen,
)
from capitation.domain.payment.scores import Judgement, judge
from capitation.domain.payment.shapes import Steps
from capitation.domain.payment.statement import LineStatus, prove
from capitation.domain.payment.trace import Step, step, trace_of

Performance = Release | Uplift | Bonus | BonusOnAmount


@dataclass(frozen=True, slots=True)
class Basis:
    """What the score is multiplied with: exact fen per score of 1, and how to write it."""

    exact_fen: Fraction
    formula: str
    numbers: str
    status: LineStatus = "final"
    reason: str = ""
    parents: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def add_performance(ledger: Ledger, component: Performance) -> None:
    """The line of a performance component: basis x score, rounded once, or why it is not there."""
    basis = basis_of(ledger, component)
    judgement = score_of(ledger, component)
    status, reason = combined(basis, judgement)
    amount = None
    numbers = basis.numbers
    if status == "final" and judgement.score is not None:
        amount = round_fen(basis.exact_fen * judgement.score)
        numbers = f"{basis.numbers} × {plain(judgement.score)} = {yuan_of_fen(amount)}"
    steps = (*basis.steps, *judgement.steps)
    if isinstance(component, Release) and amount is not None:
        steps = (*steps, forfeited(ledger, component, basis, amount))
    trace = trace_of(
        ledger.scheme,
        component,
        formula=f"{basis.formula} × score",
        numbers=numbers,
        comparison=judgement.comparison,
        measures=judgement.measures,
        parents=basis.parents,
        steps=steps,
    )
    ledger.add(
        component,
        source=component.source,
        amount_fen=amount,
        trace=trace,
        status=status,
        reason=reason,
    )


def combined(basis: Basis, judgement: Judgement) -> tuple[LineStatus, str]:
    """Status and reason of a line from its basis and its score; not applicable wins over pending."""
    if basis.status == "not_applicable":
        return "not_applicable", basis.reason
    if judgement.status == "not_applicable":
        return "not_applicable", judgement.reason
    if basis.status == "pending":
        return "pending", basis.reason
    if judgement.status == "pending":
        return "pending", judgement.reason
    return "final", judgement.reason


def score_of(ledger: Ledger, component: Performance) -> Judgement:
    """The judgement, with the scheme's answer to a measure that was not measured (1.4)."""
    judgement = judge(ledger.scheme, component.score, ledger.evidence)
    if judgement.status != "pending":
        return judgement
    return when_not_measured(component.on_not_measured, component, judgement)


def when_not_measured(
    choice: WhenNotMeasured, component: Performance, judgement: Judgement
) -> Judgement:
    """Pending by default; nothing or everything where the scheme says so, with its reason kept."""
    if choice.value == "pending":
        return judgement
    full = Fraction(1)
    if isinstance(component.score, Steps) and component.score.max_steps is not None:
        full = component.score.max_steps.exact
    score = full if choice.value == "pay_full" else Fraction(0)
    return Judgement(
        score=score,
        status="measured",
        reason=f"{choice.value}_{judgement.reason}",
        measures=judgement.measures,
        steps=(step("on_not_measured", option=choice.value, reason=judgement.reason),),
    )


def basis_of(ledger: Ledger, component: Performance) -> Basis:
    """What one whole score is worth."""
    if isinstance(component, Release):
        return withheld_basis(ledger, component)
    if isinstance(component, Uplift):
        return lines_basis(ledger, component)
    if isinstance(component, Bonus):
        return units_basis(ledger, component)
    return amount_basis(ledger, component)


def withheld_basis(ledger: Ledger, release: Release) -> Basis:
    """The withheld money of the base line."""
    parents = ledger.parents([release.of], release.source)
    held = -parents.amount_fen
    return Basis(
        exact_fen=Fraction(held),
        formula=f"−{release.of}",
        numbers=yuan_of_fen(held),
        status=parents.status,
        reason=parents.reason,
        parents=parents.keys,
    )


def lines_basis(ledger: Ledger, uplift: Uplift) -> Basis:
    """A share of the named lines."""
    parents = ledger.parents(uplift.of, uplift.source)
    return Basis(
        exact_fen=uplift.share.exact * parents.amount_fen,
        formula=f"share × ({' + '.join(uplift.of)})"
        if uplift.of[1:]
        else f"share × {uplift.of[0]}",
        numbers=f"{uplift.share.value:f} × {yuan_of_fen(parents.amount_fen)}",
        status=parents.status,
        reason=parents.reason,
        parents=parents.keys,
    )


def units_basis(ledger: Ledger, bonus: Bonus) -> Basis:
    """An amount per person-year, per register member, or once."""
    if bonus.members_of in ledger.panel.without_registers:
        return Basis(Fraction(0), "amount × units", "", "not_applicable", "no_register")
    amount = bonus.amount
    if bonus.units.value == "person_years":
        months = ledger.panel.person_months(bonus.members_of)
        units, text = months / MONTHS_PER_YEAR, f"{plain(months)} ÷ {MONTHS_PER_YEAR}"
        formula = "amount × pm ÷ 12"
    elif bonus.units.value == "register_members":
        units = Fraction(ledger.panel.members[bonus.members_of])
        text, formula = plain(units), "amount × members"
    else:
        units, text, formula = Fraction(1), "1", "amount × 1"
    return Basis(
        exact_fen=amount.exact * FEN_PER_YUAN * units,
        formula=formula,
        numbers=f"{amount.value:f} × {text}",
        steps=(step("units", units=bonus.units.value, count=plain(units)),),
    )


def amount_basis(ledger: Ledger, bonus: BonusOnAmount) -> Basis:
    """A share of a named amount; an amount known to be unknown makes the line pending."""
    amount = ledger.inputs.amounts[bonus.amount]
    formula = f"share × {bonus.amount}"
    if amount is None:
        return Basis(Fraction(0), formula, "", "pending", "no_data")
    return Basis(
        exact_fen=bonus.share.exact * amount,
        formula=formula,
        numbers=f"{bonus.share.value:f} × {yuan_of_fen(amount)}",
        steps=(step("input", name=bonus.amount, amount=yuan_of_fen(amount)),),
    )


def forfeited(ledger: Ledger, release: Release, basis: Basis, released_fen: int) -> Step:
    """What of the withheld money is lost, and where it goes; proves released + forfeited."""
    held = round_fen(basis.exact_fen)
    lost = held - released_fen
    about = f"{release.of}:{release.source}"
    ledger.checks.append(prove("release", about, released_fen + lost, held))
    withhold = next(
        part
        for part in ledger.scheme.components
        if isinstance(part, Withhold) and part.key == release.of
    )
    return step("forfeited", amount=yuan_of_fen(lost), to=withhold.forfeited_to.value)
