from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from contracts.domain.roles import Role
from contracts.periods import covers

if TYPE_CHECKING:
    from contracts.models.team import TeamMembership


class Staff(AbstractUser):
    """A person who logs in: one role, one organisation; teams by dated membership."""

    class RoleChoice(models.TextChoices):
        DOCTOR = Role.DOCTOR.value, _("family doctor")
        CENTRE_ADMIN = Role.CENTRE_ADMIN.value, _("centre admin")
        INSURER_OFFICER = Role.INSURER_OFFICER.value, _("insurer officer")
        INSURER_APPROVER = Role.INSURER_APPROVER.value, _("insurer approver")
        AUDITOR = Role.AUDITOR.value, _("auditor")
        OPERATOR = Role.OPERATOR.value, _("operator")

    role = models.CharField(
        _("role"), max_length=20, choices=RoleChoice.choices, default=Role.OPERATOR.value
    )
    organisation = models.ForeignKey(
        "contracts.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="staff",
        verbose_name=_("organisation"),
    )
    full_name = models.CharField(_("name"), max_length=80, blank=True)
    is_demo = models.BooleanField(_("demo user"), default=False)

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=[Role.AUDITOR.value, Role.OPERATOR.value])
                | models.Q(organisation__isnull=False),
                name="staff_role_has_its_organisation",
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def memberships_on(self, day: date) -> models.QuerySet[TeamMembership]:
        """The team memberships that cover a day."""
        return self.memberships.filter(covers("", day))
