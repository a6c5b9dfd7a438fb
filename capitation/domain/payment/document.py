"""The scheme document: a payment agreement as dated data (reference/schemes.md 2 and 3).

The models say what a document may hold; `loading.load_scheme` reads one, `checks` says what holds
between its parts.
"""

import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from capitation.domain.payment.components import Component
from capitation.domain.payment.figures import (
    Choice,
    Factor,
    Key,
    Share,
    Strict,
    Text,
    Whole,
    refusal,
)

Version = Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+){0,2}$")]


class Source(Strict):
    """A document that the agreement rests on."""

    key: Key
    document: Text
    article: str = ""
    note: str = ""


class Settlement(Strict):
    """When facts are cut off, and what happens to a statement below zero."""

    cut_off_days_after_period_end: Whole
    negative_balance: Choice[Literal["carry", "invoice"]]


class MeasureUse(Strict):
    """A measure under its local name, its version, and what it is compared with."""

    measure: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]*$")]
    version: Version
    min_denominator: Whole
    baseline: Choice[Literal["none", "previous_year", "fixed", "peer"]]
    fixed_baseline: Share | None = None

    @model_validator(mode="after")
    def _has_a_number_when_the_baseline_is_fixed(self) -> Self:
        if (self.baseline.value == "fixed") != (self.fixed_baseline is not None):
            raise refusal("missing_input", "fixed_baseline exactly when baseline = fixed")
        return self


class InputUse(Strict):
    """A named input per payee: an amount in yuan, a coefficient in 0..1, or a list of findings."""

    kind: Literal["amount", "coefficient", "findings"]
    label_zh: Text
    label_en: Text


class PersonRule(Strict):
    """Residents of an age and a number of conditions weigh more or less (2.3).

    Age in completed years on the as-of date; bounds are half-open; an absent bound does not bind.
    """

    key: Key
    min_age: Whole | None = None
    until_age: Whole | None = None
    min_conditions: Whole | None = None
    until_conditions: Whole | None = None
    factor: Factor

    def matches(self, *, age_years: int, condition_count: int) -> bool:
        """Whether the rule holds for a resident of this age with this many conditions."""
        return within(age_years, self.min_age, self.until_age) and within(
            condition_count, self.min_conditions, self.until_conditions
        )


def within(count: int, low: Whole | None, until: Whole | None) -> bool:
    """Whether a count lies in a half-open range whose ends may be open."""
    return (low is None or count >= low.count) and (until is None or count < until.count)


class PayeeValue(Strict):
    """The factor of one value of a payee attribute."""

    key: Key
    factor: Factor


class PayeeFactor(Strict):
    """A multiplier by an attribute of the payee, such as the region; unknown values are refused."""

    key: Key
    attribute: Key
    values: Annotated[tuple[PayeeValue, ...], Field(min_length=1, strict=False)]

    @model_validator(mode="after")
    def _lists_each_value_once(self) -> Self:
        if len({value.key for value in self.values}) != len(self.values):
            raise refusal("duplicate_key", "each value once")
        return self


class Multipliers(Strict):
    """Person-level rules, payee-level tables, and how several of them combine (2.3)."""

    pick: Choice[Literal["highest", "product"]]
    combine: Choice[Literal["product", "additive"]]
    normalise: Choice[Literal["none", "to_budget"]]
    person: Annotated[tuple[PersonRule, ...], Field(strict=False)] = ()
    payee: Annotated[tuple[PayeeFactor, ...], Field(strict=False)] = ()
    minimum: Factor | None = None
    maximum: Factor | None = None


class Scheme(Strict):
    """A payment agreement: valid in [valid_from, valid_until), its parts in canonical order."""

    key: Key
    version: Version
    title_zh: Text
    title_en: Text
    authority: Text
    currency: Literal["CNY"]
    valid_from: datetime.date
    valid_until: datetime.date
    authored_by: Text
    checked_by: Text
    reviewed_on: datetime.date
    next_review_on: datetime.date
    sources: Annotated[tuple[Source, ...], Field(min_length=1, strict=False)]
    counting: Choice[Literal["month_start", "fifteen_days", "daily"]]
    as_of: Choice[Literal["month_start", "period_start", "period_end"]]
    settlement: Settlement
    multipliers: Multipliers
    measures: dict[Key, MeasureUse] = Field(default_factory=dict)
    inputs: dict[Key, InputUse] = Field(default_factory=dict)
    components: Annotated[tuple[Component, ...], Field(min_length=1, strict=False)]

    @model_validator(mode="after")
    def _is_valid_for_some_time(self) -> Self:
        if self.valid_until <= self.valid_from:
            raise refusal("out_of_range", "valid_until after valid_from")
        if self.next_review_on <= self.reviewed_on:
            raise refusal("out_of_range", "next_review_on after reviewed_on")
        return self

    def source(self, key: str) -> Source:
        """The source document of this key."""
        return next(source for source in self.sources if source.key == key)

    def matching_rules(self, *, age_years: int, condition_count: int) -> tuple[str, ...]:
        """Keys of the person-level rules that hold for a resident, in the order of the document."""
        return tuple(
            rule.key
            for rule in self.multipliers.person
            if rule.matches(age_years=age_years, condition_count=condition_count)
        )
