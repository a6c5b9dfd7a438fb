"""The form with which a centre admin uploads a file."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from contracts.models import ImportBatch


class UploadForm(forms.Form):
    """Which kind of file, and the file."""

    kind = forms.ChoiceField(label=_("What does the file hold?"), choices=ImportBatch.Kind.choices)
    file = forms.FileField(
        label=_("File (CSV or XLSX)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        allow_empty_file=True,  # the check says what is wrong with it
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is stored."""
        file = self.cleaned_data["file"]
        limit = settings.IMPORT_MAX_BYTES // 1024**2
        if file.size > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(
                _(
                    "The file has %(size)s MB; at most %(limit)s MB are read. Split it into several files."
                ),
                code="too_large",
                params={"size": file.size // 1024**2, "limit": limit},
            )
        return file
