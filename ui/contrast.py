"""The contrast of the colour pairs that pages use, computed from the tokens themselves.

Formula: WCAG 2.2, relative luminance and contrast ratio. Floats measure light here, nothing else.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TOKENS = Path(__file__).resolve().parent.parent / "static" / "css" / "tokens.css"
PAIRS = Path(__file__).resolve().parent / "contrast.toml"
LINEAR_BELOW = 0.04045  # sRGB
COLOUR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")


@dataclass(frozen=True, slots=True)
class Pair:
    """A colour on a ground, with the ratio it reaches in light and in dark."""

    front: str
    back: str
    minimum: float
    light: float
    dark: float

    @property
    def passes(self) -> bool:
        """Say whether both themes reach the minimum."""
        return min(self.light, self.dark) >= self.minimum


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb", 0 to 1."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        channel / 12.92 if channel <= LINEAR_BELOW else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@cache
def token_colours() -> dict[str, tuple[str, str]]:
    """Return the light and dark value of each colour token."""
    found = COLOUR.findall(TOKENS.read_text(encoding="utf-8"))
    return {name: (light, dark) for name, light, dark in found}


@cache
def measured_pairs() -> tuple[Pair, ...]:
    """Return every declared pair with its ratios."""
    colours = token_colours()
    declared = tomllib.loads(PAIRS.read_text(encoding="utf-8"))["pair"]
    return tuple(
        Pair(
            front,
            back,
            float(pair["minimum"]),
            ratio(colours[front][0], colours[back][0]),
            ratio(colours[front][1], colours[back][1]),
        )
        for pair in declared
        for front in pair["front"]
        for back in pair["back"]
    )
