"""What is measured, as it gets written down: at target or not, and rounded the way people round."""

from dataclasses import dataclass

from ops.city import days
from ops.city.dice import Dice
from ops.city.profiles import HIT, MISS, TeamProfile

# The service specification of 2017, by which this city classifies; the product's own limits are in its rule sets.
LIMIT, ELDERLY_LIMIT, ELDERLY_AGE = 140, 150, 65
DIASTOLIC_LIMIT = 90
GLUCOSE_LIMIT_TENTHS = 70
EMERGENCY = 0.006
EVEN_DIGIT = 0.55
SYSTOLIC_ONLY, BOTH = 0.6, 0.26
HEAPED = 0.32  # share of 138/88 where readings are too good


@dataclass(frozen=True, slots=True)
class Pressure:
    """A blood pressure in mmHg and whether it is at target at this age."""

    systolic: int
    diastolic: int
    is_at_target: bool


@dataclass(frozen=True, slots=True)
class Glucose:
    """A fasting glucose in tenths of mmol/L and whether it is at target."""

    tenths: int
    is_at_target: bool

    @property
    def text(self) -> str:
        """The value in mmol/L."""
        return f"{self.tenths // 10}.{self.tenths % 10}"


def systolic_limit(born: int, day: int) -> int:
    """The systolic limit by age on the day."""
    return ELDERLY_LIMIT if days.age_on(born, day) >= ELDERLY_AGE else LIMIT


def is_well_today(dice: Dice, *, luck: float, share: float) -> bool:
    """Whether a single visit finds the resident at target.

    ``luck`` belongs to the resident, ``share`` to the team and day: who is among the well-kept mostly shows it.
    """
    return dice.happens(HIT if luck < share else MISS)


def pressure(dice: Dice, *, limit: int, at_target: bool, profile: TeamProfile) -> Pressure:
    """A blood pressure as the team writes it down."""
    if at_target and profile.is_too_good:
        return _too_good(dice)
    systolic, diastolic = _well(dice, limit) if at_target else _unwell(dice, limit)
    zero = profile.zero_digit / 100
    systolic = _as_written(dice, systolic, limit, zero)
    diastolic = _as_written(dice, diastolic, DIASTOLIC_LIMIT, zero)
    return Pressure(systolic, diastolic, systolic < limit and diastolic < DIASTOLIC_LIMIT)


def true_pressure(dice: Dice, *, limit: int, at_target: bool) -> Pressure:
    """A blood pressure that no team writes down: by a device at home, at a screening, in hospital."""
    systolic, diastolic = _well(dice, limit + 2) if at_target else _unwell(dice, limit)
    return Pressure(systolic, diastolic, systolic < limit and diastolic < DIASTOLIC_LIMIT)


def glucose(dice: Dice, *, at_target: bool, profile: TeamProfile) -> Glucose:
    """A fasting glucose as the team writes it down."""
    if at_target and profile.is_too_good:
        return Glucose(dice.whole(65, 69), is_at_target=True)
    if at_target:
        tenths = max(42, min(GLUCOSE_LIMIT_TENTHS - 1, dice.near(61, 5)))
    elif dice.happens(EMERGENCY):
        tenths = dice.whole(168, 210) if dice.happens(0.6) else dice.whole(31, 39)
    else:
        tenths = min(163, dice.beyond(GLUCOSE_LIMIT_TENTHS, 14))
    return Glucose(tenths, is_at_target=tenths < GLUCOSE_LIMIT_TENTHS)


def hba1c_tenths(dice: Dice, *, at_target: bool) -> int:
    """An HbA1c in tenths of a per cent (NGSP)."""
    if at_target:
        return max(50, min(76, dice.near(64, 4)))
    return min(132, dice.beyond(68, 13))


def _well(dice: Dice, limit: int) -> tuple[int, int]:
    systolic = max(100, min(limit - 1, dice.near(limit - 11, 8)))
    return systolic, max(56, min(DIASTOLIC_LIMIT - 1, dice.near(79, 6), systolic - 25))


def _unwell(dice: Dice, limit: int) -> tuple[int, int]:
    if dice.happens(EMERGENCY):
        return dice.whole(180, 204), dice.whole(92, 116)
    kind = dice.random()
    if kind < SYSTOLIC_ONLY:
        return min(178, dice.beyond(limit, 9)), max(60, min(DIASTOLIC_LIMIT - 1, dice.near(82, 5)))
    if kind < SYSTOLIC_ONLY + BOTH:
        return min(178, dice.beyond(limit, 11)), min(108, dice.beyond(DIASTOLIC_LIMIT, 5))
    return max(128, min(limit - 1, dice.near(limit - 7, 5))), min(
        102, dice.beyond(DIASTOLIC_LIMIT, 4)
    )


def _too_good(dice: Dice) -> Pressure:
    if dice.happens(HEAPED):
        return Pressure(138, 88, is_at_target=True)
    return Pressure(
        min(139, max(128, dice.near(135, 2.4))),
        min(89, max(80, dice.near(85, 2))),
        is_at_target=True,
    )


def _as_written(dice: Dice, value: int, limit: int, zero: float) -> int:
    """Round to a full ten or to an even number; what would reach the limit is written as two below it."""
    if dice.happens(zero):
        rounded = (value + 5) // 10 * 10
        return limit - 2 if value < limit <= rounded else rounded
    if dice.happens(EVEN_DIGIT):
        return value - value % 2
    return value
