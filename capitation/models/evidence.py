from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class EvidenceFields(models.Model):
    """What one measure says of one resident (or of one stay), and which rows said so."""

    class Status(models.TextChoices):
        EXCLUDED = "excluded", _("not counted")
        DENOMINATOR = "denominator", _("counted, not reached")
        NUMERATOR = "numerator", _("counted, reached")

    measure = models.CharField(_("measure"), max_length=80)
    resident = models.ForeignKey("contracts.Resident", models.PROTECT, related_name="+")
    # The stay for readmissions, 0 for measures with one answer per resident.
    unit_id = models.BigIntegerField(_("unit"), default=0)
    team = models.ForeignKey("contracts.Team", models.PROTECT, related_name="+")
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    reason = models.CharField(_("reason"), max_length=60)
    reasons = ArrayField(
        models.CharField(max_length=60), verbose_name=_("all reasons"), default=list
    )
    value_1 = models.DecimalField(_("value"), max_digits=8, decimal_places=2, null=True)
    value_2 = models.DecimalField(_("second value"), max_digits=8, decimal_places=2, null=True)
    limit_1 = models.DecimalField(_("limit"), max_digits=8, decimal_places=2, null=True)
    limit_2 = models.DecimalField(_("second limit"), max_digits=8, decimal_places=2, null=True)
    decided_on = models.DateField(_("date of the deciding fact"), null=True)
    used_refs = ArrayField(
        models.CharField(max_length=40), verbose_name=_("rows used"), default=list
    )

    class Meta:
        abstract = True


class Evidence(EvidenceFields):
    """Evidence frozen with a run; only added."""

    run = models.ForeignKey("capitation.SettlementRun", models.PROTECT, related_name="evidence")
    period_start = models.DateField(_("from"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "measure", "period_start", "team", "resident", "unit_id"],
                # Also serves "the residents behind a line", in order, page by page.
                name="one_evidence_per_run_measure_and_unit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.resident_id}"


class MeasureResult(models.Model):
    """A measure's counts for one team and period, as a run saw them; summed from its evidence."""

    run = models.ForeignKey("capitation.SettlementRun", models.PROTECT, related_name="results")
    measure = models.CharField(_("measure"), max_length=80)
    team = models.ForeignKey("contracts.Team", models.PROTECT, related_name="+")
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("until (exclusive)"))
    numerator = models.PositiveIntegerField(_("numerator"))
    denominator = models.PositiveIntegerField(_("denominator"))
    excluded = models.PositiveIntegerField(_("excluded"))

    class Meta:
        verbose_name = _("measure result")
        verbose_name_plural = _("measure results")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "measure", "period_start", "team"],
                name="one_result_per_run_measure_and_team",
            ),
            models.CheckConstraint(
                condition=models.Q(numerator__lte=models.F("denominator")),
                name="result_is_a_proportion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.numerator}/{self.denominator}"


class PanelShare(models.Model):
    """The person-months of one resident with one team on one register, as a run counted them (exact fraction)."""

    run = models.ForeignKey("capitation.SettlementRun", models.PROTECT, related_name="panel")
    team = models.ForeignKey("contracts.Team", models.PROTECT, related_name="+")
    resident = models.ForeignKey("contracts.Resident", models.PROTECT, related_name="+")
    register = models.CharField(_("register"), max_length=40)
    # The keys of the scheme's person rules that held on the first of these months, parted by commas.
    rules = models.CharField(_("person rules"), max_length=200, blank=True)
    months_num = models.BigIntegerField(_("person-months, numerator"))
    months_den = models.BigIntegerField(_("person-months, denominator"))

    class Meta:
        verbose_name = _("share of the panel")
        verbose_name_plural = _("shares of the panel")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "team", "register", "resident", "rules"],
                name="one_panel_share_per_rules",
            ),
            models.CheckConstraint(
                condition=models.Q(months_den__gt=0), name="panel_share_is_a_fraction"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.months_num}/{self.months_den} months of {self.resident_id}"
