"""The lines of a statement as the components show them: explained lines and the waterfall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from capitation import catalogue
from capitation.explanation import (
    Explanation,
    explain,
    in_language,
    label_of,
    labels_of,
    source_words,
)
from ui import formats
from ui.charts import WaterfallStep, waterfall
from ui.charts.chart import Chart
from ui.components import ExplainedLine, TraceStep

if TYPE_CHECKING:
    from datetime import date

    from capitation.models import SchemeVersion, Statement, StatementLine


def explained_lines(statement: Statement, lines: list[StatementLine]) -> list[ExplainedLine]:
    """Every line, ready to open in place, and the total."""
    labels = labels_of(lines)
    scheme = catalogue.published_scheme(statement.run.scheme)
    sources = {source.key: source.document for source in scheme.sources}
    shown = [_explained(statement, explain(line, labels, sources), line) for line in lines]
    total = ExplainedLine(
        key="total",
        label=_("Total"),
        amount=formats.yuan(statement.total_fen),
        note=_("Every line counts; the total is their sum."),
        kind="result",
    )
    return [*shown, total]


def component_labels(version: SchemeVersion) -> dict[str, str]:
    """The label of every component of a scheme, also of those that make no line, by component key."""
    return {
        component.key: in_language(
            {"label_zh": component.label_zh, "label_en": component.label_en}, "label"
        )
        for component in catalogue.published_scheme(version).components
    }


def _explained(statement: Statement, words: Explanation, line: StatementLine) -> ExplainedLine:
    is_first = line.position == 1
    amount = "–" if line.amount_fen is None else formats.yuan(line.amount_fen, signed=not is_first)
    return ExplainedLine(
        key=f"line-{line.position}",
        label=words.label,
        amount=amount,
        note=words.summary,
        steps=trace_steps(statement, line, words),
        badge=words.badge,
    )


def trace_steps(
    statement: Statement, line: StatementLine, words: Explanation, *, is_alone: bool = False
) -> list[TraceStep]:
    """The steps from the clause to the residents behind the line; ``is_alone`` on the line's own page."""
    links = _links(statement, line, words)
    if not is_alone:
        links.append((line_href(line), _("This line on a page of its own")))
    source = format_html_join(" · ", '<a href="{}">{}</a>', links) or words.source
    steps = [
        TraceStep(_("Clause"), words.clause, words.clause_source),
        TraceStep(_("Formula"), words.formula),
        TraceStep(_("With numbers"), words.numbers, " · ".join(words.details)),
        TraceStep(_("Compared"), words.comparison),
        TraceStep(_("Result"), words.result, words.reason),
        TraceStep(_("Source"), source, _frozen(words) if links else ""),
    ]
    return [step for step in steps if step.text]


def evidence_href(statement: Statement, measure: str, period_start: date) -> str:
    """Where the residents in and out of a measure stand."""
    return reverse("capitation:evidence", args=[statement.pk, measure, period_start.isoformat()])


def line_href(line: StatementLine) -> str:
    """Where a line stands alone."""
    return reverse("capitation:line", args=[line.statement_id, line.position])


def people_href(line: StatementLine) -> str:
    """Where the residents (or stays) that a line counts stand; empty when it counts nobody itself."""
    name = {"base": "capitation:line-residents", "bonus_on_amount": "capitation:line-stays"}.get(
        line.trace["kind"]
    )
    if name is None or line.amount_fen is None:
        return ""
    return reverse(name, args=[line.statement_id, line.position])


def _links(statement: Statement, line: StatementLine, words: Explanation) -> list[tuple[str, str]]:
    """Where the residents or stays that a line rests on stand, each with its words."""
    start = statement.run.period_start
    before = start.replace(year=start.year - 1)
    links: list[tuple[str, str]] = []
    for measure in words.measures:
        day = before if measure.is_baseline else start
        name = _("%(year)s result") % {"year": day.year}
        links.append((evidence_href(statement, measure.key, day), f"{name} {measure.said}"))
    if href := people_href(line):
        is_base = line.trace["kind"] == "base"
        links.append((href, _("Residents and person-months") if is_base else _("Hospital stays")))
    return links


def _frozen(words: Explanation) -> str:
    said = ", ".join(
        dict.fromkeys(f"{measure.key} v{measure.version}" for measure in words.measures)
    )
    return " · ".join(filter(None, (words.source, said)))


def waterfall_of(statement: Statement, lines: list[StatementLine]) -> Chart:
    """How the lines add up, source by source, to the statement's total. Pending lines are not drawn."""
    labels = labels_of(lines)
    final = [line for line in lines if line.amount_fen is not None]
    sources = list(dict.fromkeys(line.source for line in final))
    steps: list[WaterfallStep] = []
    reached = 0
    for source in sources:
        for line in final:
            if line.source == source and line.amount_fen is not None:
                label = label_of(line, labels)
                steps.append(WaterfallStep(label, line.amount_fen, href=line_href(line)))
                reached += line.amount_fen
        if len(sources) > 1 and source != sources[-1]:
            word = _("Up to here: %(source)s") % {"source": source_words(source)}
            steps.append(WaterfallStep(word, reached, "total"))
    steps.append(WaterfallStep(_("Total"), statement.total_fen, "total"))
    return waterfall(key="waterfall", title=_("From the lines to the total"), steps=steps)
