"""The results file of the calculator: payees, person-months, results and amounts, as TOML or JSON.

The same facts that a settlement run gives to `pay`, written by hand or by another system. Numbers
stay exact: JSON and TOML decimals are read as Decimals, person-months may be fractions ("71425/6").
"""

import datetime
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from capitation.domain.payment.figures import Strict, Text, read_exact, refusal
from capitation.domain.payment.money import fen_of_yuan
from capitation.domain.payment.panel import (
    Finding,
    MeasureResult,
    PanelGroup,
    PayeeInputs,
    PayeePanel,
    Period,
    Results,
)
from capitation.domain.payment.problems import Problem, RefusedError
from capitation.domain.payment.toml import read_toml
from capitation.domain.payment.translation import problems_in

WRITTEN_FRACTION = re.compile(r"([0-9]{1,12})/([1-9][0-9]{0,11})")


def read_fraction(number: object) -> object:
    """A whole number, a decimal, or the text "n/d", exactly."""
    if isinstance(number, str) and (written := WRITTEN_FRACTION.fullmatch(number)):
        return Fraction(int(written[1]), int(written[2]))
    exact = read_exact(number)
    return Fraction(exact) if isinstance(exact, Decimal) else exact


def read_yuan(yuan: object) -> object:
    """An amount in yuan as fen."""
    try:
        return fen_of_yuan(yuan)
    except RefusedError as error:
        problem = error.problems[0]
        raise refusal(problem.code, problem.expected) from error


def read_date(day: object) -> object:
    """A TOML date, or the ISO text of one as JSON has it."""
    if not isinstance(day, str):
        return day
    try:
        return datetime.date.fromisoformat(day)
    except ValueError as error:
        raise refusal("wrong_type", "a date such as 2025-01-01") from error


Exactly = Annotated[Fraction, BeforeValidator(read_fraction)]
Yuan = Annotated[int, BeforeValidator(read_yuan)]
Day = Annotated[datetime.date, BeforeValidator(read_date)]


class Loose(Strict):
    """A part of a results file; fractions are ready values, not documents."""

    model_config = ConfigDict(arbitrary_types_allowed=True)


class PeriodTable(Loose):
    """The settled days, the end not included."""

    starts_on: Day
    ends_on: Day

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends_on <= self.starts_on:
            raise refusal("out_of_range", "ends_on after starts_on")
        return self


class GroupTable(Loose):
    """Person-months of one register and one set of person-level rules."""

    register_key: Annotated[str, Field(alias="register")]
    rules: Annotated[tuple[str, ...], Field(strict=False)] = ()
    person_months: Exactly


class ResultTable(Loose):
    """Counts, or a rate, or the reason why there is neither."""

    num: int | None = None
    den: int | None = None
    rate: Exactly | None = None
    not_measured: Text | None = None
    not_applicable: Text | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        forms = [self.num is not None, self.rate is not None, bool(self.not_measured)]
        if [*forms, bool(self.not_applicable)].count(True) != 1:
            raise refusal("missing_input", "one of num and den, rate, not_measured, not_applicable")
        if (self.num is None) != (self.den is None):
            raise refusal("missing_input", "num and den together")
        try:
            self.result()
        except RefusedError as error:
            problem = error.problems[0]
            raise refusal(problem.code, f"{problem.expected}, not {problem.value}") from error
        return self

    def result(self) -> MeasureResult:
        """The same as `pay` takes it."""
        if self.not_measured is not None:
            return MeasureResult.not_measured(self.not_measured)
        if self.not_applicable is not None:
            return MeasureResult.not_applicable(self.not_applicable)
        if self.rate is not None:
            return MeasureResult.of_rate(self.rate)
        return MeasureResult.counts(self.num or 0, self.den or 0)


class FindingTable(Loose):
    """A refused amount and the number of its evidence."""

    reference: Text
    amount: Yuan


class PayeeTable(Loose):
    """Everything about one payee."""

    payee: Text
    attributes: dict[str, str] = Field(default_factory=dict)
    members: dict[str, int] = Field(default_factory=dict)
    without_registers: Annotated[tuple[str, ...], Field(strict=False)] = ()
    panel: Annotated[tuple[GroupTable, ...], Field(strict=False)] = ()
    results: dict[str, ResultTable] = Field(default_factory=dict)
    baselines: dict[str, ResultTable] = Field(default_factory=dict)
    amounts: dict[str, Yuan] = Field(default_factory=dict)
    unknown_amounts: Annotated[tuple[str, ...], Field(strict=False)] = ()
    coefficients: dict[str, Exactly] = Field(default_factory=dict)
    findings: dict[str, Annotated[tuple[FindingTable, ...], Field(strict=False)]] = Field(
        default_factory=dict
    )
    carried: Yuan = 0

    def panel_of(self) -> PayeePanel:
        """The panel as `pay` takes it."""
        return PayeePanel(
            payee=self.payee,
            groups=tuple(
                PanelGroup(group.register_key, group.person_months, group.rules)
                for group in self.panel
            ),
            attributes=self.attributes,
            members=self.members,
            without_registers=frozenset(self.without_registers),
        )

    def inputs(self) -> PayeeInputs:
        """The named inputs as `pay` takes them."""
        unknown: dict[str, int | None] = dict.fromkeys(self.unknown_amounts)
        return PayeeInputs(
            amounts=unknown | self.amounts,
            coefficients=self.coefficients,
            findings={
                name: tuple(Finding(finding.reference, finding.amount) for finding in findings)
                for name, findings in self.findings.items()
            },
            carried_fen=self.carried,
        )


class ResultsFile(Loose):
    """A period and its payees."""

    period: PeriodTable
    payees: Annotated[tuple[PayeeTable, ...], Field(min_length=1, strict=False)]

    def days(self) -> Period:
        """The period as `pay` takes it."""
        return Period(self.period.starts_on, self.period.ends_on)

    def panels(self) -> list[PayeePanel]:
        """The panels as `pay` takes them."""
        return [payee.panel_of() for payee in self.payees]

    def results(self) -> Results:
        """Results by payee and measure."""
        return {payee.payee: results_of(payee.results) for payee in self.payees}

    def baselines(self) -> Results:
        """Baselines by payee and measure."""
        return {payee.payee: results_of(payee.baselines) for payee in self.payees}

    def inputs(self) -> Mapping[str, PayeeInputs]:
        """Named inputs by payee."""
        return {payee.payee: payee.inputs() for payee in self.payees}


def results_of(tables: Mapping[str, ResultTable]) -> dict[str, MeasureResult]:
    """Measure results by local name."""
    return {name: table.result() for name, table in tables.items()}


def read_results(text: str, *, name: str) -> ResultsFile:
    """Read a results file; a name that ends in .json is JSON, everything else TOML.

    Errors: `RefusedError` with every problem, among them `not_readable` and `duplicate_key`.
    """
    raw = read_json(text, name=name) if name.endswith(".json") else read_toml(text, name=name)
    try:
        return ResultsFile.model_validate(raw)
    except ValidationError as error:
        problems = sorted(set(problems_in(error, ResultsFile)))
        raise RefusedError([problem.inside(name) for problem in problems]) from error


def read_json(text: str, *, name: str) -> Any:
    """The value of a JSON text, numbers exact, the same key twice refused."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) != len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for place, key in enumerate(keys) if key in keys[:place])
            raise RefusedError([Problem(twice, "duplicate_key", twice, "each key once", "", name)])
        return table

    try:
        return json.loads(
            text, parse_float=Decimal, parse_constant=Decimal, object_pairs_hook=unique
        )
    except RefusedError:
        raise
    except (ValueError, RecursionError) as error:
        raise RefusedError(
            [Problem("document", "not_readable", str(error), "JSON", "", name)]
        ) from error
