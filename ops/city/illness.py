"""What a resident has: conditions with the day of registration, and when the resident dies or moves away."""

from dataclasses import dataclass, replace

from ops.city import days
from ops.city.dice import Dice
from ops.city.people import HISTORY_START

YEAR = 365.25
MINIMUM_AGE = 35
NEWLY_FOUND = 0.12
# Age from which a row holds: hypertension, diabetes, others (share with, share without either), deaths a year.
BANDS: tuple[tuple[int, float, float, float, float], ...] = (
    (80, 0.54, 0.18, 1.2, 0.060),
    (65, 0.50, 0.20, 1.0, 0.016),
    (50, 0.31, 0.12, 0.45, 0.004),
    (35, 0.125, 0.05, 0.12, 0.0012),
    (0, 0.0, 0.0, 0.0, 0.0003),
)
OTHERS = {"copd": 0.045, "chd": 0.09, "stroke": 0.062, "ckd": 0.048}
WITHOUT_EITHER = 0.4  # how often the other conditions meet those with neither
DIABETES_WITH_HYPERTENSION = 1.5
MOVES_A_YEAR = 0.009
FOLLOWED = ("hypertension", "t2dm")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition and the day it was put on the register."""

    key: str
    start: int


def conditions_of(dice: Dice, *, born: int, last_day: int) -> list[Condition]:
    """The conditions of a resident, registered from the age of 35 on."""
    age = days.age_on(born, HISTORY_START)
    _, pressure, sugar, others, _ = _band(age)
    has_pressure = dice.happens(pressure)
    with_pressure = DIABETES_WITH_HYPERTENSION * sugar
    without = (sugar - pressure * with_pressure) / (1 - pressure)
    has_sugar = dice.happens(with_pressure if has_pressure else without)
    keys = [key for key, has in zip(FOLLOWED, (has_pressure, has_sugar), strict=True) if has]
    weight = others if keys else others * WITHOUT_EITHER
    keys += [key for key, share in OTHERS.items() if dice.happens(share * weight)]
    found = [Condition(key, _found_on(dice, born, last_day)) for key in keys]
    return [condition for condition in found if condition.start <= last_day]


def known_from(conditions: list[Condition], signed: int) -> list[Condition]:
    """The same conditions; whoever signs only during the history is put on the register then, not before."""
    if signed <= HISTORY_START:
        return conditions
    return [replace(each, start=max(each.start, signed)) for each in conditions]


def dies_on(dice: Dice, *, born: int, is_ill: bool, last_day: int) -> int | None:
    """The day of death within the history, if any."""
    _, _, _, _, hazard = _band(days.age_on(born, HISTORY_START))
    return _chance_day(dice, hazard * (1.25 if is_ill else 0.8), last_day)


def moves_on(dice: Dice, *, last_day: int) -> int | None:
    """The day of moving away within the history, if any."""
    return _chance_day(dice, MOVES_A_YEAR, last_day)


def _band(age: int) -> tuple[int, float, float, float, float]:
    return next(band for band in BANDS if age >= band[0])


def _found_on(dice: Dice, born: int, last_day: int) -> int:
    if dice.happens(NEWLY_FOUND):
        day = dice.whole(HISTORY_START, last_day)
    else:
        day = HISTORY_START - dice.whole(30, 4000)
    return days.workday(max(day, days.years_later(born, MINIMUM_AGE)))


def _chance_day(dice: Dice, hazard: float, last_day: int) -> int | None:
    wait = int(dice.expovariate(hazard) * YEAR)
    day = HISTORY_START + 10 + wait
    return day if day <= last_day else None
