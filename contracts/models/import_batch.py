from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportBatch(models.Model):
    """One file that was read in: by whom, what it was, what became of it.

    ``sha256`` of the file's bytes makes the same file twice a file once. ``report`` holds the errors as shown
    (file, row, column, value, expected), without the rows themselves.
    """

    class Kind(models.TextChoices):
        RESIDENTS = "residents", _("residents")
        CONTRACTS = "contracts", _("contracts")
        VISITS = "visits", _("visits")
        ENCOUNTERS = "encounters", _("encounters")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CHECKING = "checking", _("checking")
        CHECKED = "checked", _("checked")
        REFUSED = "refused", _("refused")
        WRITTEN = "written", _("written")
        UNCHANGED = "unchanged", _("nothing new")
        FAILED = "failed", _("failed")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.WAITING
    )
    file_name = models.CharField(_("file"), max_length=200)
    stored_name = models.CharField(_("stored as"), max_length=200, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    organisation = models.ForeignKey(
        "contracts.Organisation", models.PROTECT, null=True, related_name="imports"
    )
    started_by = models.CharField(_("started by"), max_length=150)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    written_count = models.PositiveIntegerField(_("rows written"), default=0)
    unchanged_count = models.PositiveIntegerField(_("rows already there"), default=0)
    error_count = models.PositiveIntegerField(_("rows with errors"), default=0)
    progress_percent = models.PositiveSmallIntegerField(_("progress"), default=0)
    report = models.JSONField(_("report"), default=dict)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            # The list of an organisation's imports, newest first.
            models.Index(fields=["organisation", "-started_at"], name="import_batch_newest")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"
