"""Signing and ending a contract at the centre's desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contracts import clock, finding
from contracts.access import StaffRequest, for_roles
from contracts.domain.ages import age_on
from contracts.domain.errors import DomainError
from contracts.domain.roles import Role
from contracts.forms import ContractForm, EndContractForm, FindResidentForm
from contracts.models import Contract, Resident, Staff, Team
from contracts.selectors import contracts_of
from contracts.services import access
from contracts.services.contracts import end_contract, sign_contract
from contracts.wording import error_message
from ui.components import Crumb

SALT = "contracts.chosen-resident"
CHOICE_SECONDS = 3600
# Where an error of the record stands on the form, which names the last day instead of the day after.
FIELDS = MappingProxyType({"ends_on": "last_day_on"})


@for_roles(Role.CENTRE_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_find(request: StaffRequest) -> HttpResponse:
    """Find the resident to sign. The text is posted, so that no identity number stands in an address."""
    form = FindResidentForm(_posted(request))
    found: list[dict[str, Any]] | None = None
    if form.is_valid():
        residents = list(finding.residents_to_sign(request.user, form.cleaned_data["q"]))
        found = [_found(resident) for resident in residents]
        access.record(
            by=request.user,
            action=access.Action.SEARCHED,
            subject="resident",
            subject_key="to sign",
            detail=f"{len(found)} found",
        )
    status = 422 if form.errors else 200
    context = {"form": form, "found": found, "crumbs": _crumbs()}
    return render(request, "contracts/contract_find.html", context, status=status)


@for_roles(Role.CENTRE_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_new(request: StaffRequest) -> HttpResponse:
    """Sign the chosen resident with a team of the centre."""
    resident = _chosen(request)
    if resident is None:
        return redirect("contracts:contract-find")
    today = clock.today()
    teams = Team.objects.visible_to(request.user, today)
    current = contracts_of(resident.pk).exclude(ends_on__lte=today).last()
    initial = _proposal(request.user, resident, current)
    form = ContractForm(_posted(request), teams=teams, initial=initial)
    if form.is_valid() and _signed(request, form, resident):
        return redirect("contracts:panel")
    context = {
        "form": form,
        "resident": resident,
        "age": age_on(resident.born_on, today),
        "current": current,
        "crumbs": _crumbs(),
    }
    status = 422 if form.errors else 200
    return render(request, "contracts/contract_new.html", context, status=status)


@for_roles(Role.CENTRE_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def contract_end(request: StaffRequest, pk: int) -> HttpResponse:
    """End a contract of the centre before its agreed last day."""
    contracts = Contract.objects.select_related("resident", "team", "package")
    contract = get_object_or_404(contracts, pk=pk, team__organisation=request.user.organisation)
    form = EndContractForm(_posted(request), initial={"last_day_on": clock.today()})
    if form.is_valid() and _ended(request, form, contract):
        return redirect("contracts:panel")
    context = {"form": form, "contract": contract, "crumbs": _crumbs()}
    status = 422 if form.errors else 200
    return render(request, "contracts/contract_end.html", context, status=status)


def _signed(request: StaffRequest, form: ContractForm, resident: Resident) -> bool:
    values = form.cleaned_data
    try:
        sign_contract(
            by=request.user,
            resident=resident,
            team=values["team"],
            package=values["package"],
            number=values["number"],
            signed_on=values["signed_on"],
            starts_on=values["starts_on"],
            ends_on=form.ends_on,
        )
    except DomainError as error:
        _show(error, form)
        return False
    messages.success(
        request,
        _("%(name)s has signed with %(team)s.")
        % {"name": resident.name, "team": values["team"].name},
    )
    return True


def _ended(request: StaffRequest, form: EndContractForm, contract: Contract) -> bool:
    reason = Contract.EndReason(form.cleaned_data["reason"])
    try:
        end_contract(by=request.user, contract=contract, ends_on=form.ends_on, reason=reason)
    except DomainError as error:
        _show(error, form)
        return False
    messages.success(
        request, _("The contract of %(name)s has ended.") % {"name": contract.resident.name}
    )
    return True


def _show(error: DomainError, form: forms.Form, fields: Mapping[str, str] = FIELDS) -> None:
    """Put what the rules refused beside the field that is to blame."""
    name = fields.get(error.field, error.field)
    form.add_error(name if name in form.fields else None, error_message(error))


def _posted(request: StaffRequest) -> QueryDict | None:
    """What was sent, even when it is empty; None when nothing was."""
    return request.POST if request.method == "POST" else None


def _found(resident: Resident) -> dict[str, Any]:
    today = clock.today()
    token = signing.dumps(resident.pk, salt=SALT)
    return {
        "resident": resident,
        "age": age_on(resident.born_on, today),
        "current": contracts_of(resident.pk)
        .filter(starts_on__lte=today)
        .exclude(ends_on__lte=today)
        .first(),
        "href": f"{reverse('contracts:contract-new')}?{urlencode({'chosen': token})}",
    }


def _chosen(request: StaffRequest) -> Resident | None:
    """The resident chosen at the desk (by a signed token), or one known to the centre (by id)."""
    if token := request.GET.get("chosen", ""):
        try:
            pk = signing.loads(token, salt=SALT, max_age=CHOICE_SECONDS)
        except signing.BadSignature as error:
            raise Http404 from error
        area = (
            finding.pooling_area(request.user.organisation.region.path)
            if request.user.organisation
            else "-"
        )
        return get_object_or_404(Resident, pk=pk, region__path__startswith=area)
    if wanted := request.GET.get("resident", ""):
        if not wanted.isdecimal():
            raise Http404
        return get_object_or_404(finding.known_residents(request.user), pk=int(wanted[:18]))
    return None


def _proposal(staff: Staff, resident: Resident, current: Contract | None) -> dict[str, Any]:
    """What the form starts with: today for a year, or the day after the contract that runs out."""
    today = clock.today()
    starts_on = current.ends_on if current and current.ends_on else today
    place = staff.organisation.code if staff.organisation else ""
    return {
        "team": current.team_id if current else None,
        "package": current.package_id if current else None,
        "number": f"{place}-{starts_on:%Y%m%d}-{resident.pk}",
        "signed_on": today,
        "starts_on": starts_on,
        "last_day_on": _year_later(starts_on) - timedelta(days=1),
    }


def _year_later(day: date) -> date:
    """The same day next year; 29 February goes on to 1 March."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def _crumbs() -> list[Crumb]:
    return [Crumb(_("Panel"), reverse("contracts:panel"))]
