"""How a line came about, as a frozen value that a page can open step by step.

clause -> formula in names -> formula with numbers -> result -> measure (counts, comparison). Labels
stand in Chinese and English as in the document; steps are codes with values for the face to word.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypedDict

from capitation.domain.payment.components import Clause
from capitation.domain.payment.document import MeasureUse, Scheme
from capitation.domain.payment.figures import Figure
from capitation.domain.payment.marks import mark_text, mark_unit, marks_of
from capitation.domain.payment.money import truncated_percent
from capitation.domain.payment.panel import MeasureResult


class StepJson(TypedDict):
    """One step: a code and its values, all text."""

    kind: str
    values: dict[str, str]


class MeasureJson(TypedDict):
    """A measure as the line used it; counts are null when only a rate is known."""

    role: str
    name: str
    measure: str
    version: str
    num: int | None
    den: int | None
    percent: str
    reason: str


class FigureJson(TypedDict):
    """A figure or choice of the document that the line rests on."""

    name: str
    value: str
    unit: str
    status: str
    source: str
    article: str
    note: str


class TraceJson(TypedDict):
    """The whole trace as JSON."""

    label_zh: str
    label_en: str
    clause_zh: str
    clause_en: str
    clause_source: str
    clause_article: str
    formula: str
    numbers: str
    comparison: str
    measures: list[MeasureJson]
    figures: list[FigureJson]
    parents: list[str]
    steps: list[StepJson]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a calculation: a code and its values in the order of the calculation."""

    kind: str
    values: tuple[tuple[str, str], ...]

    def as_json(self) -> StepJson:
        """The step as plain values."""
        return {"kind": self.kind, "values": dict(self.values)}


@dataclass(frozen=True, slots=True)
class MeasureTrace:
    """A measure in its role (`result` or `baseline`), with counts and the truncated percentage."""

    role: str
    name: str
    measure: str
    version: str
    num: int | None
    den: int | None
    percent: str
    reason: str

    def as_json(self) -> MeasureJson:
        """The measure as plain values."""
        return {
            "role": self.role,
            "name": self.name,
            "measure": self.measure,
            "version": self.version,
            "num": self.num,
            "den": self.den,
            "percent": self.percent,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class FigureTrace:
    """A figure or choice with its mark: provided by the source, or assumed and why."""

    name: str
    value: str
    unit: str
    status: str
    source: str
    article: str
    note: str

    def as_json(self) -> FigureJson:
        """The figure as plain values."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "status": self.status,
            "source": self.source,
            "article": self.article,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything needed to explain one line without looking anything up."""

    label_zh: str
    label_en: str
    clause_zh: str
    clause_en: str
    clause_source: str
    clause_article: str
    formula: str
    numbers: str
    comparison: str = ""
    measures: tuple[MeasureTrace, ...] = ()
    figures: tuple[FigureTrace, ...] = ()
    parents: tuple[str, ...] = ()
    steps: tuple[Step, ...] = field(default=())

    def as_json(self) -> TraceJson:
        """The trace as plain values, ready for a JSON column."""
        return {
            "label_zh": self.label_zh,
            "label_en": self.label_en,
            "clause_zh": self.clause_zh,
            "clause_en": self.clause_en,
            "clause_source": self.clause_source,
            "clause_article": self.clause_article,
            "formula": self.formula,
            "numbers": self.numbers,
            "comparison": self.comparison,
            "measures": [measure.as_json() for measure in self.measures],
            "figures": [figure.as_json() for figure in self.figures],
            "parents": list(self.parents),
            "steps": [step.as_json() for step in self.steps],
        }


def step(kind: str, **values: str) -> Step:
    """A step from its code and values."""
    return Step(kind, tuple(values.items()))


def figures_of(part: object, path: str = "") -> tuple[FigureTrace, ...]:
    """All figures and choices of a part of the document, with their marks."""
    return tuple(
        FigureTrace(
            name=name,
            value=mark_text(mark),
            unit=mark_unit(mark) if isinstance(mark, Figure) else "",
            status=mark.status,
            source=mark.source,
            article=mark.article,
            note=mark.note,
        )
        for name, mark in marks_of(part, path)
    )


def terms_of(scheme: Scheme) -> tuple[FigureTrace, ...]:
    """Figures and choices that hold for the whole scheme, outside its components."""
    return tuple(
        found
        for name in ("counting", "as_of", "settlement", "multipliers", "measures")
        for found in figures_of(getattr(scheme, name), name)
    )


def measure_trace(
    name: str, use: MeasureUse, result: MeasureResult, *, role: str = "result"
) -> MeasureTrace:
    """A measure result as the trace keeps it."""
    rate, reason = result.reading(use.min_denominator.count)
    return MeasureTrace(
        role=role,
        name=name,
        measure=use.measure,
        version=use.version,
        num=result.num,
        den=result.den,
        percent="" if rate is None else truncated_percent(rate),
        reason=reason,
    )


def trace_of(
    scheme: Scheme,
    clause: Clause,
    *,
    formula: str,
    numbers: str,
    comparison: str = "",
    measures: Iterable[MeasureTrace] = (),
    parents: Iterable[str] = (),
    steps: Iterable[Step] = (),
) -> Trace:
    """The trace of a line of this component, with the words of its clause and all its figures."""
    return Trace(
        label_zh=clause.label_zh,
        label_en=clause.label_en,
        clause_zh=clause.clause_zh,
        clause_en=clause.clause_en,
        clause_source=scheme.source(clause.clause_source).document,
        clause_article=clause.clause_article,
        formula=formula,
        numbers=numbers,
        comparison=comparison,
        measures=tuple(measures),
        figures=figures_of(clause),
        parents=tuple(parents),
        steps=tuple(steps),
    )
