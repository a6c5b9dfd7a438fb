"""What `pay` is told about the payees: person-months, measure results, named inputs, the period."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from capitation.domain.payment.problems import refuse


@dataclass(frozen=True, slots=True)
class Period:
    """The settled days, half-open: [starts_on, ends_on)."""

    starts_on: datetime.date
    ends_on: datetime.date

    def __post_init__(self) -> None:
        if self.ends_on <= self.starts_on:
            raise refuse("out_of_range", "period", self.ends_on, expected="an end after the start")


@dataclass(frozen=True, slots=True)
class PanelGroup:
    """Person-months of a register whose resident-months meet the same person-level rules.

    `rules` are keys of the scheme's person rules, none for ordinary residents. A register that a
    payee keeps but that is empty is given with 0 person-months, never left out.
    """

    register: str
    person_months: Fraction
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PayeePanel:
    """A payee, what it is (attributes such as region) and whom it covered.

    `members` counts the different residents of a register in the period; it is needed only for a
    bonus per register member. `without_registers` names registers the payee does not keep: lines of
    those are not applicable, which is not the same as empty.
    """

    payee: str
    groups: tuple[PanelGroup, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, int] = field(default_factory=dict)
    without_registers: frozenset[str] = frozenset()

    def person_months(self, register: str) -> Fraction:
        """Unweighted person-months of a register."""
        return sum(
            (group.person_months for group in self.groups if group.register == register),
            Fraction(0),
        )


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """A proportion as counts or as an exact rate, or the reason why there is none.

    Reasons are codes: no_denominator, small_denominator, no_data, baseline_missing, ... A result
    that is not applicable (a new centre has no prior year) is neither measured nor pending.
    """

    num: int | None = None
    den: int | None = None
    rate: Fraction | None = None
    reason: str = ""
    applicable: bool = True

    @classmethod
    def counts(cls, num: int, den: int) -> "MeasureResult":
        """A measured proportion. Errors: `negative_count`, `num_gt_den`."""
        if num < 0 or den < 0:
            raise refuse("negative_count", "num/den", f"{num}/{den}", expected="0 or more")
        if num > den:
            raise refuse("num_gt_den", "num/den", f"{num}/{den}", expected="num up to den")
        return cls(num=num, den=den)

    @classmethod
    def of_rate(cls, rate: Fraction) -> "MeasureResult":
        """A rate known without its counts. Errors: `unit_mismatch` for 35 instead of 0.35."""
        if rate > 1:
            raise refuse("unit_mismatch", "rate", rate, expected="a fraction between 0 and 1")
        if rate < 0:
            raise refuse("out_of_range", "rate", rate, expected="a fraction between 0 and 1")
        return cls(rate=rate)

    @classmethod
    def not_measured(cls, reason: str) -> "MeasureResult":
        """No result yet; the lines that need it stay pending."""
        return cls(reason=reason)

    @classmethod
    def not_applicable(cls, reason: str) -> "MeasureResult":
        """There cannot be a result; the lines that need it are not applicable."""
        return cls(reason=reason, applicable=False)

    def reading(self, min_denominator: int) -> tuple[Fraction | None, str]:
        """The exact rate, or None with the reason why it does not count as measured."""
        if self.reason:
            return None, self.reason
        if self.rate is not None:
            return self.rate, ""
        if self.num is None or not self.den:
            return None, "no_denominator" if self.den == 0 else "no_data"
        if self.den < min_denominator:
            return None, "small_denominator"
        return Fraction(self.num, self.den), ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A refused amount with the number of its evidence."""

    reference: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class PayeeInputs:
    """Named inputs of one payee, under the names that the scheme declares.

    An amount or coefficient of None is known to be unknown and makes its lines pending; an absent
    amount is an error; an absent coefficient means that no sample was drawn; absent findings mean
    none. `carried_fen` is the negative rest (0 or less) of the statement before.
    """

    amounts: Mapping[str, int | None] = field(default_factory=dict)
    coefficients: Mapping[str, Fraction | None] = field(default_factory=dict)
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    carried_fen: int = 0


Results = Mapping[str, Mapping[str, MeasureResult]]
