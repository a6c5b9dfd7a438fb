"""The statements that the reader may open, and one statement with everything that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from capitation.explanation import in_language, source_words, title_of
from capitation.measure_cards import measure_cards
from capitation.run_words import check_rows, hash_facts, period_words, state_badge, steps_of
from capitation.selectors import lines_of, statements_of
from capitation.statement_lines import component_labels, explained_lines, waterfall_of
from contracts import clock, keyset
from contracts.access import StaffRequest, for_roles
from contracts.domain.roles import CARE_ROLES, MONEY_ROLES
from contracts.services import access
from ui import formats
from ui.components import Badge, Crumb, Fact, Filter

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from capitation.models import Statement

READERS = (*sorted(CARE_ROLES), *sorted(MONEY_ROLES))


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement as a row of the list."""

    statement: Statement
    period: str
    badge: Badge


@for_roles(*READERS)
@require_safe
def statements(request: StaffRequest) -> HttpResponse:
    """List the statements, those of one run if asked."""
    every = statements_of(request.user, clock.today())
    wanted = request.GET.get("run", "")
    rows = every.filter(run_id=int(wanted)) if wanted.isdecimal() else every
    page = keyset.page(
        rows,
        by=("-run_id", "team__code", "pk"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    previous, following = page.links(urlencode({"run": wanted} if wanted else {}))
    context = {
        "rows": [
            StatementRow(row, period_words(row.run), state_badge(row.run)) for row in page.rows
        ],
        "filters": _run_filters(every, wanted),
        "previous": previous,
        "next": following,
        "is_care": request.user.role in CARE_ROLES,
    }
    return render(request, "capitation/statements.html", context)


@for_roles(*READERS)
@require_safe
def statement(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what a team earns and why: the total, every line opened down to its source, the measures, the proof."""
    found = get_object_or_404(statements_of(request.user, clock.today()), pk=pk)
    lines = lines_of(found)
    decisions = found.run.decisions.select_related("decided_by").order_by("pk")
    context = {
        "statement": found,
        "run": found.run,
        "title": _("Statement %(period)s") % {"period": period_words(found.run)},
        "scheme_title": title_of(found.run.scheme),
        "is_own": request.user.role in CARE_ROLES,
        "badge": state_badge(found.run),
        "crumbs": _crumbs(request, found),
        "sentence": _sentence(found),
        "pending": [line for line in lines if line.status == "pending"],
        "chart": waterfall_of(found, lines),
        "lines": explained_lines(found, lines),
        "cards": measure_cards(found),
        "steps": steps_of(found.run, decisions),
        "parts": _parts(found),
        "clearings": _clearings(found),
        "hashes": hash_facts(found.run, found),
        "checks": check_rows(found.split.get("checks", []), component_labels(found.run.scheme)),
        "run_checks": len(found.run.closure),
    }
    access.record(
        by=request.user,
        action=access.Action.VIEWED,
        subject="statement",
        subject_key=found.pk,
        detail=found.team.code,
    )
    return render(request, "capitation/statement.html", context)


def _run_filters(every: QuerySet[Statement], wanted: str) -> list[Filter]:
    """One view per run, when there are several."""
    runs = {row.run_id: row.run for row in every.order_by("-run_id").distinct("run_id")}
    if len(runs) < 2:  # noqa: PLR2004 - one run needs no choice
        return []
    return [
        Filter(_("All"), "?", current=not wanted),
        *(
            Filter(
                f"{period_words(run)} · {run.scheme.key}", f"?run={pk}", current=str(pk) == wanted
            )
            for pk, run in runs.items()
        ),
    ]


def _crumbs(request: StaffRequest, found: Statement) -> list[Crumb]:
    crumbs = [Crumb(_("Statements"), reverse("capitation:statements"))]
    if request.user.role in MONEY_ROLES:
        run_title = _("Settlement %(period)s") % {"period": period_words(found.run)}
        crumbs = [
            Crumb(_("Runs"), reverse("capitation:runs")),
            Crumb(run_title, reverse("capitation:run", args=[found.run_id])),
        ]
    return [*crumbs, Crumb(found.team.name)]


def _sentence(found: Statement) -> str:
    """Where the money comes from and what happens to it, in one sentence each."""
    said = [
        _("%(source)s %(amount)s.") % {"source": source_words(source), "amount": formats.yuan(fen)}
        for source, fen in found.split.get("sources_fen", {}).items()
    ]
    if len(said) == 1:
        said = [
            _("All of it comes from: %(source)s.") % {"source": source_words(source)}
            for source in found.split["sources_fen"]
        ]
    if found.split.get("clearings"):
        paid = sum(clearing["prepaid_fen"] for clearing in found.split["clearings"])
        rest = sum(clearing["clearing_fen"] for clearing in found.split["clearings"])
        said.append(
            _("Prepaid in the year: %(paid)s; still to come: %(rest)s.")
            % {"paid": formats.yuan(paid), "rest": formats.yuan(rest)}
        )
    if found.split.get("open_fen"):
        said.append(
            _("Below zero by %(amount)s, which is carried over.")
            % {"amount": formats.yuan(abs(found.split["open_fen"]))}
        )
    if found.pending_count:
        said.append(
            _("%(count)s lines are pending and count for nothing yet.")
            % {"count": found.pending_count}
        )
    return " ".join(said)


def _parts(found: Statement) -> list[Fact]:
    """How the statement is divided between team and centre; empty when the scheme does not say."""
    parts: list[dict[str, Any]] = found.split.get("parts", [])
    facts = [Fact(in_language(part, "label"), formats.yuan(part["amount_fen"])) for part in parts]
    if facts:
        facts.append(Fact(_("Total"), formats.yuan(found.total_fen), total=True))
    return facts


def _clearings(found: Statement) -> list[Fact]:
    """What was prepaid and what is cleared, by source; empty without prepayment."""
    facts = []
    for clearing in found.split.get("clearings", []):
        source = source_words(clearing["source"])
        facts += [
            Fact(source, formats.yuan(clearing["entitlement_fen"])),
            Fact(_("Prepaid"), formats.yuan(-clearing["prepaid_fen"])),
            Fact(_("Clearing"), formats.yuan(clearing["clearing_fen"]), total=True),
        ]
    return facts
