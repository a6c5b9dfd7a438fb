"""Random residents whose dates, values and edges collide on purpose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from capitation.domain.measures.values import (
    ContractSpan,
    Period,
    ReadingFact,
    RegisterSpan,
    ResidentFacts,
    StayFact,
    VisitFact,
)
from tests.measures.residents import at

PERIODS = st.sampled_from(
    [
        Period(date(2024, 1, 1), date(2025, 1, 1), date(2025, 3, 31)),
        Period(date(2025, 1, 1), date(2026, 1, 1), date(2025, 12, 31)),
        Period(date(2025, 1, 1), date(2025, 3, 16), date(2025, 3, 15)),
        Period(date(2025, 4, 1), date(2025, 7, 1), date(2025, 7, 20)),
    ]
)

# Few days, near each other and near every edge: ties and touching spans are the rule.
DAYS = st.one_of(
    st.sampled_from([
        date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 28), date(2024, 2, 29),
        date(2024, 3, 1), date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, 31),
        date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 15), date(2025, 3, 16),
        date(2025, 3, 31), date(2025, 4, 1), date(2025, 6, 30), date(2025, 7, 1),
        date(2025, 9, 30), date(2025, 10, 1), date(2025, 12, 31), date(2026, 1, 1),
    ]),
    st.dates(date(2023, 11, 1), date(2026, 2, 1)),
    st.dates(date(2025, 1, 1), date(2025, 6, 30)),
)  # fmt: skip
BIRTHS = st.sampled_from([
    date(1959, 2, 28), date(1960, 2, 29), date(1960, 3, 1), date(1944, 2, 29), date(1960, 6, 30),
    date(1945, 1, 1), date(1990, 10, 1), date(1960, 1, 1), date(1960, 12, 31), date(1945, 3, 16),
])  # fmt: skip
CONDITIONS = ("hypertension", "t2dm", "ckd")
MODES = ("clinic", "home", "phone", "group")


@st.composite
def contract_spans(draw: st.DrawFn) -> tuple[ContractSpan, ...]:
    """Contracts that do not overlap, sometimes touching, the last one sometimes open."""
    if draw(st.booleans()):
        return (ContractSpan(0, draw(st.integers(1, 3)), date(2023, 12, 1), None),)
    cuts = sorted(draw(st.lists(DAYS, min_size=1, max_size=6, unique=True)))
    spans: list[ContractSpan] = []
    for number, (starts_on, ends_on) in enumerate(zip(cuts, [*cuts[1:], None], strict=True)):
        if draw(st.integers(0, 3)):
            spans.append(ContractSpan(number, draw(st.integers(1, 3)), starts_on, ends_on))
    return tuple(spans)


@st.composite
def register_spans(draw: st.DrawFn) -> tuple[RegisterSpan, ...]:
    """Register entries, of one condition too, that may overlap or touch."""
    spans = [
        RegisterSpan(10 + number, condition, date(2023, 12, 1), None)
        for number, condition in enumerate(CONDITIONS[: draw(st.integers(0, 2))])
    ]
    for number in range(draw(st.integers(0, 3))):
        first, second = draw(DAYS), draw(DAYS)
        starts_on, ends_on = min(first, second), max(first, second) + timedelta(days=1)
        spans.append(
            RegisterSpan(
                number,
                draw(st.sampled_from(CONDITIONS[: draw(st.integers(1, 3))])),
                starts_on,
                draw(st.sampled_from([ends_on, None])),
            )
        )
    return tuple(spans)


@st.composite
def visits(draw: st.DrawFn) -> tuple[VisitFact, ...]:
    """Visits, several on one day, some lost."""
    found = []
    for number in range(draw(st.integers(0, 7))):
        visited_on = draw(DAYS)
        found.append(
            VisitFact(
                number,
                1,
                visited_on,
                at(visited_on, draw(st.integers(8, 9))),
                draw(st.sampled_from(MODES)),
                draw(st.sampled_from([("hypertension",), ("t2dm", "hypertension"), ()])),
                draw(st.booleans()),
                draw(st.sampled_from(["continue", "continue", "lost", "ended"])),
            )
        )
    return tuple(found)


@st.composite
def readings(draw: st.DrawFn) -> tuple[ReadingFact, ...]:
    """Readings with equal days, times and ids, some without a value or half of one."""
    systolic = st.sampled_from(
        [None, *map(Decimal, ("120", "129", "130", "139", "140", "149", "150"))]
    )
    diastolic = st.sampled_from([None, *map(Decimal, ("70", "78", "79", "80", "89", "90"))])
    glucose = st.sampled_from([None, *map(Decimal, ("6.9", "6.99", "7.0", "7.01", "7.1"))])
    day_pool = draw(st.lists(DAYS, min_size=1, max_size=3))
    found = []
    for number in range(draw(st.integers(0, 6))):
        taken_on = draw(st.sampled_from(day_pool))
        kind = draw(st.sampled_from(["bp", "bp", "fasting_glucose"]))
        is_visit = draw(st.booleans())
        found.append(
            ReadingFact(
                f"{'visit' if is_visit else 'reading'}:{number // 2 * 2 if is_visit else number}"
                f"{'' if kind == 'bp' else 'g'}{number % 2 if is_visit else ''}",
                number // 2,
                kind,
                draw(st.sampled_from(["clinic", "clinic", "clinic", "screening", "home"])),
                draw(st.sampled_from(("clinic", "clinic", *MODES))) if is_visit else None,
                taken_on,
                at(taken_on, draw(st.integers(8, 9))),
                at(taken_on, draw(st.integers(10, 11))),
                draw(systolic if kind == "bp" else glucose),
                draw(diastolic) if kind == "bp" else None,
            )
        )
    return tuple(found)


@st.composite
def stays(draw: st.DrawFn) -> tuple[StayFact, ...]:
    """Stays that overlap, touch, chain and return on the same day."""
    found = []
    admitted_on = draw(DAYS)
    for number in range(draw(st.integers(0, 6))):
        admitted_on += timedelta(days=draw(st.sampled_from([0, 0, 1, 2, 20, 29, 30, 31, 32])))
        length = draw(st.sampled_from([0, 0, 1, 2, 5, 30, None]))
        is_open = length is None and draw(st.booleans())
        found.append(
            StayFact(
                number,
                draw(st.sampled_from(["H1", "H2"])),
                admitted_on,
                None if is_open else admitted_on + timedelta(days=length or 0),
                draw(st.sampled_from(["I50.900", "I50.900", "I50.000", "E11.201+N08.3*", "E11.201", "I10.x00x002", "I10.x01", "Z51.100"])),
                draw(st.sampled_from([(), (), (), ("Z51.100x001",), ("I10.x00",)])),
                draw(st.sampled_from([None, None, True, False])),
                draw(st.sampled_from(["home"] * 6 + ["transfer", "died", "against_advice"])),
            )
        )  # fmt: skip
    return tuple(draw(st.permutations(found)))


@st.composite
def people(draw: st.DrawFn, **parts: st.SearchStrategy[object]) -> list[ResidentFacts]:
    """Up to six residents with the named parts; row ids are unique over all of them."""
    found = []
    for number in range(1, draw(st.sampled_from([0, 1, 3, 6, 6, 6])) + 1):
        facts = ResidentFacts(
            resident_id=number,
            born_on=draw(BIRTHS),
            died_on=draw(st.one_of(st.none(), st.none(), st.none(), st.none(), st.none(), DAYS)),
            contracts=draw(contract_spans()),
            register=draw(register_spans()),
            **{name: draw(part) for name, part in parts.items()},
        )
        found.append(_with_own_ids(facts))
    return found


def _with_own_ids(facts: ResidentFacts) -> ResidentFacts:
    base = facts.resident_id * 1000
    return replace(
        facts,
        contracts=tuple(replace(c, contract_id=base + c.contract_id) for c in facts.contracts),
        register=tuple(replace(r, entry_id=base + r.entry_id) for r in facts.register),
        visits=tuple(replace(v, visit_id=base + v.visit_id) for v in facts.visits),
        readings=tuple(replace(r, row_id=base + r.row_id) for r in facts.readings),
        stays=tuple(replace(s, stay_id=base + s.stay_id) for s in facts.stays),
    )
