"""Chance with a fixed seed. Numbers drawn here are fiction; what is stored are whole numbers and texts."""

import random
from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Dice(random.Random):
    """A repeatable source of chance for one resident."""

    def happens(self, probability: float) -> bool:
        """Whether something of this probability happens now."""
        return self.random() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def near(self, mean: float, spread: float) -> int:
        """A whole number around a mean."""
        return round(self.gauss(mean, spread))

    def beyond(self, start: int, mean: float) -> int:
        """A whole number from ``start`` upwards, ``mean`` above it on average."""
        return start + int(self.expovariate(1.0 / mean))


class Odds(Generic[Value]):
    """Values with their relative frequency."""

    __slots__ = ("_reach", "_total", "_values")

    def __init__(self, weights: Mapping[Value, float]) -> None:
        self._values = tuple(weights)
        self._reach = tuple(accumulate(weights.values()))
        self._total = self._reach[-1]

    def pick(self, dice: Dice) -> Value:
        """One of the values."""
        return self._values[bisect(self._reach, dice.random() * self._total)]
