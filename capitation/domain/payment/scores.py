"""From a measure to a score, on exact fractions (reference/schemes.md 2.6 and 1.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Literal

from capitation.domain.payment.document import MeasureUse, Scheme
from capitation.domain.payment.money import plain, truncated_percent
from capitation.domain.payment.panel import MeasureResult, Results
from capitation.domain.payment.shapes import Band, Bands, Linear, Steps, Threshold
from capitation.domain.payment.trace import MeasureTrace, Step, measure_trace, step

OPPOSITE = {">=": "<", ">": "≤"}
SYMBOL = {">=": "≥", ">": ">"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The score of a payee, or why there is none.

    `score` is None unless the status is `measured`; `reason` is a code in every case.
    """

    score: Fraction | None
    status: Literal["measured", "pending", "not_applicable"]
    reason: str
    comparison: str = ""
    measures: tuple[MeasureTrace, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The results and baselines of one payee, and the peers' medians."""

    results: Mapping[str, MeasureResult]
    baselines: Mapping[str, MeasureResult]
    peers: Mapping[str, Fraction]


def peer_medians(scheme: Scheme, results: Results) -> dict[str, Fraction]:
    """The median of the measured payees of this run, per measure with baseline = peer."""
    medians = {}
    for name, use in scheme.measures.items():
        readings = [
            rate
            for measured in results.values()
            if (rate := measured[name].reading(use.min_denominator.count)[0]) is not None
        ]
        if use.baseline.value == "peer" and readings:
            medians[name] = Fraction(median(readings))
    return medians


def judge(
    scheme: Scheme, score: Threshold | Linear | Bands | Steps, evidence: Evidence
) -> Judgement:
    """The score of one payee; never a score for something that was not measured."""
    use = scheme.measures[score.measure]
    result = evidence.results[score.measure]
    measures = (measure_trace(score.measure, use, result),)
    rate, reason = result.reading(use.min_denominator.count)
    if rate is None:
        status: Literal["pending", "not_applicable"] = (
            "pending" if result.applicable else "not_applicable"
        )
        return Judgement(None, status, reason, measures=measures)
    if isinstance(score, Threshold):
        return judge_threshold(score, rate, measures)
    if isinstance(score, Linear):
        return judge_linear(score, rate, measures)
    if isinstance(score, Bands):
        return judge_bands(score, rate, measures)
    return judge_steps(score, rate, measures, use, evidence)


def judge_threshold(
    score: Threshold, rate: Fraction, measures: tuple[MeasureTrace, ...]
) -> Judgement:
    """1 when the threshold is reached (`>=`) or exceeded (`>`), otherwise 0."""
    op = score.op.value
    reached = rate >= score.at.exact if op == ">=" else rate > score.at.exact
    sign = SYMBOL[op] if reached else OPPOSITE[op]
    comparison = f"{truncated_percent(rate)} % {sign} {plain(score.at.exact * 100)} %"
    reason = "reached" if reached else "not_reached"
    return Judgement(Fraction(int(reached)), "measured", reason, comparison, measures)


def judge_linear(score: Linear, rate: Fraction, measures: tuple[MeasureTrace, ...]) -> Judgement:
    """clamp((x - low) / (high - low), 0, 1)."""
    low, high = score.low.exact, score.high.exact
    reached = min(Fraction(1), max(Fraction(0), (rate - low) / (high - low)))
    comparison = f"{plain(low * 100)} % → {truncated_percent(rate)} % → {plain(high * 100)} %"
    return Judgement(
        reached, "measured", reason_of_part(reached), comparison, measures, (score_step(reached),)
    )


def judge_bands(score: Bands, rate: Fraction, measures: tuple[MeasureTrace, ...]) -> Judgement:
    """The score of the band that holds the rate; the table covers every rate exactly once."""
    band = band_of(score, rate)
    left, right = ("[", ")") if score.closed.value == "lower" else ("(", "]")
    low, high = plain(band.low.exact * 100), plain(band.high.exact * 100)
    comparison = f"{truncated_percent(rate)} % ∈ {left}{low} %, {high} %{right}"
    reached = band.score.exact
    return Judgement(
        reached, "measured", reason_of_part(reached), comparison, measures, (score_step(reached),)
    )


def band_of(score: Bands, rate: Fraction) -> Band:
    """The band of a rate: closed below except the last, or closed above except the first."""
    if score.closed.value == "lower":
        return next(
            (band for band in score.bands if band.low.exact <= rate < band.high.exact),
            score.bands[-1],
        )
    return next(
        (band for band in score.bands if band.low.exact < rate <= band.high.exact), score.bands[0]
    )


def judge_steps(
    score: Steps,
    rate: Fraction,
    measures: tuple[MeasureTrace, ...],
    use: MeasureUse,
    evidence: Evidence,
) -> Judgement:
    """Steps from the baseline, full ones or in parts, at most `max_steps`, never below 0."""
    baseline = baseline_of(score.measure, use, evidence)
    measures = (*measures, measure_trace(score.measure, use, baseline, role="baseline"))
    compared, _ = baseline.reading(use.min_denominator.count)
    if compared is None:
        if not baseline.applicable:
            return Judgement(None, "not_applicable", baseline.reason, measures=measures)
        return Judgement(None, "pending", "baseline_missing", measures=measures)
    relative = score.change.value == "relative"
    if relative and compared == 0:
        return Judgement(None, "pending", "baseline_zero", measures=measures)
    difference = rate - compared if score.direction.value == "up" else compared - rate
    change = difference / compared if relative else difference
    exact_steps = max(Fraction(0), change / score.size.exact)
    counted = Fraction(exact_steps // 1) if score.mode.value == "floor" else exact_steps
    limited = counted
    if score.max_steps is not None:
        limited = min(counted, score.max_steps.exact)
    arrow = f"{truncated_percent(compared)} % → {truncated_percent(rate)} %"
    return Judgement(
        limited,
        "measured",
        reason_of_steps(change, counted, limited),
        arrow,
        measures,
        (
            step(
                "steps",
                change=truncated_percent(change),
                change_exact=plain(change),
                unit="%" if relative else "pp",
                size=plain(score.size.exact * 100),
                counted=plain(counted),
                steps=plain(limited),
                max_steps="" if score.max_steps is None else str(score.max_steps.count),
            ),
        ),
    )


def baseline_of(name: str, use: MeasureUse, evidence: Evidence) -> MeasureResult:
    """What the measure is compared with, by the rule of its use in the scheme."""
    if use.fixed_baseline is not None:
        return MeasureResult.of_rate(use.fixed_baseline.exact)
    if use.baseline.value == "peer":
        peer = evidence.peers.get(name)
        return (
            MeasureResult.not_measured("baseline_missing")
            if peer is None
            else (MeasureResult.of_rate(peer))
        )
    return evidence.baselines.get(name, MeasureResult.not_measured("baseline_missing"))


def score_step(score: Fraction) -> Step:
    """The score as a step of the explanation."""
    return step("score", score=plain(score))


def reason_of_part(score: Fraction) -> str:
    """The reason code of a score between 0 and 1."""
    if score == 0:
        return "not_reached"
    return "reached" if score == 1 else "partly_reached"


def reason_of_steps(change: Fraction, counted: Fraction, limited: Fraction) -> str:
    """The reason code of a number of steps."""
    if change < 0:
        return "wrong_direction"
    if limited == 0:
        return "no_full_step"
    return "steps_limited" if limited < counted else "steps_reached"
