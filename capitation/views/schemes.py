"""Published schemes and measures, read from the frozen documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from capitation import catalogue
from capitation.domain.payment.trace import FigureTrace, figures_of, terms_of
from capitation.explanation import UNIT_WORDS, in_language, title_of
from capitation.models import MeasureVersion, SchemeVersion
from capitation.remarks import choice_words, kind_words, param_words, remark, value_words
from capitation.selectors import schemes_of
from contracts.access import StaffRequest, for_roles
from contracts.domain.roles import MONEY_ROLES
from ui.components import Crumb, Fact
from ui.templatetags.ui import day, last_day, moment


@dataclass(frozen=True, slots=True)
class ClauseCard:
    """A component of a scheme: its clause in both languages and every figure in it."""

    label: str
    kind: str
    clause_zh: str
    clause_en: str
    source: str
    figures: list[FigureRow]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure or choice with its mark."""

    name: str
    value: str
    is_provided: bool
    source: str
    note: str


@for_roles(*MONEY_ROLES)
@require_safe
def schemes(request: StaffRequest) -> HttpResponse:
    """List the published versions."""
    rows = [(version, title_of(version)) for version in schemes_of(request.user)]
    return render(request, "capitation/schemes.html", {"rows": rows})


@for_roles(*MONEY_ROLES)
@require_safe
def scheme(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a published version: validity, sources, clauses, figures with their marks, measures."""
    version = get_object_or_404(schemes_of(request.user), pk=pk)
    document = catalogue.published_scheme(version)
    sources = {source.key: remark(source.document) for source in document.sources}
    cards = [
        ClauseCard(
            label=in_language(
                {"label_zh": component.label_zh, "label_en": component.label_en}, "label"
            ),
            kind=kind_words(component.kind),
            clause_zh=component.clause_zh,
            clause_en=component.clause_en,
            source=" · ".join(
                filter(None, (sources[component.clause_source], remark(component.clause_article)))
            ),
            figures=[_figure(figure, sources) for figure in figures_of(component)],
        )
        for component in document.components
    ]
    terms = [_figure(figure, sources) for figure in terms_of(document)]
    marked = [*terms, *(figure for card in cards for figure in card.figures)]
    context = {
        "version": version,
        "title": title_of(version),
        "document": document,
        "sources": [
            (sources[source.key], remark(source.article), remark(source.note))
            for source in document.sources
        ],
        "cards": cards,
        "terms": terms,
        "provided": sum(figure.is_provided for figure in marked),
        "assumed": sum(not figure.is_provided for figure in marked),
        "facts": _scheme_facts(version),
        "measures": [(measure, title_of(measure)) for measure in version.measures.order_by("key")],
        "crumbs": [Crumb(_("Schemes"), reverse("capitation:schemes")), Crumb(version.key)],
    }
    return render(request, "capitation/scheme.html", context)


@for_roles(*MONEY_ROLES)
@require_safe
def measure_document(request: StaffRequest, key: str) -> HttpResponse:
    """Show a measure as it was published (the newest version of the key)."""
    used = MeasureVersion.objects.filter(key=key, schemes__in=schemes_of(request.user))
    version = used.select_related("rule_set").order_by("-published_at", "-pk").first()
    if version is None:
        raise Http404
    document = catalogue.published_measure(version).document
    sources = {source.key: source for source in document.sources}
    texts: dict[str, Any] = document.model_dump()
    context = {
        "version": version,
        "title": title_of(version),
        "document": document,
        "definition": in_language(texts, "definition"),
        "why": in_language(texts, "why_it_matters"),
        "params": [
            Fact(param_words(name), value_words(value), format_html("<code>{}</code>", name))
            for name, value in document.params.items()
        ],
        "origins": [
            (
                remark(origin.article),
                remark(origin.says),
                in_language(sources[origin.source].model_dump(), "title"),
                origin.confidence,
            )
            for origin in document.origins
        ],
        "facts": [
            Fact(_("Version"), version.version),
            Fact(_("Author"), remark(document.author)),
            Fact(_("Checked by"), remark(document.checker)),
            Fact(_("Reviewed on"), day(document.reviewed_on)),
            Fact(_("Next review"), day(document.next_review_on)),
            *([Fact(_("Rule set"), str(version.rule_set))] if version.rule_set else []),
            Fact("SHA-256", version.sha256),
        ],
        "crumbs": [Crumb(_("Schemes"), reverse("capitation:schemes")), Crumb(key)],
    }
    return render(request, "capitation/measure_document.html", context)


def _scheme_facts(version: SchemeVersion) -> list[Fact]:
    return [
        Fact(_("Insurer"), version.insurer.name),
        Fact(_("First day"), day(version.valid_from)),
        Fact(_("Last day"), last_day(version.valid_until)),
        Fact(_("Published"), moment(version.published_at), note=version.published_by),
        Fact("SHA-256", version.sha256),
    ]


def _figure(figure: FigureTrace, sources: dict[str, str]) -> FigureRow:
    unit = UNIT_WORDS.get(figure.unit, "")
    return FigureRow(
        name=figure.name,
        value=f"{choice_words(figure.value)} {unit}".strip(),
        is_provided=figure.status == "provided",
        source=" · ".join(
            filter(None, (sources.get(figure.source, figure.source), remark(figure.article)))
        ),
        note=remark(figure.note),
    )
