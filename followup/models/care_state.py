from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CareState(models.Model):
    """Where a resident stands in one condition: one row, kept current inside each visit's transaction.

    Due lists read this table alone. ``verify_state`` proves it equal to a recomputation from the visits.
    """

    class State(models.TextChoices):
        NEVER_SEEN = "never_seen", _("not seen yet")
        CONTROLLED = "controlled", _("controlled")
        NOT_CONTROLLED = "not_controlled", _("not controlled")
        EMERGENCY = "emergency", _("emergency")
        NO_READING = "no_reading", _("seen, no reading")

    resident = models.ForeignKey("contracts.Resident", models.PROTECT, related_name="care_states")
    condition = models.CharField(_("condition"), max_length=40)
    # The team whose contract covers today's panel; empty when nobody has signed the resident.
    team = models.ForeignKey(
        "contracts.Team", models.PROTECT, null=True, related_name="care_states"
    )
    state = models.CharField(
        _("state"), max_length=16, choices=State.choices, default=State.NEVER_SEEN
    )
    last_visit_on = models.DateField(_("last visit"), null=True, blank=True)
    last_visit = models.ForeignKey("followup.Visit", models.PROTECT, null=True, related_name="+")
    last_value_1 = models.DecimalField(
        _("systolic, or glucose"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    last_value_2 = models.DecimalField(
        _("diastolic"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    unsatisfactory_count = models.PositiveSmallIntegerField(_("unsatisfactory in a row"), default=0)
    action = models.CharField(_("what to do"), max_length=30)
    # Empty once management has ended.
    next_due_on = models.DateField(_("next due"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("care state")
        verbose_name_plural = _("care states")
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "condition"], name="one_care_state_per_condition"
            )
        ]
        indexes = [
            # The due list of a team, the most overdue first.
            models.Index(fields=["team", "next_due_on", "resident"], name="care_state_due_list")
        ]

    def __str__(self) -> str:
        return f"{self.condition} of {self.resident_id}: {self.state}"
