"""What `pay` returns: statements whose lines add up, with the proof that they do.

Every line counts: held back money, caps and coefficients are negative lines of their own, so a
statement is the plain sum of its final lines, and a chart of it needs no knowledge of the scheme.
"""

from dataclasses import dataclass
from typing import Literal, TypedDict

from capitation.domain.payment.money import yuan_of_fen
from capitation.domain.payment.panel import Period
from capitation.domain.payment.problems import refuse
from capitation.domain.payment.trace import FigureJson, FigureTrace, Trace, TraceJson

LineStatus = Literal["final", "pending", "not_applicable"]


class LineJson(TypedDict):
    """A line as JSON; the amount is null unless the line is final."""

    key: str
    component: str
    kind: str
    about: str
    source: str
    status: str
    reason: str
    amount_fen: int | None
    amount_yuan: str | None
    trace: TraceJson


class PartJson(TypedDict):
    """A receiver's part as JSON."""

    component: str
    receiver: str
    label_zh: str
    label_en: str
    amount_fen: int
    amount_yuan: str


class ClearingJson(TypedDict):
    """The clearing of one source as JSON."""

    component: str
    source: str
    entitlement_fen: int
    prepaid_fen: int
    clearing_fen: int
    clearing_yuan: str
    months_fen: list[int]


class CheckJson(TypedDict):
    """One closure check as JSON: both sides of the equation in fen."""

    check: str
    about: str
    left_fen: int
    right_fen: int


class StatementJson(TypedDict):
    """A statement as JSON."""

    payee: str
    total_fen: int
    total_yuan: str
    pending_count: int
    payout_fen: int
    payout_yuan: str
    open_fen: int
    sources_fen: dict[str, int]
    lines: list[LineJson]
    parts: list[PartJson]
    clearings: list[ClearingJson]
    checks: list[CheckJson]


class PaymentJson(TypedDict):
    """A whole payment as JSON."""

    scheme: str
    scheme_version: str
    period_starts_on: str
    period_ends_on: str
    total_fen: int
    total_yuan: str
    terms: list[FigureJson]
    statements: list[StatementJson]
    checks: list[CheckJson]


@dataclass(frozen=True, slots=True)
class Line:
    """One component x one payee x one funding source, rounded once.

    `about` names the component whose line this one changes (cap, authenticity), otherwise empty.
    """

    key: str
    component: str
    kind: str
    about: str
    source: str
    amount_fen: int | None
    status: LineStatus
    reason: str
    trace: Trace

    def as_json(self) -> LineJson:
        """The line as plain values."""
        amount = self.amount_fen
        return {
            "key": self.key,
            "component": self.component,
            "kind": self.kind,
            "about": self.about,
            "source": self.source,
            "status": self.status,
            "reason": self.reason,
            "amount_fen": amount,
            "amount_yuan": None if amount is None else yuan_of_fen(amount),
            "trace": self.trace.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Part:
    """A receiver's part of the statement."""

    component: str
    receiver: str
    label_zh: str
    label_en: str
    amount_fen: int

    def as_json(self) -> PartJson:
        """The part as plain values."""
        return {
            "component": self.component,
            "receiver": self.receiver,
            "label_zh": self.label_zh,
            "label_en": self.label_en,
            "amount_fen": self.amount_fen,
            "amount_yuan": yuan_of_fen(self.amount_fen),
        }


@dataclass(frozen=True, slots=True)
class ClearingOf:
    """Entitlement of one source, what was prepaid, and the rest of either sign."""

    component: str
    source: str
    entitlement_fen: int
    prepaid_fen: int
    months_fen: tuple[int, ...]

    @property
    def clearing_fen(self) -> int:
        """What is still to be paid, negative when too much was prepaid."""
        return self.entitlement_fen - self.prepaid_fen

    def as_json(self) -> ClearingJson:
        """The clearing as plain values."""
        return {
            "component": self.component,
            "source": self.source,
            "entitlement_fen": self.entitlement_fen,
            "prepaid_fen": self.prepaid_fen,
            "clearing_fen": self.clearing_fen,
            "clearing_yuan": yuan_of_fen(self.clearing_fen),
            "months_fen": list(self.months_fen),
        }


@dataclass(frozen=True, slots=True)
class Check:
    """A closure check that holds, with both of its numbers (reference/schemes.md 6)."""

    check: str
    about: str
    left_fen: int
    right_fen: int

    def as_json(self) -> CheckJson:
        """The check as plain values."""
        return {
            "check": self.check,
            "about": self.about,
            "left_fen": self.left_fen,
            "right_fen": self.right_fen,
        }


def prove(check: str, about: str, left_fen: int, right_fen: int) -> Check:
    """The check with its numbers. Errors: `not_closed` when the two sides differ."""
    if left_fen != right_fen:
        raise refuse("not_closed", f"{check} {about}", left_fen, expected=str(right_fen))
    return Check(check, about, left_fen, right_fen)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one payee is owed for the period.

    `payout_fen` is what leaves after prepayments and the rest carried over, never below 0; the
    negative rest is `open_fen` (carried over or invoiced, as the scheme says).
    """

    payee: str
    lines: tuple[Line, ...]
    parts: tuple[Part, ...]
    clearings: tuple[ClearingOf, ...]
    total_fen: int
    payout_fen: int
    open_fen: int
    checks: tuple[Check, ...]

    @property
    def pending_count(self) -> int:
        """How many lines wait for a result."""
        return sum(line.status == "pending" for line in self.lines)

    def line(self, key: str) -> Line:
        """The line of this key."""
        return next(line for line in self.lines if line.key == key)

    def source_fen(self, source: str) -> int:
        """The final lines of one funding source, added up."""
        return sum(line.amount_fen or 0 for line in self.lines if line.source == source)

    def as_json(self) -> StatementJson:
        """The statement as plain values."""
        sources = sorted({line.source for line in self.lines})
        return {
            "payee": self.payee,
            "total_fen": self.total_fen,
            "total_yuan": yuan_of_fen(self.total_fen),
            "pending_count": self.pending_count,
            "payout_fen": self.payout_fen,
            "payout_yuan": yuan_of_fen(self.payout_fen),
            "open_fen": self.open_fen,
            "sources_fen": {source: self.source_fen(source) for source in sources},
            "lines": [line.as_json() for line in self.lines],
            "parts": [part.as_json() for part in self.parts],
            "clearings": [clearing.as_json() for clearing in self.clearings],
            "checks": [check.as_json() for check in self.checks],
        }


@dataclass(frozen=True, slots=True)
class Payment:
    """The statements of all payees of a run, by payee code, with the closure of the whole.

    `terms` are the figures and choices of the scheme that belong to no single line: how
    person-months are counted, baselines, multipliers, each marked as provided or assumed.
    """

    scheme: str
    scheme_version: str
    period: Period
    terms: tuple[FigureTrace, ...]
    statements: tuple[Statement, ...]
    checks: tuple[Check, ...]

    @property
    def total_fen(self) -> int:
        """All statements added up."""
        return sum(statement.total_fen for statement in self.statements)

    def statement(self, payee: str) -> Statement:
        """The statement of this payee."""
        return next(statement for statement in self.statements if statement.payee == payee)

    def as_json(self) -> PaymentJson:
        """The payment as plain values, in a fixed order."""
        return {
            "scheme": self.scheme,
            "scheme_version": self.scheme_version,
            "period_starts_on": self.period.starts_on.isoformat(),
            "period_ends_on": self.period.ends_on.isoformat(),
            "total_fen": self.total_fen,
            "total_yuan": yuan_of_fen(self.total_fen),
            "terms": [term.as_json() for term in self.terms],
            "statements": [statement.as_json() for statement in self.statements],
            "checks": [check.as_json() for check in self.checks],
        }
