from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServicePackage(models.Model):
    """What a contract promises, as a dated document; items and prices follow with their own issue."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until (exclusive)"), null=True, blank=True)

    class Meta:
        verbose_name = _("service package")
        verbose_name_plural = _("service packages")

    def __str__(self) -> str:
        return self.name
