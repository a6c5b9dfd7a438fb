from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from capitation.models.evidence import EvidenceFields


class LiveEvidence(EvidenceFields):
    """Evidence of the running year, kept current inside the transaction that records care."""

    year = models.PositiveSmallIntegerField(_("year"))

    class Meta:
        verbose_name = _("live evidence")
        verbose_name_plural = _("live evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "resident", "measure", "unit_id"],
                name="one_live_evidence_per_measure_and_unit",
            )
        ]
        indexes = [
            # The residents behind a team's running rate.
            models.Index(
                fields=["year", "measure", "team", "status", "resident"],
                name="live_evidence_of_team",
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} of {self.resident_id} in {self.year}"


class LiveCounter(models.Model):
    """A team's running counts for one measure and year: the sum of its live evidence."""

    year = models.PositiveSmallIntegerField(_("year"))
    measure = models.CharField(_("measure"), max_length=80)
    team = models.ForeignKey("contracts.Team", models.PROTECT, related_name="+")
    numerator = models.IntegerField(_("numerator"), default=0)
    denominator = models.IntegerField(_("denominator"), default=0)
    excluded = models.IntegerField(_("excluded"), default=0)

    class Meta:
        verbose_name = _("live counter")
        verbose_name_plural = _("live counters")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "measure", "team"], name="one_live_counter_per_measure_and_team"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    numerator__gte=0, excluded__gte=0, denominator__gte=models.F("numerator")
                ),
                name="live_counter_is_a_proportion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.year}: {self.numerator}/{self.denominator}"
