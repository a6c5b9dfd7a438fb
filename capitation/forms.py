"""Forms of the settlement pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from capitation.explanation import title_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from capitation.models import SchemeVersion


class SettleForm(forms.Form):
    """A scheme and a year. Whether the scheme covers the year and the year is closed is the service's to say."""

    scheme = forms.ChoiceField(label=_("Scheme"))
    year = forms.ChoiceField(label=_("Year"))

    def __init__(
        self, *args: Any, schemes: Sequence[SchemeVersion], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._schemes = {str(scheme.pk): scheme for scheme in schemes}
        years = sorted(_years(schemes, today), reverse=True)
        self.fields["scheme"].choices = [  # type: ignore[attr-defined]
            (key, f"{scheme.key} v{scheme.version} · {title_of(scheme)}")
            for key, scheme in self._schemes.items()
        ]
        self.fields["year"].choices = [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]
        if len(years) > 1 and "year" not in self.initial:
            # The year that is asked for is nearly always the last one that has ended.
            ended = [year for year in years if year < today.year]
            self.initial["year"] = str(ended[0] if ended else years[0])

    @property
    def chosen_scheme(self) -> SchemeVersion:
        """The scheme version that was chosen."""
        return self._schemes[self.cleaned_data["scheme"]]

    @property
    def period(self) -> tuple[date, date]:
        """The chosen year as [first day, first day after it)."""
        year = int(self.cleaned_data["year"])
        return date(year, 1, 1), date(year + 1, 1, 1)


def _years(schemes: Sequence[SchemeVersion], today: date) -> set[int]:
    """The years on some day of which one of the schemes is valid, up to the present one."""
    found: set[int] = set()
    for scheme in schemes:
        until = scheme.valid_until - timedelta(days=1) if scheme.valid_until else today
        found.update(range(scheme.valid_from.year, min(until.year, today.year) + 1))
    return found
