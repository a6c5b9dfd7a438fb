from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    """A pooling area by its division code (GB/T 2260): a city, or a county within it."""

    code = models.CharField(_("division code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    # The codes from the root down, each closed by a slash: "990100/990101/". What lies below shares the prefix.
    path = models.CharField(_("path"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        indexes = [
            # "Everything below my region": path LIKE 'x/%'.
            models.Index(fields=["path"], name="region_path_prefix", opclasses=["text_pattern_ops"])
        ]

    def __str__(self) -> str:
        return self.name
