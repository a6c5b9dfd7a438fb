"""Fields of the record form, made so that digits, Enter and the tab key are enough."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from followup import wording
from followup.domain.forms import CodeList

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def whole(label: str | _StrPromise) -> forms.IntegerField:
    """A whole number that may stay empty."""
    return forms.IntegerField(
        label=label, required=False, min_value=0, widget=_number_input("numeric")
    )


def decimal(label: str | _StrPromise, places: int = 1) -> forms.DecimalField:
    """A number that may stay empty."""
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_digits=5 + places,
        decimal_places=places,
        widget=_number_input("decimal"),
    )


def text(label: str | _StrPromise, length: int) -> forms.CharField:
    """Words that may stay empty."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def drug(label: str, said: str, length: int, style: str) -> forms.CharField:
    """One of the three boxes of a drug; ``said`` is what a screen reader says."""
    return forms.CharField(
        label=label,
        required=False,
        max_length=length,
        widget=forms.TextInput(attrs={"autocomplete": "off", "aria-label": said, "class": style}),
    )


def day(label: str | _StrPromise, *, required: bool = False) -> forms.DateField:
    """A calendar day."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def one_of(label: str | _StrPromise, *, required: bool = False) -> forms.ChoiceField:
    """One answer of a list; the answers are filled in when the reader's language is known."""
    return forms.ChoiceField(label=label, required=required, widget=forms.RadioSelect)


def several_of(label: str | _StrPromise) -> forms.MultipleChoiceField:
    """Any number of answers of a list."""
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple
    )


def tick(label: str | _StrPromise) -> forms.BooleanField:
    """Yes, or nothing said."""
    return forms.BooleanField(label=label, required=False)


def by_code(code_list: CodeList) -> list[tuple[str, str]]:
    """The answers of a list by the number printed on the form."""
    return [(code.code, wording.code_words(code)) for code in code_list.codes]


def by_key(code_list: CodeList, keys: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """The answers of a list by key, only those named."""
    wanted = None if keys is None else set(keys)
    return [
        (code.key, wording.code_words(code))
        for code in code_list.codes
        if wanted is None or code.key in wanted
    ]


def _number_input(mode: str) -> forms.TextInput:
    """A text box with the number pad: no spinner, and the wheel changes nothing."""
    attrs: dict[str, Any] = {"inputmode": mode, "autocomplete": "off"}
    return forms.TextInput(attrs=attrs)


GLUCOSE_UNITS = (("mmol/L", "mmol/L"), ("mg/dL", "mg/dL"))
GLUCOSE_METHODS = (("capillary", _("Capillary")), ("venous", _("Venous")))
