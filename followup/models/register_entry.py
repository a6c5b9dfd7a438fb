from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.periods import ByDay, ById, ByKey, covers


class RegisterEntryQuerySet(models.QuerySet["RegisterEntry"]):
    def active_on(self, day: date) -> RegisterEntryQuerySet:
        """Entries that cover a day."""
        return self.filter(covers("", day))


RegisterEntryManager = models.Manager.from_queryset(RegisterEntryQuerySet)


class RegisterEntry(models.Model):
    """A resident on the register of one condition for a half-open period. Conditions are an open list of keys."""

    class EndReason(models.TextChoices):
        DIED = "died", _("died")
        MOVED = "moved", _("moved away")
        LOST = "lost", _("lost")
        REFUSED = "refused", _("refused")
        NOT_CONFIRMED = "not_confirmed", _("diagnosis not confirmed")

    resident = models.ForeignKey(
        "contracts.Resident", models.PROTECT, related_name="register_entries"
    )
    condition = models.CharField(_("condition"), max_length=40)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (exclusive)"), null=True, blank=True)
    end_reason = models.CharField(
        _("reason of the end"), max_length=20, choices=EndReason.choices, blank=True
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("recorded by"), max_length=150)
    end_recorded_at = models.DateTimeField(_("end recorded at"), null=True, blank=True)

    objects = RegisterEntryManager()

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, end_reason="", end_recorded_at__isnull=True)
                | (
                    Q(ends_on__gte=F("starts_on"), end_recorded_at__isnull=False)
                    & ~Q(end_reason="")
                ),
                name="register_end_has_when_and_why",
            ),
            ExclusionConstraint(
                name="one_register_entry_per_condition_and_day",
                expressions=[
                    (ById("resident"), "&&"),
                    (ByKey("condition"), "&&"),
                    (ByDay("starts_on", "ends_on"), "&&"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.condition} of {self.resident_id}"
