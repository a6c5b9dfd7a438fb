"""How a measure becomes a score: threshold, linear, bands, steps (reference/schemes.md 2.6)."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from capitation.domain.payment.figures import (
    Choice,
    Key,
    Share,
    StepSize,
    Strict,
    Whole,
    refusal,
)


class Threshold(Strict):
    """Score 1 when the measure reaches the threshold, otherwise 0; `>=` includes the threshold."""

    shape: Literal["threshold"]
    measure: Key
    op: Choice[Literal[">=", ">"]]
    at: Share


class Linear(Strict):
    """Score rising from 0 at `low` to 1 at `high`; falling when low lies above high."""

    shape: Literal["linear"]
    measure: Key
    low: Share
    high: Share

    @model_validator(mode="after")
    def _has_a_slope(self) -> Self:
        if self.low.value == self.high.value:
            raise refusal("out_of_range", "low and high must differ")
        return self


class Band(Strict):
    """From `low` to `high` the score is `score`."""

    low: Share
    high: Share
    score: Share


def check_bands(bands: Sequence[Band]) -> None:
    """Refuse a table that does not cover 0 to 1 exactly once (`bands_gap`, `bands_overlap`)."""
    reached = bands[0].low.value
    if reached != 0:
        raise refusal("bands_gap", "the first band starts at 0")
    for band in bands:
        if band.low.value > reached:
            raise refusal("bands_gap", f"a band that starts at {reached}, not {band.low.value}")
        if band.low.value < reached:
            raise refusal("bands_overlap", f"a band that starts at {reached}, not {band.low.value}")
        if band.high.value <= band.low.value:
            raise refusal("out_of_range", f"high above low, not {band.high.value}")
        reached = band.high.value
    if reached != 1:
        raise refusal("bands_gap", "the last band ends at 1")


class Bands(Strict):
    """A table of intervals over the whole range 0 to 1.

    `lower` closes each band below ([a, b), the last one includes its end), `upper` above ((a, b],
    the first one includes its start).
    """

    shape: Literal["bands"]
    measure: Key
    closed: Choice[Literal["lower", "upper"]]
    bands: Annotated[tuple[Band, ...], Field(min_length=1, strict=False)]

    @model_validator(mode="after")
    def _cover_everything_once(self) -> Self:
        check_bands(self.bands)
        return self


class Steps(Strict):
    """Steps between baseline and result: full ones (`floor`) or in parts (`pro_rata`).

    `pp` counts the difference of the two rates, `relative` the difference divided by the baseline.
    A change in the wrong direction scores 0. `max_steps` limits both modes; absent means no limit.
    """

    shape: Literal["steps"]
    measure: Key
    direction: Choice[Literal["up", "down"]]
    change: Choice[Literal["pp", "relative"]]
    mode: Choice[Literal["floor", "pro_rata"]]
    size: StepSize
    max_steps: Whole | None = None

    @model_validator(mode="after")
    def _has_a_size_in_the_unit_of_the_change(self) -> Self:
        expected = "pp" if self.change.value == "pp" else "fraction"
        if self.size.unit != expected:
            raise refusal("unit_mismatch", f"size in {expected} for change = {self.change.value}")
        return self


Part = Annotated[Threshold | Linear | Bands, Field(discriminator="shape")]
Score = Annotated[Threshold | Linear | Bands | Steps, Field(discriminator="shape")]
