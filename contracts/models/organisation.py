from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def within(self, path: str) -> OrganisationQuerySet:
        """Organisations of a region and of every region below it."""
        return self.filter(region__path__startswith=path)


class Organisation(models.Model):
    """An insurer, health centre, village clinic, hospital or alliance."""

    class Kind(models.TextChoices):
        INSURER = "insurer", _("insurer")
        HEALTH_CENTRE = "health_centre", _("health centre")
        VILLAGE_CLINIC = "village_clinic", _("village clinic")
        HOSPITAL = "hospital", _("hospital")
        ALLIANCE = "alliance", _("alliance")

    code = models.CharField(_("institution code"), max_length=18, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    region = models.ForeignKey(
        "contracts.Region", models.PROTECT, related_name="organisations", verbose_name=_("region")
    )

    objects: ClassVar[models.Manager[Organisation]] = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["insurer", "health_centre", "village_clinic", "hospital", "alliance"]
                ),
                name="organisation_kind_is_known",
            )
        ]

    def __str__(self) -> str:
        return self.name
