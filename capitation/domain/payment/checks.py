"""What must hold between the parts of a scheme document: references, order, units, amounts.

The checks run over whatever parts are readable alone, so that a document with a misspelt figure
still learns about its wrong order in the same answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from capitation.domain.payment.components import (
    STEP_OF_KIND,
    Authenticity,
    Base,
    BonusOnAmount,
    Clearing,
    Component,
    Deduction,
    Distribution,
    Release,
    SplitFunding,
    Withhold,
    WithholdAmounts,
)
from capitation.domain.payment.document import InputUse, MeasureUse, Multipliers
from capitation.domain.payment.marks import marks_of
from capitation.domain.payment.problems import Problem, nearest_key
from capitation.domain.payment.shapes import Bands, Linear, Steps, Threshold

COMPONENT: TypeAdapter[Component] = TypeAdapter(Component)
PERFORMANCE = frozenset({"release", "uplift", "bonus", "bonus_on_amount"})
ANY_LINE = PERFORMANCE | {"base", "withhold"}
Document = TypeVar("Document", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Draft:
    """The readable parts of a document that may still have unreadable ones."""

    keys: tuple[str, ...]
    kinds: tuple[str, ...]
    components: Mapping[int, Component]
    measures: Mapping[str, MeasureUse | None]
    inputs: Mapping[str, InputUse | None]
    multipliers: Multipliers | None
    source_keys: tuple[str, ...]
    others: Mapping[str, BaseModel] = field(default_factory=dict)

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Draft":
        """Read every part alone and keep what can be read."""
        tables = rows(raw.get("components"))
        components = {
            place: component
            for place, table in enumerate(tables)
            if (component := read_component(table)) is not None
        }
        return cls(
            keys=tuple(str(table.get("key", "")) for table in tables),
            kinds=tuple(str(table.get("kind", "")) for table in tables),
            components=components,
            measures=read_named(MeasureUse, raw.get("measures")),
            inputs=read_named(InputUse, raw.get("inputs")),
            multipliers=read_one(Multipliers, raw.get("multipliers")),
            source_keys=tuple(str(table.get("key", "")) for table in rows(raw.get("sources"))),
        )


def rows(tables: object) -> list[Mapping[str, Any]]:
    """The tables of an array of tables; anything else stands for an empty table or none."""
    if not isinstance(tables, list):
        return []
    return [table if isinstance(table, dict) else {} for table in tables]


def read_component(table: Mapping[str, Any]) -> Component | None:
    """A component, or None when it cannot be read alone."""
    try:
        return COMPONENT.validate_python(table)
    except ValidationError:
        return None


def read_one(model: type[Document], table: object) -> Document | None:
    """A part of a document, or None when it cannot be read alone."""
    try:
        return model.model_validate(table)
    except ValidationError:
        return None


def read_named(model: type[Document], tables: object) -> dict[str, Document | None]:
    """Named parts of a document; a part that cannot be read alone keeps its name."""
    if not isinstance(tables, dict):
        return {}
    return {name: read_one(model, table) for name, table in tables.items()}


def problems_between(draft: Draft) -> list[Problem]:
    """Every problem that shows only between parts."""
    problems = [*duplicates(draft), *order(draft), *sources(draft)]
    for place, component in draft.components.items():
        problems += check_component(draft, place, component)
    return problems


def duplicates(draft: Draft) -> Iterator[Problem]:
    """Keys used twice among components, sources, person rules and payee factors."""
    multipliers = draft.multipliers
    lists: dict[str, Sequence[str]] = {"components": draft.keys, "sources": draft.source_keys}
    if multipliers is not None:
        lists["multipliers.person"] = [rule.key for rule in multipliers.person]
        lists["multipliers.payee"] = [factor.key for factor in multipliers.payee]
    for path, keys in lists.items():
        for place, key in enumerate(keys):
            if key in keys[:place]:
                yield Problem(f"{path}[{place}].key", "duplicate_key", key, "each key once")


def order(draft: Draft) -> Iterator[Problem]:
    """Components that stand before one of an earlier step of the canonical order (1.5)."""
    reached, reached_kind = 0, ""
    for place, kind in enumerate(draft.kinds):
        step = STEP_OF_KIND.get(kind, reached)
        if step < reached:
            expected = f"{kind} before {reached_kind} (canonical order of operations)"
            yield Problem(f"components[{place}].kind", "wrong_order", kind, expected)
        else:
            reached, reached_kind = step, kind


def sources(draft: Draft) -> Iterator[Problem]:
    """References to source documents that are not listed."""
    parts: dict[str, BaseModel | None] = {
        f"components[{place}]": component for place, component in draft.components.items()
    }
    parts |= {f"measures.{name}": use for name, use in draft.measures.items()}
    parts["multipliers"] = draft.multipliers
    for path, part in parts.items():
        for where, mark in marks_of(part, path):
            if mark.source:
                yield from known(draft.source_keys, mark.source, f"{where}.source")
    for place, component in draft.components.items():
        where = f"components[{place}].clause_source"
        yield from known(draft.source_keys, component.clause_source, where)


def known(valid: Sequence[str], key: str, where: str) -> Iterator[Problem]:
    """`unknown_key` with the nearest valid key, when a reference leads nowhere."""
    if key not in valid:
        expected = ", ".join(valid) or "none defined"
        yield Problem(where, "unknown_key", key, expected, nearest_key(key, valid))


def check_component(draft: Draft, place: int, component: Component) -> Iterator[Problem]:
    """The references and units of one component."""
    path = f"components[{place}]"
    for name, key, kinds in references(component):
        yield from check_reference(draft, place, f"{path}.{name}", key, kinds)
    score = getattr(component, "score", None)
    if isinstance(score, Threshold | Linear | Bands | Steps):
        yield from check_measure(draft, score, f"{path}.score")
    if isinstance(score, Steps):
        yield from check_pay_full(component, score, f"{path}.score")
    for name, key, kind in inputs_of(component):
        yield from check_input(draft, f"{path}.{name}", key, kind)
    if isinstance(component, Base):
        yield from check_payee_factors(draft, component, path)
    if isinstance(component, Withhold):
        yield from check_withhold(draft, place, component)
    if isinstance(component, Release):
        yield from check_release(draft, place, component)


def references(component: Component) -> list[tuple[str, str, frozenset[str]]]:
    """(field, key, kinds allowed) for every reference to another component."""
    kinds = {"over": PERFORMANCE, "on": PERFORMANCE, "of": ANY_LINE}
    if isinstance(component, Withhold | Release):
        kind = "base" if isinstance(component, Withhold) else "withhold"
        return [("of", component.of, frozenset({kind}))]
    return [
        (name, key, allowed)
        for name, allowed in kinds.items()
        for key in getattr(component, name, ())
    ]


def inputs_of(component: Component) -> list[tuple[str, str, str]]:
    """(field, name, kind) for every named input a component takes."""
    if isinstance(component, BonusOnAmount):
        return [("amount", component.amount, "amount")]
    if isinstance(component, Authenticity) and component.coefficient is not None:
        return [("coefficient", component.coefficient, "coefficient")]
    if isinstance(component, Deduction):
        return [("findings", component.findings, "findings")]
    if isinstance(component, Clearing) and component.amount is not None:
        return [("amount", component.amount, "amount")]
    return []


def check_reference(
    draft: Draft, place: int, path: str, key: str, kinds: frozenset[str]
) -> Iterator[Problem]:
    """A reference must lead to an earlier component of a fitting kind and the same source."""
    if key not in draft.keys:
        yield from known([known_key for known_key in draft.keys if known_key], key, path)
        return
    target = draft.keys.index(key)
    if target >= place:
        yield Problem(path, "cycle", key, "a component that stands earlier")
        return
    if draft.kinds[target] not in kinds:
        yield Problem(path, "unknown_key", key, f"a component of kind {', '.join(sorted(kinds))}")
        return
    pays, named = draft.components[place], draft.components.get(target)
    source = getattr(pays, "source", "")
    if named is not None and source not in sources_of(named):
        expected = f"a component paid by {source}"
        yield Problem(path, "unknown_key", key, expected)


def sources_of(component: Component) -> tuple[str, ...]:
    """The funding sources that a component has lines of."""
    if isinstance(component, Base):
        return component.funding.sources
    return () if isinstance(component, Distribution) else (component.source,)


def check_pay_full(component: Component, score: Steps, path: str) -> Iterator[Problem]:
    """Paying everything for what was not measured needs to know how much everything is."""
    choice = getattr(component, "on_not_measured", None)
    if choice is not None and choice.value == "pay_full" and score.max_steps is None:
        yield Problem(f"{path}.max_steps", "missing_input", "", "max_steps for pay_full")


def check_measure(
    draft: Draft, score: Threshold | Linear | Bands | Steps, path: str
) -> Iterator[Problem]:
    """A score names a declared measure; steps need one with a baseline."""
    yield from known(list(draft.measures), score.measure, f"{path}.measure")
    use = draft.measures.get(score.measure)
    if isinstance(score, Steps) and use is not None and use.baseline.value == "none":
        expected = "a measure with baseline previous_year, fixed or peer"
        yield Problem(f"{path}.measure", "missing_input", score.measure, expected)


def check_input(draft: Draft, path: str, key: str, kind: str) -> Iterator[Problem]:
    """A named input must be declared with the kind that the component needs."""
    yield from known(list(draft.inputs), key, path)
    use = draft.inputs.get(key)
    if use is not None and use.kind != kind:
        yield Problem(path, "unit_mismatch", key, f"an input of kind {kind}, not {use.kind}")


def check_payee_factors(draft: Draft, component: Base, path: str) -> Iterator[Problem]:
    """Payee factors named by a base line must be declared."""
    if draft.multipliers is None:
        return
    valid = [factor.key for factor in draft.multipliers.payee]
    funding = component.funding
    if isinstance(funding, SplitFunding):
        named = [(f"{path}.funding.payee_factors", key) for key in funding.payee_factors]
    else:
        named = [
            (f"{path}.funding.parts[{place}].payee_factors", key)
            for place, part in enumerate(funding.parts)
            for key in part.payee_factors
        ]
    for where, key in named:
        yield from known(valid, key, where)


def check_withhold(draft: Draft, place: int, component: Withhold) -> Iterator[Problem]:
    """Stated amounts add up to the price; a base line is split once per source (2.4)."""
    path = f"components[{place}]"
    for earlier, other in draft.components.items():
        same = isinstance(other, Withhold) and other.of == component.of
        if earlier < place and same and sources_of(other) == sources_of(component):
            yield Problem(f"{path}.of", "duplicate_key", component.of, "one withhold per base line")
    base = named_component(draft, component.of)
    if isinstance(component.split, WithholdAmounts) and isinstance(base, Base):
        yield from check_amounts(component, component.split, base, f"{path}.split")


def check_amounts(
    withhold: Withhold, split: WithholdAmounts, base: Base, path: str
) -> Iterator[Problem]:
    """Stated amounts are in the unit of the price and add up to it."""
    funding = base.funding
    if isinstance(funding, SplitFunding):
        prices = [funding.price] if len(funding.shares) == 1 else []
    else:
        prices = [part.price for part in funding.parts if part.source == withhold.source]
    if not prices:
        expected = "mode = share, or a base line with a price of its own for the source"
        yield Problem(f"{path}.mode", "unit_mismatch", "amounts", expected)
        return
    price = prices[0]
    if {split.upfront.unit, split.withheld.unit} != {price.unit}:
        yield Problem(path, "unit_mismatch", split.upfront.unit, price.unit)
    total = split.upfront.value + split.withheld.value
    if total != price.value:
        yield Problem(path, "weights_not_one", str(total), f"upfront + withheld = {price.value}")


def check_release(draft: Draft, place: int, component: Release) -> Iterator[Problem]:
    """Withheld money is released once (2.4)."""
    for earlier, other in draft.components.items():
        if earlier < place and isinstance(other, Release) and other.of == component.of:
            where = f"components[{place}].of"
            yield Problem(where, "duplicate_key", component.of, "one release per withheld line")


def named_component(draft: Draft, key: str) -> Component | None:
    """The readable component of this key."""
    return draft.components.get(draft.keys.index(key)) if key in draft.keys else None
