"""The measures of a settlement in words and pictures: rate, interval, thresholds, and who was not reached and why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from capitation import catalogue
from capitation.domain.payment.money import plain
from capitation.domain.payment.shapes import Threshold as ThresholdScore
from capitation.explanation import in_language, title_of
from capitation.intervals import wilson
from capitation.selectors import counts_by_reason, evidence_of, results_of
from capitation.statement_lines import evidence_href
from capitation.wording import MEASURE_SHORT, measure_definition, measure_title, reason_words
from ui import formats
from ui.charts import Threshold, interval
from ui.components import Fact

if TYPE_CHECKING:
    from datetime import date

    from capitation.domain.measures.document import MeasureDocument
    from capitation.domain.payment.document import Scheme
    from capitation.models import MeasureResult, SettlementRun, Statement
    from ui.charts.chart import Chart

HALF = 50  # rates that all lie in one half of the scale are drawn on that half
# Column heads; a measure without one stands with its whole title.
SHORT: dict[str, Promise] = {
    **MEASURE_SHORT,
    "cn.readmit.30d_allcause": _lazy("Back within 30 days"),
    "cn.readmit.31d_unplanned": _lazy("Back unplanned within 31 days"),
}
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class MeasureCard:
    """A measure of a statement: its chart (None when nobody was measured), its facts and where the residents stand."""

    key: str
    title: str
    definition: str
    chart: Chart | None
    facts: list[Fact]
    remark: str
    href: str
    baseline_href: str


def measure_names(run: SettlementRun) -> dict[str, str]:
    """The short name of each measure that a run's scheme counts by, in the order of their keys."""
    versions = run.scheme.measures.order_by("key")
    return {version.key: str(SHORT.get(version.key) or title_of(version)) for version in versions}


def measure_cards(statement: Statement) -> list[MeasureCard]:
    """A card for each measure of the scheme, in the order of the document."""
    run = statement.run
    scheme = catalogue.published_scheme(run.scheme)
    results = results_of(statement)
    documents = {
        version.key: catalogue.published_measure(version).document
        for version in run.scheme.measures.select_related("rule_set")
    }
    start = run.period_start
    before = start.replace(year=start.year - 1)
    return [
        _card(
            statement,
            scheme,
            name,
            documents[use.measure],
            results.get((use.measure, start)),
            results.get((use.measure, before)),
        )
        for name, use in scheme.measures.items()
    ]


def _card(  # noqa: PLR0917 - a card is made of its parts
    statement: Statement,
    scheme: Scheme,
    name: str,
    document: MeasureDocument,
    result: MeasureResult | None,
    baseline: MeasureResult | None,
) -> MeasureCard:
    start = statement.run.period_start
    thresholds = _thresholds(scheme, name)
    chart = (
        _chart(document, result, baseline, thresholds) if result and result.denominator else None
    )
    return MeasureCard(
        key=document.key,
        title=measure_title(document),
        definition=measure_definition(document),
        chart=chart,
        facts=_facts(statement, document, result, baseline, thresholds),
        remark=_remark(result, thresholds),
        href=evidence_href(statement, document.key, start),
        baseline_href=evidence_href(statement, document.key, baseline.period_start)
        if baseline
        else "",
    )


def _thresholds(scheme: Scheme, name: str) -> list[Threshold]:
    """The rates at which a component of the scheme pays, in per cent."""
    found = []
    for component in scheme.components:
        score = getattr(component, "score", None)
        if isinstance(score, ThresholdScore) and score.measure == name:
            label = in_language(
                {"label_zh": component.label_zh, "label_en": component.label_en}, "label"
            )
            found.append(Threshold(Decimal(plain(score.at.exact * 100)), label))
    return sorted(found, key=lambda threshold: threshold.at_percent)


def _chart(
    document: MeasureDocument,
    result: MeasureResult,
    baseline: MeasureResult | None,
    thresholds: list[Threshold],
) -> Chart | None:
    steady = wilson(result.numerator, result.denominator)
    if steady is None:
        return None
    previous = None
    lowest = [steady.low_percent, *(threshold.at_percent for threshold in thresholds)]
    highest = [steady.high_percent, *(threshold.at_percent for threshold in thresholds)]
    if baseline and baseline.denominator:
        percent = Decimal(baseline.numerator * 100) / baseline.denominator
        shown = formats.rate(baseline.numerator, baseline.denominator) or ""
        previous = (
            _("%(year)s: %(rate)s") % {"year": baseline.period_start.year, "rate": shown},
            percent.quantize(HUNDREDTH),
        )
        lowest.append(percent)
        highest.append(percent)
    return interval(
        key=f"rate-{document.key.replace('.', '-')}",
        title=measure_title(document),
        numerator=result.numerator,
        denominator=result.denominator,
        low_percent=steady.low_percent,
        high_percent=steady.high_percent,
        thresholds=[Threshold(mark.at_percent, "") for mark in thresholds],
        previous=previous,
        from_percent=HALF if min(lowest) >= HALF else 0,
        until_percent=HALF if max(highest) <= HALF else 100,
    )


def _facts(
    statement: Statement,
    document: MeasureDocument,
    result: MeasureResult | None,
    baseline: MeasureResult | None,
    thresholds: list[Threshold],
) -> list[Fact]:
    start = statement.run.period_start
    facts = [Fact(str(start.year), _counts(result))]
    steady = wilson(result.numerator, result.denominator) if result else None
    if steady:
        facts.append(
            Fact(
                _("95 % interval (Wilson)"),
                f"{steady.low_percent} – {steady.high_percent}{formats.NO_BREAK}%",
            )
        )
    facts += [
        Fact(_("Threshold"), f"{mark.at_percent:f}{formats.NO_BREAK}%", note=mark.label)
        for mark in thresholds
    ]
    if baseline:
        facts.append(Fact(str(baseline.period_start.year), _counts(baseline), _("compared with")))
    facts += _reasons(statement, document, start)
    return facts


def _reasons(statement: Statement, document: MeasureDocument, start: date) -> list[Fact]:
    """Who did not count as reached, by reason."""
    counts = counts_by_reason(evidence_of(statement, document.key, start))
    is_bad_event = document.direction == "lower_is_better"
    missed = {
        reason: count
        for (status, reason), count in counts.items()
        if status != "excluded" and (status == "numerator") == is_bad_event
    }
    excluded = {reason: count for (status, reason), count in counts.items() if status == "excluded"}
    return [
        *_reason_fact(_("Not reached"), missed),
        *_reason_fact(_("Not counted"), excluded),
    ]


def _reason_fact(label: str, counts: dict[str, int]) -> list[Fact]:
    if not counts:
        return []
    said = [
        _("%(reason)s: %(count)s") % {"reason": reason_words(reason), "count": f"{count:,}"}
        for reason, count in counts.items()
    ]
    return [Fact(label, f"{sum(counts.values()):,}", note=" · ".join(said))]


def _counts(result: MeasureResult | None) -> str:
    if result is None or not result.denominator:
        return _("not measured")
    shown = formats.rate(result.numerator, result.denominator)
    return f"{result.numerator:,} / {result.denominator:,} = {shown}"


def _remark(result: MeasureResult | None, thresholds: list[Threshold]) -> str:
    """Said when the interval holds a threshold: the count decides, the interval tells how steady it is."""
    steady = wilson(result.numerator, result.denominator) if result else None
    if steady is None:
        return ""
    held = [
        f"{mark.at_percent:f}{formats.NO_BREAK}%"
        for mark in thresholds
        if steady.low_percent <= mark.at_percent <= steady.high_percent
    ]
    if not held:
        return ""
    return _(
        "The interval holds the threshold of %(thresholds)s. The threshold is decided on the count; the interval only says how steady the rate is."
    ) % {"thresholds": _(", ").join(held)}


def document_href(key: str) -> str:
    """Where a measure's document stands."""
    return reverse("capitation:measure-document", args=[key])
