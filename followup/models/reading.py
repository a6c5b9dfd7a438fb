from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Reading(models.Model):
    """A measurement outside a follow-up visit: at home, at a screening, in hospital, by a laboratory."""

    class Kind(models.TextChoices):
        BLOOD_PRESSURE = "bp", _("blood pressure")
        FASTING_GLUCOSE = "fasting_glucose", _("fasting glucose")
        POSTMEAL_GLUCOSE = "postmeal_glucose", _("glucose after a meal")
        RANDOM_GLUCOSE = "random_glucose", _("random glucose")
        HBA1C = "hba1c", _("HbA1c")

    class Source(models.TextChoices):
        HOME = "home", _("home")
        SCREENING = "screening", _("screening")
        HOSPITAL = "hospital", _("hospital")
        LABORATORY = "laboratory", _("laboratory")

    resident = models.ForeignKey("contracts.Resident", models.PROTECT, related_name="readings")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    taken_at = models.DateTimeField(_("taken at"))
    systolic_mmhg = models.PositiveSmallIntegerField(_("systolic"), null=True, blank=True)
    diastolic_mmhg = models.PositiveSmallIntegerField(_("diastolic"), null=True, blank=True)
    # Canonical unit: mmol/L for glucose, % (NGSP) for HbA1c.
    value = models.DecimalField(_("value"), max_digits=6, decimal_places=2, null=True, blank=True)
    entered = models.CharField(_("as entered, with unit"), max_length=20, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("recorded by"), max_length=150)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        indexes = [
            # The last readings of a resident.
            models.Index(fields=["resident", "-taken_at", "-id"], name="reading_newest_of_resident")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind="bp", value__isnull=True, systolic_mmhg__gt=models.F("diastolic_mmhg")
                )
                | (
                    ~Q(kind="bp")
                    & Q(value__gt=0, systolic_mmhg__isnull=True, diastolic_mmhg__isnull=True)
                ),
                name="reading_has_the_values_of_its_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.resident_id}"
