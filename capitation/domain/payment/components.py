"""The kinds of component a scheme is built of, in the trade's words (reference/schemes.md 2).

Lines refer to each other by component key. Every percentage names the lines it is taken of, and
every amount stays within one funding source.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from capitation.domain.payment.figures import (
    Choice,
    Key,
    Limit,
    Multiple,
    Price,
    Share,
    Strict,
    Text,
    UnitAmount,
    Weight,
    refusal,
)
from capitation.domain.payment.shapes import Bands, Part, Score

Funding = Literal["fund", "resident", "public_health"]
Refs = Annotated[tuple[Key, ...], Field(min_length=1, strict=False)]
WhenNotMeasured = Choice[Literal["pending", "pay_none", "pay_full"]]


class Clause(Strict):
    """What every component says about itself: its key, its name and the words of the agreement."""

    key: Key
    label_zh: Text
    label_en: Text
    clause_zh: Text
    clause_en: Text
    clause_source: Key
    clause_article: str = ""


class FundingShare(Strict):
    """One funding source of a split and its weight."""

    source: Funding
    weight: Weight


class SplitFunding(Strict):
    """One price for all sources; the rounded total is allocated by the weights."""

    mode: Literal["split"]
    price: Price
    person_factors: bool
    payee_factors: Annotated[tuple[Key, ...], Field(strict=False)]
    shares: Annotated[tuple[FundingShare, ...], Field(min_length=1, strict=False)]

    @property
    def sources(self) -> tuple[Funding, ...]:
        """The funding sources in the order of the document."""
        return tuple(share.source for share in self.shares)


class FundingPart(Strict):
    """One funding source with its own price and its own multipliers."""

    source: Funding
    price: Price
    person_factors: bool
    payee_factors: Annotated[tuple[Key, ...], Field(strict=False)]


class SeparateFunding(Strict):
    """A price of its own for every source; one rounding per source."""

    mode: Literal["separate"]
    parts: Annotated[tuple[FundingPart, ...], Field(min_length=1, strict=False)]

    @property
    def sources(self) -> tuple[Funding, ...]:
        """The funding sources in the order of the document."""
        return tuple(part.source for part in self.parts)


class Base(Clause):
    """Price x payee multipliers x (weighted) person-months of a register (2.2, 2.3)."""

    kind: Literal["base"]
    members_of: Key
    funding: Annotated[SplitFunding | SeparateFunding, Field(discriminator="mode")]

    @model_validator(mode="after")
    def _names_each_source_once(self) -> Self:
        if len(set(self.funding.sources)) != len(self.funding.sources):
            raise refusal("duplicate_key", "each funding source once")
        return self


class WithholdShare(Strict):
    """Hold back a share of the base line."""

    mode: Literal["share"]
    withheld: Share


class WithholdAmounts(Strict):
    """Hold back by stated amounts, which add up to the price (640 + 160 = 800)."""

    mode: Literal["amounts"]
    upfront: Price
    withheld: Price


class Withhold(Clause):
    """The part of a base line that waits for results: a line of its own, negative (2.4)."""

    kind: Literal["withhold"]
    source: Funding
    of: Key
    split: Annotated[WithholdShare | WithholdAmounts, Field(discriminator="mode")]
    forfeited_to: Choice[Literal["fund", "pool"]]


class Release(Clause):
    """What of the withheld money is paid out by the score, from nothing to all of it (2.4)."""

    kind: Literal["release"]
    source: Funding
    of: Key
    score: Part
    on_not_measured: WhenNotMeasured


class Uplift(Clause):
    """A percentage of named lines times the score (2.8)."""

    kind: Literal["uplift"]
    source: Funding
    of: Refs
    share: Share
    score: Score
    on_not_measured: WhenNotMeasured


class Bonus(Clause):
    """An amount per unit times the score times the units (2.9)."""

    kind: Literal["bonus"]
    source: Funding
    members_of: Key
    units: Choice[Literal["person_years", "register_members", "flat"]]
    amount: UnitAmount
    score: Score
    on_not_measured: WhenNotMeasured

    @model_validator(mode="after")
    def _has_an_amount_in_the_unit_of_its_units(self) -> Self:
        expected = {
            "person_years": "yuan_per_person_year",
            "register_members": "yuan_per_member",
            "flat": "yuan",
        }[self.units.value]
        if self.amount.unit != expected:
            raise refusal("unit_mismatch", f"amount in {expected} for units = {self.units.value}")
        return self


class BonusOnAmount(Clause):
    """A percentage of a named amount times the score, such as 5 % of the disease payments (D)."""

    kind: Literal["bonus_on_amount"]
    source: Funding
    amount: Key
    share: Share
    score: Score
    on_not_measured: WhenNotMeasured


class Cap(Clause):
    """The most that named performance lines may come to together; the cut is allocated (1.5)."""

    kind: Literal["cap"]
    source: Funding
    over: Refs
    limit: Limit
    of: Annotated[tuple[Key, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _names_its_base_lines(self) -> Self:
        if (self.limit.unit == "fraction") != bool(self.of):
            raise refusal("missing_input", "of: the base lines of a percentage, none for yuan")
        return self


class Authenticity(Clause):
    """A coefficient from the verification sample on performance lines, after the cap (2.15)."""

    kind: Literal["authenticity"]
    source: Funding
    on: Refs
    coefficient: Key | None = None
    score: Bands | None = None

    @model_validator(mode="after")
    def _has_one_origin(self) -> Self:
        if (self.coefficient is None) == (self.score is None):
            raise refusal("missing_input", "either coefficient (a named input) or score (bands)")
        return self


class Deduction(Clause):
    """RefusedError amounts deducted a number of times, one line per finding (2.15)."""

    kind: Literal["deduction"]
    source: Funding
    findings: Key
    multiple: Multiple


class Receiver(Strict):
    """One receiver of a distribution and its share."""

    key: Key
    label_zh: Text
    label_en: Text
    share: Share


class Distribution(Clause):
    """How the statement is divided inside the institution, such as team : centre (2.14)."""

    kind: Literal["distribution"]
    receivers: Annotated[tuple[Receiver, ...], Field(min_length=1, strict=False)]

    @model_validator(mode="after")
    def _shares_all_of_it(self) -> Self:
        if sum(receiver.share.value for receiver in self.receivers) != 1:
            raise refusal("weights_not_one", "shares that add up to exactly 1")
        if len({receiver.key for receiver in self.receivers}) != len(self.receivers):
            raise refusal("duplicate_key", "each receiver once")
        return self


class Clearing(Clause):
    """Money of one source minus what was prepaid in the year (2.16).

    `planned` takes the prepayment as share x the lines in `of`; `paid` takes a named input amount.
    """

    kind: Literal["clearing"]
    source: Funding
    of: Refs
    share: Share
    prepaid: Choice[Literal["planned", "paid"]]
    amount: Key | None = None

    @model_validator(mode="after")
    def _names_the_amount_paid(self) -> Self:
        if (self.prepaid.value == "paid") != (self.amount is not None):
            raise refusal("missing_input", "amount: the named input for prepaid = paid, else none")
        return self


Component = Annotated[
    Base
    | Withhold
    | Release
    | Uplift
    | Bonus
    | BonusOnAmount
    | Cap
    | Authenticity
    | Deduction
    | Distribution
    | Clearing,
    Field(discriminator="kind"),
]

# The canonical order of operations, reference/schemes.md 1.5: the number is the step there.
STEP_OF_KIND = {
    "base": 3,
    "withhold": 4,
    "release": 6,
    "uplift": 6,
    "bonus": 6,
    "bonus_on_amount": 6,
    "cap": 7,
    "authenticity": 8,
    "deduction": 11,
    "distribution": 13,
    "clearing": 14,
}
