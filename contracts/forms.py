"""What the centre admin and the auditor type in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contracts.models import AccessEvent, Contract, ServicePackage, Team


class DayInput(forms.DateInput):
    """A day as browsers pick it, written as ISO wherever it stands."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day, typed or picked."""
    return forms.DateField(label=label, widget=DayInput(), **options)


class PanelForm(forms.Form):
    """Which panel to show."""

    day = day_field(_("On"), required=False)
    since = day_field(_("Changes since"), required=False)


class FindResidentForm(forms.Form):
    """Whom to sign: a whole identity number finds anybody of the region, the rest those known to the centre."""

    q = forms.CharField(
        label=_("Resident"),
        max_length=40,
        help_text=_(
            "Whole identity number: anybody in the region. Name, pinyin initials, phone tail or last four of the "
            "identity number: residents who are or were signed with your centre."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ContractForm(forms.Form):
    """A contract to sign; pages name the last day, the record keeps the day after it."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none())
    package = forms.ModelChoiceField(
        label=_("Service package"), queryset=ServicePackage.objects.none()
    )
    number = forms.CharField(label=_("Contract number"), max_length=40)
    signed_on = day_field(_("Signed on"))
    starts_on = day_field(_("First day"))
    last_day_on = day_field(
        _("Last day"), required=False, help_text=_("Leave empty for an open end.")
    )

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "team", teams.order_by("code"))
        _choices(self, "package", ServicePackage.objects.order_by("name"))

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"].strip()
        if Contract.objects.filter(number=number).exists():
            raise forms.ValidationError(_("A contract has this number already."))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        package, starts_on = cleaned.get("package"), cleaned.get("starts_on")
        if package and starts_on and not _is_offered(package, starts_on):
            self.add_error("package", _("This package is not offered on the first day."))
        return cleaned

    @property
    def ends_on(self) -> date | None:
        """The first day not covered, None for an open end."""
        return _day_after(self.cleaned_data["last_day_on"])


class EndContractForm(forms.Form):
    """The early end of a contract."""

    last_day_on = day_field(_("Last day"))
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[choice for choice in Contract.EndReason.choices if choice[0] != "expired"],
        widget=forms.RadioSelect,
    )

    @property
    def ends_on(self) -> date:
        """The first day not covered."""
        day: date = self.cleaned_data["last_day_on"]
        return day + timedelta(days=1)


class AccessReasonForm(forms.Form):
    """Why the log is opened."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=4,
        max_length=200,
        help_text=_(
            "A case number or one sentence. It is written into the log and holds for one hour."
        ),
    )


class AccessFilterForm(forms.Form):
    """Which events of the access log to show; days are inclusive."""

    actor = forms.CharField(label=_("Who"), required=False, max_length=150)
    action = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[("", _("everything")), *AccessEvent.Action.choices],
    )
    subject = forms.CharField(label=_("Kind of thing"), required=False, max_length=40)
    subject_key = forms.CharField(label=_("Which"), required=False, max_length=80)
    first_day = day_field(_("From"), required=False)
    last_day = day_field(_("Until"), required=False)


def _choices(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
        field.empty_label = None


def _is_offered(package: ServicePackage, day: date) -> bool:
    return package.valid_from <= day and (package.valid_until is None or day < package.valid_until)


def _day_after(last_day: date | None) -> date | None:
    return last_day + timedelta(days=1) if last_day else None
