"""How steady a rate is: the 95 % interval of Wilson. For reading only, never for a payment."""

import math
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

Z_95 = 1.959963984540054  # two-sided 95 % quantile of the normal distribution
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends in per cent with two decimals, cut outwards."""

    low_percent: Decimal
    high_percent: Decimal


def wilson(numerator: int, denominator: int) -> Interval | None:
    """The Wilson score interval of a proportion (Wilson 1927); None without a denominator.

    Binary floats are enough here because nothing is decided by the interval.
    """
    if denominator <= 0:
        return None
    share, square = numerator / denominator, Z_95**2
    centre = share + square / (2 * denominator)
    half = Z_95 * math.sqrt(
        share * (1 - share) / denominator + square / (4 * denominator * denominator)
    )
    scale = 1 + square / denominator
    low, high = max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)
    return Interval(
        low_percent=Decimal(low * 100).quantize(HUNDREDTH, ROUND_FLOOR),
        high_percent=Decimal(high * 100).quantize(HUNDREDTH, ROUND_CEILING),
    )
