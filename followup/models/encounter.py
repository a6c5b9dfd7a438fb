from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Encounter(models.Model):
    """An admission, emergency or outpatient contact as the insurer's claims tell it."""

    class Kind(models.TextChoices):
        INPATIENT = "inpatient", _("inpatient stay")
        EMERGENCY = "emergency", pgettext_lazy("encounter", "emergency")
        OUTPATIENT = "outpatient", _("outpatient")

    class Disposition(models.TextChoices):
        HOME = "home", _("home")
        TRANSFER = "transfer", _("transferred")
        DIED = "died", _("died")
        AGAINST_ADVICE = "against_advice", _("left against advice")
        OTHER = "other", _("other")

    resident = models.ForeignKey("contracts.Resident", models.PROTECT, related_name="encounters")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    hospital_code = models.CharField(_("hospital"), max_length=18)
    number = models.CharField(_("number at the hospital"), max_length=40)
    admitted_on = models.DateField(_("admitted on"))
    discharged_on = models.DateField(_("discharged on"), null=True, blank=True)
    principal_diagnosis = models.CharField(_("principal diagnosis (ICD-10)"), max_length=24)
    other_diagnoses = ArrayField(
        models.CharField(max_length=24), verbose_name=_("other diagnoses"), default=list, blank=True
    )
    planned_return = models.BooleanField(
        _("readmission planned within 31 days"), null=True, blank=True
    )
    disposition = models.CharField(
        _("discharged to"), max_length=16, choices=Disposition.choices, blank=True
    )
    cost_fen = models.BigIntegerField(_("cost in fen"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("recorded by"), max_length=150)

    class Meta:
        verbose_name = _("encounter")
        verbose_name_plural = _("encounters")
        indexes = [
            # The stays of a resident in order of admission.
            models.Index(fields=["resident", "admitted_on", "id"], name="encounter_of_resident")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["hospital_code", "number"], name="one_encounter_per_hospital_number"
            ),
            models.CheckConstraint(
                condition=Q(discharged_on__isnull=True) | Q(discharged_on__gte=F("admitted_on")),
                name="encounter_is_discharged_after_admission",
            ),
            models.CheckConstraint(
                condition=Q(cost_fen__gte=0), name="encounter_cost_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hospital_code}/{self.number}"
