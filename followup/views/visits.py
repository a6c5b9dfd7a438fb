"""Recording, reading and correcting a follow-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from contracts import clock
from contracts.access import StaffRequest, for_roles
from contracts.domain.errors import DomainError
from contracts.domain.roles import CARE_ROLES, Role
from contracts.selectors import residents_visible_to, team_on
from contracts.services import access
from contracts.wording import error_message
from followup import wording
from followup.forms import VisitForm, entry_of, sections
from followup.rules import clinical_rule_set
from followup.selectors.assessed import assessments_of
from followup.selectors.person import form_conditions, last_visit, versions_of, visit_of
from followup.services.visits import assess_entry, correct_visit, record_visit
from followup.views.assessments import cards
from followup.views.due_rows import person_words
from followup.views.rates import rates_url
from followup.views.visit_record import record_sections, version_steps

if TYPE_CHECKING:
    from contracts.models import Resident
    from followup.domain.classify import Assessment
    from followup.models import Visit
    from followup.services.visits import VisitEntry

UNPROCESSABLE = 422


@for_roles(Role.DOCTOR)
def visit_new(request: StaffRequest, pk: int) -> HttpResponse:
    """One form for all registered conditions of a resident; saving leads to what was recorded."""
    resident = _resident(request, pk)
    form = _form(request, resident)
    if request.method == "POST" and form.is_valid() and not form.needs_confirmation:
        try:
            saved, assessments = record_visit(
                by=request.user, entry=_entry(request, form, resident)
            )
        except DomainError as error:
            form.add_error(error.field or None, error_message(error))
        else:
            messages.success(request, _saved_words(resident, assessments))
            return redirect("followup:visit", saved.pk)
    access.record(
        by=request.user,
        action=access.Action.VIEWED,
        subject="resident",
        subject_key=pk,
        detail="visit form",
    )
    return _form_page(request, form, resident)


@require_POST
@for_roles(Role.DOCTOR)
def visit_assess(request: StaffRequest, pk: int) -> HttpResponse:
    """The fragment beside the form: what the visit would mean as it stands. Nothing is written."""
    resident = _resident(request, pk)
    original = _original(request)
    form = _form(request, resident, original)
    found = []
    if form.is_valid():
        entry = _entry(request, form, resident)
        entry.visit.replaces = original
        found = cards(assess_entry(entry), entry.visit, born_on=resident.born_on)
    return render(request, "followup/_assessment_live.html", {"form": form, "cards": found})


@for_roles(*CARE_ROLES)
def visit(request: StaffRequest, pk: int) -> HttpResponse:
    """What was recorded, what it means, and the versions before and after."""
    shown = _visit(request, pk)
    versions = versions_of(shown)
    resident = _resident(request, shown.resident_id)
    access.record(by=request.user, action=access.Action.VIEWED, subject="visit", subject_key=pk)
    context = {
        "visit": shown,
        "resident": resident,
        "cards": cards(assessments_of(shown, versions), shown, born_on=resident.born_on),
        "sections": record_sections(shown),
        "versions": version_steps(versions, shown) if len(versions) > 1 else [],
        "newest": versions[-1],
        "may_correct": request.user.role == Role.DOCTOR and versions[-1].pk == shown.pk,
        "rates_url": rates_url() if request.user.role == Role.DOCTOR else "",
        "title": wording.MODE_TITLES.get(shown.mode, shown.mode),
    }
    return render(request, "followup/visit.html", context)


@for_roles(Role.DOCTOR)
def visit_correct(request: StaffRequest, pk: int) -> HttpResponse:
    """The same form, filled as recorded; saving writes a new version and keeps the old one readable."""
    original = _visit(request, pk)
    resident = _resident(request, original.resident_id)
    form = _form(request, resident, original)
    if request.method == "POST" and form.is_valid() and not form.needs_confirmation:
        reason = form.cleaned_data["correction_reason"]
        entry = _entry(request, form, resident)
        try:
            saved, assessments = correct_visit(
                by=request.user, original=original, entry=entry, reason=reason
            )
        except DomainError as error:
            form.add_error(error.field or None, error_message(error))
        else:
            messages.success(request, _saved_words(resident, assessments))
            return redirect("followup:visit", saved.pk)
    access.record(
        by=request.user,
        action=access.Action.VIEWED,
        subject="visit",
        subject_key=pk,
        detail="correction form",
    )
    return _form_page(request, form, resident, original)


def _resident(request: StaffRequest, pk: int) -> Resident:
    found = residents_visible_to(request.user, clock.today()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _visit(request: StaffRequest, pk: int) -> Visit:
    found = visit_of(request.user, clock.today(), pk)
    if found is None:
        raise Http404
    return found


def _original(request: StaffRequest) -> Visit | None:
    """The visit that the form on the page corrects, None for a new one."""
    text = request.POST.get("corrects", "")
    return _visit(request, int(text)) if text.isascii() and text.isdigit() else None


def _form(request: StaffRequest, resident: Resident, original: Visit | None = None) -> VisitForm:
    day = clock.today()
    before = last_visit(resident.pk)
    if before is not None and original is not None and before.pk == original.pk:
        before = None
    return VisitForm(
        request.POST if request.method == "POST" else None,
        conditions=form_conditions(resident.pk, original.visited_on if original else day),
        rule_set=clinical_rule_set(day),
        today=day,
        before=before,
        corrects=original,
    )


def _entry(request: StaffRequest, form: VisitForm, resident: Resident) -> VisitEntry:
    """The visit as typed in, for the team whose contract covers today."""
    team = team_on(resident.pk, clock.today())
    return entry_of(
        form,
        resident_id=resident.pk,
        team_id=team.pk if team else 0,
        doctor=request.user.username,
    )


def _saved_words(resident: Resident, assessments: dict[str, Assessment]) -> str:
    classes = ", ".join(
        f"{wording.condition_name(condition)} {wording.state_badge(assessment.visit_class).word}"
        for condition, assessment in assessments.items()
    )
    return _("Saved for %(name)s: %(classes)s. Next visit by %(day)s.") % {
        "name": resident.name,
        "classes": classes,
        "day": wording.day(min(item.next_due_on for item in assessments.values())),
    }


def _form_page(
    request: StaffRequest, form: VisitForm, resident: Resident, original: Visit | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "sections": sections(form) if form.conditions else [],
        "resident": resident,
        "original": original,
        "conditions": wording.condition_names(form.conditions),
        "who": person_words(resident, clock.today()),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "followup/visit_form.html", context, status=status)
