"""A crowd of residents from a fixed seed: rare meetings of edges happen often enough to be seen."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from capitation.domain.measures.values import (
    ContractSpan,
    ReadingFact,
    RegisterSpan,
    ResidentFacts,
    StayFact,
    VisitFact,
)
from tests.measures.residents import at

DAY_ONE = date(2025, 1, 1)
BIRTHS = (
    date(1960, 2, 29),
    date(1960, 6, 30),
    date(1945, 3, 1),
    date(1990, 1, 1),
    date(1959, 12, 31),
)


class Crowd:
    """Draws residents; every draw goes through one seeded generator."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable, not secret

    def people(self, count: int) -> list[ResidentFacts]:
        """Return residents 1 to ``count``."""
        return [self._resident(number) for number in range(1, count + 1)]

    def _day(self, around: date | None = None) -> date:
        """Return a day of the year, of its edges, or two weeks around another day."""
        draw = self._random
        if around is not None and draw.random() < 0.6:
            return around + timedelta(days=draw.choice((0, 0, 1, 13, 14, 15, 29, 30, 31)))
        edges = (-1, 0, 31, 58, 59, 89, 90, 180, 181, 273, 364, 365)
        offset = draw.choice(edges) if draw.random() < 0.4 else draw.randrange(-20, 385)
        return DAY_ONE + timedelta(days=offset)

    def _resident(self, number: int) -> ResidentFacts:
        draw = self._random
        base = number * 1000
        focus = self._day()
        return ResidentFacts(
            resident_id=number,
            born_on=draw.choice(BIRTHS),
            died_on=self._day() if draw.random() < 0.1 else None,
            contracts=self._contracts(base),
            register=self._register(base),
            visits=self._visits(base, focus),
            readings=self._readings(base, focus),
            stays=self._stays(base),
        )

    def _contracts(self, base: int) -> tuple[ContractSpan, ...]:
        draw = self._random
        starts = [date(2024, 1, 1)]
        if draw.random() < 0.5:
            starts += sorted({self._day() for _ in range(draw.randrange(1, 4))})
        ends = [*starts[1:], None if draw.random() < 0.8 else date(2027, 1, 1)]
        return tuple(
            ContractSpan(base + place, draw.randrange(1, 4), starts_on, ends_on)
            for place, (starts_on, ends_on) in enumerate(zip(starts, ends, strict=True))
            if draw.random() < 0.9
        )

    def _register(self, base: int) -> tuple[RegisterSpan, ...]:
        draw = self._random
        spans = []
        for place, condition in enumerate(("hypertension", "t2dm", "ckd", "hypertension")):
            if draw.random() < 0.7:
                starts_on = date(2024, 1, 1) if draw.random() < 0.6 else self._day()
                ends_on = (
                    None if draw.random() < 0.6 else max(self._day(), starts_on + timedelta(1))
                )
                spans.append(RegisterSpan(base + 9 - place, condition, starts_on, ends_on))
        return tuple(spans)

    def _visits(self, base: int, focus: date) -> tuple[VisitFact, ...]:
        draw = self._random
        found = []
        for place in range(draw.randrange(0, 7)):
            visited_on = self._day(focus)
            found.append(
                VisitFact(
                    base + place,
                    1,
                    visited_on,
                    at(visited_on, draw.randrange(8, 10)),
                    draw.choice(("clinic", "clinic", "home", "phone")),
                    draw.choice((("hypertension",), ("t2dm", "hypertension"), ())),
                    draw.random() < 0.3,
                    draw.choice(("continue", "continue", "lost", "ended")),
                )
            )
        return tuple(found)

    def _readings(self, base: int, focus: date) -> tuple[ReadingFact, ...]:
        draw = self._random
        found = []
        for place in range(draw.randrange(0, 5)):
            taken_on = self._day(focus)
            for kind, firsts, seconds in (
                ("bp", ("129", "130", "139", "140", "149", "150"), ("79", "80", "89", "90")),
                ("fasting_glucose", ("6.9", "6.99", "7.0", "7.01", "7.1"), ()),
            ):
                mode = draw.choice((None, "clinic", "clinic", "home", "phone"))
                found.append(
                    ReadingFact(
                        f"{'reading' if mode is None else 'visit'}:{base + place}",
                        base + place,
                        kind,
                        draw.choice(("clinic", "clinic", "screening", "home")),
                        mode,
                        taken_on,
                        at(taken_on, draw.randrange(8, 10)),
                        at(taken_on, draw.randrange(10, 12)),
                        Decimal(draw.choice(firsts)) if draw.random() < 0.8 else None,
                        Decimal(draw.choice(seconds)) if seconds and draw.random() < 0.9 else None,
                    )
                )
        return tuple(found)

    def _stays(self, base: int) -> tuple[StayFact, ...]:
        draw = self._random
        admitted_on = self._day()
        found = []
        for place in range(draw.randrange(0, 6)):
            admitted_on += timedelta(days=draw.choice((0, 0, 1, 2, 15, 29, 30, 31, 32)))
            stayed = timedelta(days=draw.choice((0, 0, 1, 2, 5, 30)))
            found.append(
                StayFact(
                    base + place,
                    draw.choice(("H1", "H1", "H2")),
                    admitted_on,
                    None if draw.random() < 0.05 else admitted_on + stayed,
                    draw.choice(("I50.900", "I50.900", "I50.000", "E11.201+N08.3*", "I10.x01")),
                    ("Z51.100x001",) if draw.random() < 0.1 else (),
                    draw.choice((None, True, False)),
                    draw.choice(
                        ("home", "home", "home", "home", "transfer", "died", "against_advice")
                    ),
                )
            )
        draw.shuffle(found)
        return tuple(found)
