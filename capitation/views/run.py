"""One settlement run: its progress, what came out, the proof that it closes, and the decision on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from capitation import catalogue
from capitation.explanation import title_of
from capitation.measure_cards import measure_names
from capitation.run_words import (
    DONE,
    PROGRESS_WORDS,
    check_rows,
    hash_facts,
    period_words,
    state_badge,
    steps_of,
)
from capitation.selectors import TeamOfRun, runs_of, teams_of_run
from capitation.services import decisions, settlement
from capitation.statement_lines import evidence_href
from contracts.access import StaffRequest, for_roles
from contracts.domain.errors import DomainError
from contracts.domain.roles import MONEY_ROLES, Role
from contracts.wording import error_message
from ui import formats
from ui.components import Crumb, Figure

if TYPE_CHECKING:
    from capitation.models import SettlementRun


@dataclass(frozen=True, slots=True)
class RateCell:
    """A rate with its counts, and where the residents behind it stand (empty: nowhere)."""

    name: str
    rate: str
    counts: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team's statement in the table; ``rates`` in the order of the measures' columns."""

    team: TeamOfRun
    months: str
    rates: list[RateCell]


@for_roles(*MONEY_ROLES)
@require_safe
def run(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a run: while it is computed its progress, afterwards everything there is to decide on."""
    found = get_object_or_404(runs_of(request.user), pk=pk)
    context: dict[str, Any] = {
        "run": found,
        "title": _("Settlement %(period)s") % {"period": period_words(found)},
        "scheme_title": title_of(found.scheme),
        "badge": state_badge(found),
        "crumbs": [Crumb(_("Runs"), reverse("capitation:runs"))],
        "steps": steps_of(found, found.decisions.select_related("decided_by").order_by("pk")),
        "may_start": request.user.role == Role.INSURER_OFFICER,
        **_progress(found),
    }
    if found.state in DONE:
        context |= _outcome(found) | _choices(request, found)
    return render(request, "capitation/run.html", context)


@for_roles(*MONEY_ROLES)
@require_safe
def run_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer the progress alone; when the run is through, have the whole page loaded again."""
    found = get_object_or_404(runs_of(request.user), pk=pk)
    if _is_over(found):
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRefresh()
        return redirect("capitation:run", pk)
    return render(request, "capitation/_run_progress.html", _progress(found))


@for_roles(Role.INSURER_OFFICER)
@require_POST
def run_again(request: StaffRequest, pk: int) -> HttpResponse:
    """Have a run computed that stopped or does not move."""
    found = get_object_or_404(runs_of(request.user), pk=pk)
    try:
        settlement.request_run(
            by=request.user,
            scheme=found.scheme,
            period_start=found.period_start,
            period_end=found.period_end,
        )
    except DomainError as error:
        messages.error(request, error_message(error))
    return redirect("capitation:run", pk)


@for_roles(Role.INSURER_OFFICER, Role.INSURER_APPROVER)
@require_POST
def run_decision(request: StaffRequest, pk: int) -> HttpResponse:
    """Propose, approve or return a run."""
    found = get_object_or_404(runs_of(request.user), pk=pk)
    note = request.POST.get("note", "")
    try:
        match request.POST.get("decision"):
            case "propose":
                decisions.propose_run(by=request.user, run=found, note=note)
                messages.success(request, _("Proposed. A second person can approve it now."))
            case "approve":
                decisions.approve_run(by=request.user, run=found, note=note)
                messages.success(request, _("Approved. The teams see their statements now."))
            case "return":
                decisions.return_run(by=request.user, run=found, note=note)
                messages.success(request, _("Returned to the officer with your note."))
    except DomainError as error:
        messages.error(request, error_message(error))
    return redirect("capitation:run", pk)


def _is_over(found: SettlementRun) -> bool:
    return found.state in DONE or found.state == found.State.FAILED


def _progress(found: SettlementRun) -> dict[str, Any]:
    words = PROGRESS_WORDS.get(found.progress_step, PROGRESS_WORDS[""])
    return {
        "is_over": _is_over(found),
        "percent": found.progress_percent,
        "progress_words": _("%(step)s · %(percent)s %%")
        % {"step": words, "percent": found.progress_percent},
        "poll_url": reverse("capitation:run-progress", args=[found.pk]),
        "again_url": reverse("capitation:run-again", args=[found.pk]),
    }


def _outcome(found: SettlementRun) -> dict[str, Any]:
    scheme = catalogue.published_scheme(found.scheme)
    registers = [c.members_of for c in scheme.components if c.kind == "base"]
    teams = teams_of_run(found, registers[0] if registers else "signed")
    names = measure_names(found)
    labels = {name: names.get(use.measure, name) for name, use in scheme.measures.items()}
    checks = check_rows(found.closure, labels)
    return {
        "teams": [_team_row(team, names) for team in teams],
        "total": _total_row(teams, names),
        "measures": list(names.values()),
        "figures": _figures(found, teams),
        "checks": checks,
        "statement_checks": sum(len(team.statement.split.get("checks", [])) for team in teams),
        "all_hold": all(check.holds for check in checks),
        "hashes": hash_facts(found),
    }


def _team_row(team: TeamOfRun, names: Mapping[str, str]) -> TeamRow:
    rates = []
    for key, name in names.items():
        result = team.results.get(key)
        if result is None:
            rates.append(_rate(name, 0, 0))
            continue
        href = evidence_href(team.statement, key, result.period_start)
        rates.append(_rate(name, result.numerator, result.denominator, href))
    return TeamRow(team, _months(team.person_months), rates)


def _total_row(teams: list[TeamOfRun], names: Mapping[str, str]) -> dict[str, Any]:
    """Sums over the teams; a rate is that of the sums, never a mean of rates."""
    rates = []
    for key, name in names.items():
        results = [team.results[key] for team in teams if key in team.results]
        numerator = sum(result.numerator for result in results)
        rates.append(_rate(name, numerator, sum(result.denominator for result in results)))
    return {
        "months": _months(sum((team.person_months for team in teams), Fraction(0))),
        "rates": rates,
        "pending": sum(team.statement.pending_count for team in teams),
    }


def _rate(name: str, numerator: int, denominator: int, href: str = "") -> RateCell:
    shown = formats.rate(numerator, denominator)
    if shown is None:
        return RateCell(name, _("not measured"), "", href)
    return RateCell(name, shown, f"{numerator:,} / {denominator:,}", href)


def _months(exact: Fraction) -> str:
    """Person-months with two decimals at most, cut."""
    hundredths = exact.numerator * 100 // exact.denominator
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"


def _figures(found: SettlementRun, teams: list[TeamOfRun]) -> list[Figure]:
    months = sum((team.person_months for team in teams), Fraction(0))
    figures = [
        Figure(_("Total"), formats.yuan(found.total_fen), _("yuan")),
        Figure(_("Statements"), f"{len(teams):,}"),
        Figure(_("Person-months"), _months(months)),
    ]
    if months:
        per_year = int(found.total_fen * 12 / months)
        figures.append(Figure(_("Per person and year"), formats.yuan(per_year), _("yuan")))
    pending = f"{found.pending_count:,}"
    figures.append(Figure(_("Pending lines"), pending, note=_("count for nothing until measured")))
    return figures


def _choices(request: StaffRequest, found: SettlementRun) -> dict[str, Any]:
    """What the reader may decide now, and why not when it is his turn but not his to do."""
    role, state = request.user.role, found.state
    is_maker = found.proposed_by_id == request.user.pk
    is_turn = role == Role.INSURER_APPROVER and state == found.State.PROPOSED
    return {
        "may_propose": role == Role.INSURER_OFFICER and state == found.State.COMPUTED,
        "may_approve": is_turn and not is_maker,
        "is_maker": is_turn and is_maker,
        "decision_url": reverse("capitation:run-decision", args=[found.pk]),
        "approve_text": _(
            "%(amount)s yuan for %(count)s teams. The teams see their statements from now on; an approved run stays as it is."
        )
        % {"amount": formats.yuan(found.total_fen), "count": found.statements.count()},
    }
