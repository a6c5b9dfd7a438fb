from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.domain.roles import INSURER_ROLES, Role
from contracts.periods import ByDay, ById, covers

if TYPE_CHECKING:
    from contracts.models.staff import Staff


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, staff: Staff, day: date) -> TeamQuerySet:
        """Teams that this member of staff may see on a day; none when the role sees no teams.

        A doctor sees the teams he belongs to on that day, an admin those of the own organisation, the insurer
        those of the own region, an auditor all.
        """
        if staff.role == Role.DOCTOR:
            return self.filter(
                pk__in=TeamMembership.objects.filter(covers("", day), staff=staff).values("team_id")
            )
        if staff.role == Role.CENTRE_ADMIN:
            return self.filter(organisation=staff.organisation)
        if staff.role in INSURER_ROLES and staff.organisation is not None:
            return self.filter(
                organisation__region__path__startswith=staff.organisation.region.path
            )
        if staff.role == Role.AUDITOR:
            return self.all()
        return self.none()


TeamManager = models.Manager.from_queryset(TeamQuerySet)


class Team(models.Model):
    """A family-doctor team of one organisation; the payee of a settlement."""

    code = models.CharField(_("team code"), max_length=24, unique=True)
    name = models.CharField(_("name"), max_length=80)
    organisation = models.ForeignKey(
        "contracts.Organisation",
        models.PROTECT,
        related_name="teams",
        verbose_name=_("organisation"),
    )

    objects = TeamManager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return self.name


class TeamMembership(models.Model):
    """A member of staff in a team from one day to another (half-open; no last day = still there)."""

    class Function(models.TextChoices):
        LEAD = "lead", _("leading family doctor")
        DOCTOR = "doctor", _("family doctor")
        NURSE = "nurse", _("nurse")
        VILLAGE_DOCTOR = "village_doctor", _("village doctor")
        PUBLIC_HEALTH = "public_health", _("public-health worker")

    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    staff = models.ForeignKey("contracts.Staff", models.PROTECT, related_name="memberships")
    function = models.CharField(_("function"), max_length=20, choices=Function.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until (exclusive)"), null=True, blank=True)

    class Meta:
        verbose_name = _("team membership")
        verbose_name_plural = _("team memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_start",
            ),
            ExclusionConstraint(
                name="one_membership_per_staff_team_and_day",
                expressions=[
                    (ById("team"), "&&"),
                    (ById("staff"), "&&"),
                    (ByDay("starts_on", "ends_on"), "&&"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} in {self.team_id}"
