"""Figures and choices of a scheme document: each says its value, unit, source and who decided it.

`provided` stands in the source document; `assumed` was left open there and is our reading, which
must say why. Nothing has a silent default.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from capitation.domain.payment.money import decimals

MOST_DECIMALS = 6
MOST_DIGITS = 12
HIGHEST_FACTOR = Decimal(10)
FRACTION_OF_A_POINT = Fraction(1, 100)

Status = Literal["provided", "assumed"]


class Strict(BaseModel):
    """A part of a document: unknown keys refused, no coercion, unchangeable once read."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def refusal(code: str, expected: str) -> PydanticCustomError:
    """A validation error that carries one of our refusal codes."""
    return PydanticCustomError(code, "{expected}", {"expected": expected})


def read_exact(number: object) -> object:
    """Take a whole number or a Decimal as it was written; refuse everything inexact."""
    if isinstance(number, float):
        raise refusal("float_amount", "an exact decimal, never a binary float")
    if isinstance(number, int) and not isinstance(number, bool):
        number = Decimal(number)
    if not isinstance(number, Decimal) or not number.is_finite():
        raise refusal("wrong_type", "a number without quotes")
    if number.adjusted() >= MOST_DIGITS:
        raise refusal("out_of_range", f"a number of at most {MOST_DIGITS} digits")
    if decimals(number) > MOST_DECIMALS:
        raise refusal("precision", f"at most {MOST_DECIMALS} decimals")
    return number


Exact = Annotated[Decimal, BeforeValidator(read_exact)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1)]


class Marked(Strict):
    """What every figure and every choice says about itself."""

    status: Status
    source: str = ""
    article: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _says_where_it_comes_from(self) -> Self:
        if self.status == "provided" and not self.source:
            raise refusal("missing_input", "source: a provided value names its source document")
        if self.status == "assumed" and not self.note:
            raise refusal("missing_input", "note: an assumed value says why it was chosen")
        return self


Option = TypeVar("Option", bound=str)


class Choice(Marked, Generic[Option]):
    """One of a closed list of readings of a rule."""

    value: Option


class Figure(Marked):
    """A number with its unit."""

    value: Exact
    unit: str

    @property
    def exact(self) -> Fraction:
        """The value as an exact fraction, in its own unit."""
        return Fraction(self.value)


class Price(Figure):
    """Yuan per person and year, or per person and month."""

    unit: Literal["yuan_per_person_year", "yuan_per_person_month"]

    @model_validator(mode="after")
    def _is_not_negative(self) -> Self:
        return at_least_zero(self)


class UnitAmount(Figure):
    """Yuan per unit of a bonus."""

    unit: Literal["yuan_per_person_year", "yuan_per_member", "yuan"]

    @model_validator(mode="after")
    def _is_not_negative(self) -> Self:
        return at_least_zero(self)


class Share(Figure):
    """A share of something, 0.80 and never 80."""

    unit: Literal["fraction"]

    @model_validator(mode="after")
    def _lies_between_zero_and_one(self) -> Self:
        if self.value > 1:
            raise refusal("unit_mismatch", "a fraction between 0 and 1, such as 0.80 for 80 %")
        return at_least_zero(self)


class Factor(Figure):
    """A multiplier such as 1.2; 20 for "20 % more" is refused."""

    unit: Literal["factor"]

    @model_validator(mode="after")
    def _lies_above_zero(self) -> Self:
        if not 0 < self.value <= HIGHEST_FACTOR:
            raise refusal("out_of_range", "a factor above 0 and up to 10, such as 1.2")
        return self


class Weight(Figure):
    """A weight of a split: a positive number in any one unit."""

    @model_validator(mode="after")
    def _is_positive(self) -> Self:
        if self.value <= 0:
            raise refusal("out_of_range", "a weight above 0")
        return self


class StepSize(Figure):
    """The size of one step: percentage points (5 pp = 0.05) or a fraction of the baseline."""

    unit: Literal["pp", "fraction"]

    @model_validator(mode="after")
    def _is_positive_and_in_its_unit(self) -> Self:
        if self.value <= 0:
            raise refusal("out_of_range", "a step above 0")
        if self.unit == "fraction" and self.value > 1:
            raise refusal("unit_mismatch", "a fraction such as 0.05, or the unit pp")
        return self

    @property
    def exact(self) -> Fraction:
        """The step as a fraction: 5 pp are 1/20."""
        size = Fraction(self.value)
        return size * FRACTION_OF_A_POINT if self.unit == "pp" else size


class Whole(Figure):
    """A whole number of 0 or more: a minimum denominator, an age, a number of steps or days."""

    unit: Literal["residents", "cases", "steps", "years", "conditions", "days", "payees"]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.value < 0:
            raise refusal("negative_count", "0 or more")
        if self.value != int(self.value):
            raise refusal("wrong_type", "a whole number")
        return self

    @property
    def count(self) -> int:
        """The value as a whole number."""
        return int(self.value)


class Multiple(Figure):
    """How many times an amount is deducted, in total."""

    unit: Literal["times"]

    @model_validator(mode="after")
    def _is_at_least_one(self) -> Self:
        if not 1 <= self.value <= HIGHEST_FACTOR:
            raise refusal("out_of_range", "between 1 and 10 times")
        return self


class Limit(Figure):
    """The height of a cap: a share of named lines, or a fixed amount of yuan."""

    unit: Literal["fraction", "yuan"]

    @model_validator(mode="after")
    def _fits_its_unit(self) -> Self:
        if self.unit == "fraction" and self.value > 1:
            raise refusal("unit_mismatch", "a fraction between 0 and 1, such as 0.15 for 15 %")
        return at_least_zero(self)


FigureType = TypeVar("FigureType", bound=Figure)


def at_least_zero(figure: FigureType) -> FigureType:
    """The figure itself, refused when negative."""
    if figure.value < 0:
        raise refusal("out_of_range", "0 or more")
    return figure
