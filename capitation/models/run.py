from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.domain.roles import INSURER_ROLES, Role

if TYPE_CHECKING:
    from contracts.models import Staff


class SettlementRunQuerySet(models.QuerySet["SettlementRun"]):
    def visible_to(self, staff: Staff) -> SettlementRunQuerySet:
        """Runs of the own region for the insurer, all for the auditor, none for others."""
        if staff.role == Role.AUDITOR:
            return self.all()
        if staff.role in INSURER_ROLES and staff.organisation is not None:
            return self.filter(insurer__region__path__startswith=staff.organisation.region.path)
        return self.none()


SettlementRunManager = models.Manager.from_queryset(SettlementRunQuerySet)


class SettlementRun(models.Model):
    """One computation of a scheme over a period, from the facts known at the cut-off.

    What makes it the same run is ``identity``: insurer, scheme version, kind, period and cut-off. The database
    holds one row per identity, so two officers who start at once share one run.
    """

    class Kind(models.TextChoices):
        ANNUAL = "annual", _("annual settlement")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        FAILED = "failed", _("failed")
        COMPUTED = "computed", _("computed")
        PROPOSED = "proposed", _("proposed for approval")
        APPROVED = "approved", _("approved")

    insurer = models.ForeignKey("contracts.Organisation", models.PROTECT, related_name="runs")
    scheme = models.ForeignKey("capitation.SchemeVersion", models.PROTECT, related_name="runs")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("until (exclusive)"))
    cut_off = models.DateTimeField(_("data cut-off"))
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.WAITING
    )
    started_by = models.CharField(_("started by"), max_length=150)
    started_at = models.DateTimeField(_("started at"))
    computed_at = models.DateTimeField(_("computed at"), null=True, blank=True)
    progress_percent = models.PositiveSmallIntegerField(_("progress"), default=0)
    progress_step = models.CharField(_("step"), max_length=40, blank=True)
    failure = models.CharField(_("failure"), max_length=200, blank=True)
    proposed_by = models.ForeignKey(
        "contracts.Staff", models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        "contracts.Staff", models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    total_fen = models.BigIntegerField(_("total in fen"), default=0)
    pending_count = models.PositiveIntegerField(_("pending lines"), default=0)
    input_sha256 = models.CharField(_("hash of the facts"), max_length=64, blank=True)
    output_sha256 = models.CharField(_("hash of the statements"), max_length=64, blank=True)
    closure = models.JSONField(_("closure proof"), default=list, blank=True)
    code_version = models.CharField(_("code version"), max_length=40, blank=True)
    # Whom it paid and what they were then (capitation.payees): teams are founded, renamed and moved later.
    payees = models.JSONField(_("payees"), default=list, blank=True)

    objects = SettlementRunManager()

    class Meta:
        verbose_name = _("settlement run")
        verbose_name_plural = _("settlement runs")
        constraints = [
            models.UniqueConstraint(
                fields=["insurer", "scheme", "kind", "period_start", "period_end", "cut_off"],
                name="one_run_per_identity",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gt=F("period_start")), name="run_has_a_period"
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=True, proposed_at__isnull=True)
                | Q(proposed_by__isnull=False, proposed_at__isnull=False),
                name="run_proposal_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="run_approval_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (Q(proposed_by__isnull=False) & ~Q(approved_by=F("proposed_by"))),
                name="run_maker_is_not_checker",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_by__isnull=False),
                name="run_approved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk}"


class Decision(models.Model):
    """What somebody decided about a run, in order; rows are only added."""

    class Action(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved")

    run = models.ForeignKey(SettlementRun, models.PROTECT, related_name="decisions")
    action = models.CharField(_("decision"), max_length=12, choices=Action.choices)
    decided_by = models.ForeignKey("contracts.Staff", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("at"))
    note = models.CharField(_("note"), max_length=400, blank=True)
    output_sha256 = models.CharField(_("hash of the statements"), max_length=64)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        return f"{self.action} run {self.run_id}"
