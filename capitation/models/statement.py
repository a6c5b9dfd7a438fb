from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.domain.roles import INSURER_ROLES, Role

if TYPE_CHECKING:
    from contracts.models import Staff


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, staff: Staff, day: date) -> StatementQuerySet:
        """Statements that this member of staff may open.

        The insurer sees those of the own region from the moment they are computed, the auditor all; a team and its
        centre see theirs once the run is approved.
        """
        if staff.role == Role.AUDITOR:
            return self.all()
        if staff.role in INSURER_ROLES and staff.organisation is not None:
            return self.filter(
                run__insurer__region__path__startswith=staff.organisation.region.path
            )
        approved = self.filter(run__state="approved")
        if staff.role == Role.CENTRE_ADMIN:
            return approved.filter(team__organisation=staff.organisation)
        if staff.role == Role.DOCTOR:
            return approved.filter(team__memberships__in=staff.memberships_on(day)).distinct()
        return self.none()


StatementManager = models.Manager.from_queryset(StatementQuerySet)


class Statement(models.Model):
    """What one team earns in one run. Totals are those of its lines, checked at commit by the database."""

    run = models.ForeignKey("capitation.SettlementRun", models.PROTECT, related_name="statements")
    team = models.ForeignKey("contracts.Team", models.PROTECT, related_name="statements")
    total_fen = models.BigIntegerField(_("total in fen"))
    pending_count = models.PositiveSmallIntegerField(_("pending lines"))
    # What the total splits into: sources, team and centre share, carry-over (JSON of fen, as the scheme says).
    split = models.JSONField(_("split"), default=dict)
    sha256 = models.CharField(_("SHA-256 of the lines"), max_length=64)

    objects = StatementManager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.UniqueConstraint(fields=["run", "team"], name="one_statement_per_run_and_team")
        ]

    def __str__(self) -> str:
        return f"statement {self.pk}"


class StatementLine(models.Model):
    """One component, one payee, one funding source. Never updated, never deleted."""

    class Status(models.TextChoices):
        FINAL = "final", _("final")
        PENDING = "pending", _("pending")
        NOT_APPLICABLE = "not_applicable", _("not applicable")

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(_("position"))
    key = models.CharField(_("key"), max_length=80)
    component = models.CharField(_("component"), max_length=80)
    source = models.CharField(_("source of funds"), max_length=20)
    status = models.CharField(_("status"), max_length=16, choices=Status.choices)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    # Whether the line adds to the statement; a base that is split further only informs.
    counts = models.BooleanField(_("adds to the total"))
    amount_fen = models.BigIntegerField(_("amount in fen"), null=True)
    trace = models.JSONField(_("trace"))

    class Meta:
        verbose_name = _("statement line")
        verbose_name_plural = _("statement lines")
        constraints = [
            models.UniqueConstraint(fields=["statement", "position"], name="one_line_per_position"),
            models.CheckConstraint(
                condition=Q(status="final", amount_fen__isnull=False)
                | (~Q(status="final") & Q(amount_fen__isnull=True)),
                name="line_has_an_amount_when_final",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.position} of {self.statement_id}"
