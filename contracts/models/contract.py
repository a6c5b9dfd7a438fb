from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.periods import ByDay, ById, covers


class ContractQuerySet(models.QuerySet["Contract"]):
    def active_on(self, day: date) -> ContractQuerySet:
        """Contracts that cover a day."""
        return self.filter(covers("", day))

    def ending_between(self, start: date, end: date) -> ContractQuerySet:
        """Contracts whose first uncovered day lies in [start, end)."""
        return self.filter(ends_on__gte=start, ends_on__lt=end)


ContractManager = models.Manager.from_queryset(ContractQuerySet)


class Contract(models.Model):
    """A resident signed with a team for a half-open period. One resident has at most one on any day."""

    class EndReason(models.TextChoices):
        EXPIRED = "expired", _("term ended")
        MOVED = "moved", _("moved away")
        DIED = "died", _("died")
        OWN_REQUEST = "own_request", _("own request")
        CHANGED_TEAM = "changed_team", _("changed team")
        LOST = "lost", _("lost")
        VOIDED = "voided", _("voided")
        OTHER = "other", _("other")

    number = models.CharField(_("contract number"), max_length=40, unique=True)
    resident = models.ForeignKey(
        "contracts.Resident", models.PROTECT, related_name="contracts", verbose_name=_("resident")
    )
    team = models.ForeignKey(
        "contracts.Team", models.PROTECT, related_name="contracts", verbose_name=_("team")
    )
    package = models.ForeignKey(
        "contracts.ServicePackage",
        models.PROTECT,
        related_name="contracts",
        verbose_name=_("package"),
    )
    signed_on = models.DateField(_("signed on"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (exclusive)"), null=True, blank=True)
    # What was signed; ends_on moves when the contract ends early, this does not.
    agreed_ends_on = models.DateField(_("agreed until (exclusive)"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("recorded by"), max_length=150)
    end_reason = models.CharField(
        _("reason of the early end"), max_length=20, choices=EndReason.choices, blank=True
    )
    end_recorded_at = models.DateTimeField(_("end recorded at"), null=True, blank=True)
    end_recorded_by = models.CharField(_("end recorded by"), max_length=150, blank=True)

    objects = ContractManager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        indexes = [
            # The panel of a team on a day, and the contracts that expire.
            models.Index(fields=["team", "ends_on", "starts_on"], name="contract_panel"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="contract_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__lte=F("starts_on")),
                name="contract_is_signed_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(end_recorded_at__isnull=True, end_recorded_by="", end_reason="")
                | (Q(end_recorded_at__isnull=False) & ~Q(end_recorded_by="") & ~Q(end_reason="")),
                name="contract_end_has_who_when_why",
            ),
            ExclusionConstraint(
                name="one_contract_per_resident_and_day",
                expressions=[(ById("resident"), "&&"), (ByDay("starts_on", "ends_on"), "&&")],
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def covers(self, day: date) -> bool:
        """Whether the contract is in force on a day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)
