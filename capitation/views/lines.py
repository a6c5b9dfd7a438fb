"""One line of a statement, open, and the residents or stays that it counts."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from capitation import catalogue
from capitation.domain.payment.money import plain
from capitation.explanation import explain, labels_of, register_words
from capitation.people import people_of
from capitation.run_words import period_words
from capitation.selectors import lines_of, resident_shares, statements_of
from capitation.services.computation import paid_registers
from capitation.statement_lines import people_href, trace_steps
from capitation.stays import stays_behind
from capitation.views.statements import READERS
from contracts import clock
from contracts.access import StaffRequest, for_roles
from contracts.services import access
from ui import formats
from ui.components import Crumb

if TYPE_CHECKING:
    from capitation.models import Statement, StatementLine

PAGE_SIZE = 50


@for_roles(*READERS)
@require_safe
def line(request: StaffRequest, pk: int, position: int) -> HttpResponse:
    """Show a line with its trace fully open and every figure of the scheme that it rests on."""
    statement, lines, found = _line(request, pk, position)
    labels = labels_of(lines)
    scheme = catalogue.published_scheme(statement.run.scheme)
    words = explain(found, labels, {source.key: source.document for source in scheme.sources})
    parents = [
        (explain(other, labels).label, reverse("capitation:line", args=[pk, other.position]), other)
        for other in lines
        if other.key in found.trace["parents"]
    ]
    context = {
        "statement": statement,
        "line": found,
        "words": words,
        "steps": trace_steps(statement, found, words, is_alone=True),
        "parents": parents,
        "people_href": people_href(found),
        "crumbs": _crumbs(statement, words.label),
        "period": period_words(statement.run),
    }
    return render(request, "capitation/line.html", context)


@for_roles(*READERS)
@require_safe
def line_residents(request: StaffRequest, pk: int, position: int) -> HttpResponse:
    """Show who stands behind a base line: person-months and the resident's part, which add up to the line."""
    statement, lines, found = _line(request, pk, position)
    scheme = catalogue.published_scheme(statement.run.scheme)
    register = next(
        (c.members_of for c in scheme.components if c.key == found.component and c.kind == "base"),
        None,
    )
    if register is None or found.amount_fen is None:
        raise Http404
    shares = resident_shares(found, register)
    page = Paginator(shares, PAGE_SIZE).get_page(request.GET.get("page"))
    people = people_of(request.user, [share.resident_id for share in page], clock.today())
    words = explain(found, labels_of(lines))
    context = {
        "statement": statement,
        "line": found,
        "words": words,
        "register": register_words(register),
        "rows": [
            {
                "person": people[share.resident_id],
                "months": plain(share.months),
                "weighted": plain(share.weighted),
                "rules": ", ".join(share.rules),
                "part_fen": share.part_fen,
            }
            for share in page
        ],
        "page": page,
        "months": plain(sum((share.months for share in shares), Fraction(0))),
        "weighted": plain(sum((share.weighted for share in shares), Fraction(0))),
        "parts_fen": sum(share.part_fen for share in shares),
        "adds_up": sum(share.part_fen for share in shares) == found.amount_fen,
        **_list_frame(statement, found, words.label, page),
    }
    _record(request, found, "line residents", len(context["rows"]))
    return render(request, "capitation/line_residents.html", context)


@for_roles(*READERS)
@require_safe
def line_stays(request: StaffRequest, pk: int, position: int) -> HttpResponse:
    """Show the hospital stays whose cost a bonus is a share of, found again from the facts of the cut-off."""
    statement, lines, found = _line(request, pk, position)
    if found.trace["kind"] != "bonus_on_amount":
        raise Http404
    scheme = catalogue.published_scheme(statement.run.scheme)
    stays = stays_behind(statement, paid_registers(scheme))
    page = Paginator(stays, PAGE_SIZE).get_page(request.GET.get("page"))
    people = people_of(request.user, [stay.resident_id for stay in page], clock.today())
    words = explain(found, labels_of(lines))
    cost_fen = sum(stay.cost_fen for stay in stays)
    frozen = _frozen_amount(found)
    context = {
        "statement": statement,
        "line": found,
        "words": words,
        "rows": [{"stay": stay, "person": people[stay.resident_id]} for stay in page],
        "page": page,
        "count": len(stays),
        "cost_fen": cost_fen,
        "frozen": frozen,
        "adds_up": formats.yuan(cost_fen).replace(",", "") == frozen,
        **_list_frame(statement, found, words.label, page),
    }
    _record(request, found, "line stays", len(context["rows"]))
    return render(request, "capitation/line_stays.html", context)


def _line(
    request: StaffRequest, pk: int, position: int
) -> tuple[Statement, list[StatementLine], StatementLine]:
    """A line of a statement that the reader may open, among all lines of it."""
    statement = get_object_or_404(statements_of(request.user, clock.today()), pk=pk)
    lines = lines_of(statement)
    for found in lines:
        if found.position == position:
            found.statement = statement
            return statement, lines, found
    raise Http404


def _frozen_amount(found: StatementLine) -> str:
    """The amount that the trace was computed from, in yuan; empty when it was unknown."""
    for step in found.trace["steps"]:
        if step["kind"] == "input":
            return str(step["values"]["amount"])
    return ""


def _crumbs(statement: Statement, label: str) -> list[Crumb]:
    title = _("Statement %(period)s") % {"period": period_words(statement.run)}
    return [
        Crumb(_("Statements"), reverse("capitation:statements")),
        Crumb(
            f"{title} · {statement.team.name}", reverse("capitation:statement", args=[statement.pk])
        ),
        Crumb(label),
    ]


def _list_frame(
    statement: Statement, found: StatementLine, label: str, page: Any
) -> dict[str, Any]:
    """Crumbs and pages of a list behind a line."""
    crumbs = _crumbs(statement, label)
    crumbs[-1] = Crumb(label, reverse("capitation:line", args=[statement.pk, found.position]))
    return {
        "crumbs": crumbs,
        "previous": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next": f"?page={page.next_page_number()}" if page.has_next() else "",
        "shown": _("%(first)s–%(last)s of %(count)s")
        % {"first": page.start_index(), "last": page.end_index(), "count": page.paginator.count},
    }


def _record(request: StaffRequest, found: StatementLine, subject: str, count: int) -> None:
    access.record(
        by=request.user,
        action=access.Action.LISTED,
        subject=subject,
        subject_key=f"{found.statement_id}/{found.position}",
        detail=f"{count} residents",
    )
